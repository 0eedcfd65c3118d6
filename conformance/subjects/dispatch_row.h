// The handlers of which dispatch.cc is a table.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "conformance/subjects/translation.h"

namespace bitsproof::conformance {

// A name of the protocol as a template argument.
template <std::size_t N>
struct Name {
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is meant
  constexpr Name(const char (&literal)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = literal[i];
  }
  constexpr operator std::string_view() const { return {text, N - 1}; }

  char text[N] = {};
};

// What a member function of the reference takes and gives. The caller, if it takes one, is not
// among the arguments.
template <typename Return, bool kCaller, typename... Args>
struct SignatureOf {
  using Arguments = std::tuple<std::decay_t<Args>...>;
  static constexpr bool kTakesCaller = kCaller;
};

template <typename Method>
struct Signature;
template <typename Return, typename Object, typename... Args>
struct Signature<Return (Object::*)(Args...)> : SignatureOf<Return, false, Args...> {};
template <typename Return, typename Object, typename... Args>
struct Signature<Return (Object::*)(Args...) const> : SignatureOf<Return, false, Args...> {};
template <typename Return, typename Object, typename... Args>
struct Signature<Return (Object::*)(const Principal&, Args...)>
    : SignatureOf<Return, true, Args...> {};
template <typename Return, typename Object, typename... Args>
struct Signature<Return (Object::*)(const Principal&, Args...) const>
    : SignatureOf<Return, true, Args...> {};

// The result object for what a method gave: `names` is the name of the one member, or nothing for a
// value that has members of its own.
template <typename Value, typename... Names>
Json ResultOf(const MethodCall& call, const Value& value, Names... names) {
  Json json = Outcome(hresult::S_OK);
  if constexpr (sizeof...(names) == 0) {
    PutMembers(call, value, json);
  } else {
    (json.emplace(std::string(names), ToJson(call, value)), ...);
  }
  return json;
}

template <typename Value, typename... Names>
Json ResultOf(const MethodCall& call, const Result<Value>& result, Names... names) {
  return result ? ResultOf(call, *result, names...) : Outcome(result.error());
}

inline Json ResultOf(const MethodCall&, HResult code) { return Outcome(code); }

// Calls `kMethod` of `object`. `kNames` are the names of its parameters, then that of its result.
template <auto kMethod, Name... kNames, typename Object>
Json Invoke(const MethodCall& call, Object& object) {
  using MethodSignature = Signature<decltype(kMethod)>;
  using Arguments = typename MethodSignature::Arguments;
  constexpr std::array<std::string_view, sizeof...(kNames)> kAll{kNames...};
  constexpr std::size_t kArguments = std::tuple_size_v<Arguments>;
  Arguments arguments;
  const auto read = [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (Read(call.params, kAll[kIndex], std::get<kIndex>(arguments)), ...);
  };
  read(std::make_index_sequence<kArguments>());
  const auto invoke = [&](const auto&... values) -> decltype(auto) {
    if constexpr (MethodSignature::kTakesCaller) {
      return (object.*kMethod)(call.caller, values...);
    } else {
      return (object.*kMethod)(values...);
    }
  };
  if constexpr (kAll.size() > kArguments) {
    return ResultOf(call, std::apply(invoke, arguments), kAll[kArguments]);
  } else {
    return ResultOf(call, std::apply(invoke, arguments));
  }
}

template <auto kMethod, Name... kNames>
Json OnManager(const MethodCall& call) {
  return Invoke<kMethod, kNames...>(call, call.session.manager());
}

// The job that the call names; a Refusal when the case has never met it.
inline Job& JobOf(const MethodCall& call) {
  Job* const job = call.session.FindJob(call.params.Id("job"));
  if (job == nullptr) throw Refusal{hresult::BG_E_NOT_FOUND};
  return *job;
}

template <auto kMethod, Name... kNames>
Json OnJob(const MethodCall& call) {
  return Invoke<kMethod, kNames...>(call, JobOf(call));
}

// Invoke, for a method of a later interface, which the client asks the object for first.
template <Name kInterface, auto kMethod, Name... kNames, typename Object>
Json InvokeAs(const MethodCall& call, Object& object) {
  const HResult offered = object.QueryInterface(call.caller, kInterface);
  return offered.failed() ? Outcome(offered) : Invoke<kMethod, kNames...>(call, object);
}

template <Name kInterface, auto kMethod, Name... kNames>
Json OnJobAs(const MethodCall& call) {
  return InvokeAs<kInterface, kMethod, kNames...>(call, JobOf(call));
}

template <auto kMethod, Name... kNames>
Json OnFile(const MethodCall& call) {
  const Result<JobFile> file = JobOf(call).GetFile(call.caller, call.params.Number("index"));
  return file ? Invoke<kMethod, kNames...>(call, *file) : Outcome(file.error());
}

template <Name kInterface, auto kMethod, Name... kNames>
Json OnFileAs(const MethodCall& call) {
  Result<JobFile> file = JobOf(call).GetFile(call.caller, call.params.Number("index"));
  return file ? InvokeAs<kInterface, kMethod, kNames...>(call, *file) : Outcome(file.error());
}

// On the error object that the job has now.
template <auto kMethod, Name... kNames>
Json OnError(const MethodCall& call) {
  const Result<JobError> error = JobOf(call).GetError(call.caller);
  return error ? Invoke<kMethod, kNames...>(call, *error) : Outcome(error.error());
}

}  // namespace bitsproof::conformance
