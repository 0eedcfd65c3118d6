// Dispatch: the BITS methods of the protocol (conformance/protocol.md) on the reference job
// manager.
#pragma once

#include <span>
#include <string_view>

#include "conformance/subject.h"
#include "conformance/subjects/params.h"
#include "conformance/subjects/session.h"

namespace bitsproof::conformance {

// One call on its way to the reference.
struct MethodCall {
  Session& session;
  const Principal& caller;  // who `as` names
  const Params& params;
};

// A method of the protocol. `handler` returns the result object and throws ParamError for
// parameters out of form.
struct Method {
  std::string_view name;
  Json (*handler)(const MethodCall& call);
};

// The methods by object; together they are every `manager.*`, `job.*`, `file.*`, `error.*` and
// `enumerator.*` method.
std::span<const Method> ManagerMethods();
std::span<const Method> JobMethods();
std::span<const Method> PropertyMethods();
std::span<const Method> FileMethods();
std::span<const Method> ErrorMethods();
std::span<const Method> EnumeratorMethods();

// Whether `method` is one of these.
bool IsBitsMethod(std::string_view method);

// Carries out one of these methods. An unknown method answers -32601, parameters out of form
// -32602. A job id that the case has never met answers BG_E_NOT_FOUND. Never throws for what a
// caller can do wrong.
Reply Dispatch(Session& session, std::string_view method, const Json& params);

// --- For the handlers ---

// {"hresult": "0x........"}.
Json Outcome(HResult code);

// {"hresult": "0x00000000", `name`: value}, or the failure alone.
template <typename T>
Json Outcome(const Result<T>& result, const char* name) {
  Json json = Outcome(CodeOf(result));
  if (result) json[name] = *result;
  return json;
}

// A size as the protocol writes it: a number or "unknown".
Json SizeToJson(std::uint64_t bytes);

// A time as the protocol writes it: ISO 8601, or null for zero.
Json TimeToJson(WallTime time);

// A file object of job.enumFiles: index, remoteName, localName; the first failure otherwise.
Result<Json> FileToJson(const Job& job, const Principal& caller, std::size_t index);

// Handler of a method that names a job.
template <Json (*Handler)(const MethodCall& call, Job& job)>
Json OnJob(const MethodCall& call) {
  Job* job = call.session.FindJob(call.params.Id("job"));
  return job == nullptr ? Outcome(hresult::BG_E_NOT_FOUND) : Handler(call, *job);
}

}  // namespace bitsproof::conformance
