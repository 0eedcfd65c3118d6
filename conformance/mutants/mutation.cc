#include "conformance/mutants/mutation.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace bitsproof::conformance::mutants {
namespace {

std::vector<std::string> Words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool Matches(std::string_view pattern, std::string_view method) {
  if (!pattern.ends_with('*')) return pattern == method;
  pattern.remove_suffix(1);
  return method.starts_with(pattern);
}

bool MatchesAny(const std::vector<std::string>& patterns, std::string_view method) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return Matches(pattern, method); });
}

}  // namespace

std::string Interception::Text(const char* name) const {
  const auto it = params.find(name);
  return it != params.end() && it->is_string() ? it->get<std::string>() : "";
}

bool Interception::HasNumber(const char* name) const {
  const auto it = params.find(name);
  return it != params.end() && it->is_number_integer() && *it >= 0;
}

std::uint64_t Interception::Number(const char* name) const {
  return HasNumber(name) ? params.at(name).get<std::uint64_t>() : 0;
}

Mutation::Predicate InState(std::string state) {
  return [state = std::move(state)](Interception& call) { return call.State() == state; };
}

void Mutation::Intercept(std::string_view methods, Around around) {
  interceptors_.push_back({Words(methods), std::move(around)});
}

void Mutation::Before(std::string_view methods, Edit edit) {
  Intercept(methods, [edit = std::move(edit)](Interception& call) {
    edit(call);
    return call.PassOn();
  });
}

void Mutation::After(std::string_view methods, EditResult edit) {
  Intercept(methods, [edit = std::move(edit)](Interception& call) {
    Reply reply = call.PassOn();
    if (reply.kind == Reply::Kind::kResult) edit(call, reply.value);
    return reply;
  });
}

void Mutation::AfterSuccess(std::string_view methods, EditResult edit) {
  After(methods, [edit = std::move(edit)](Interception& call, Json& result) {
    if (Succeeded(result)) edit(call, result);
  });
}

void Mutation::Refuse(std::string_view methods, HResult code, Predicate applies) {
  Intercept(methods, [code, applies = std::move(applies)](Interception& call) {
    return applies(call) ? Answer(code) : call.PassOn();
  });
}

void Mutation::RefuseIn(std::string_view methods, std::string state) {
  Refuse(methods, hresult::BG_E_INVALID_STATE, InState(std::move(state)));
}

void Mutation::Ignore(std::string_view methods, Predicate applies) {
  Refuse(methods, hresult::S_OK, std::move(applies));
}

void Mutation::Rewrite(std::string_view methods, HResult from, HResult to) {
  After(methods, [from, to](Interception&, Json& result) {
    if (Is(result, from)) result["hresult"] = ToHex(to);
  });
}

void Mutation::Set(std::string_view methods, std::string member, Json to) {
  AfterSuccess(methods, [member = std::move(member), to = std::move(to)](
                            Interception&, Json& result) { result[member] = to; });
}

void Mutation::Replace(std::string_view methods, std::string member, Json from, Json to) {
  AfterSuccess(methods, [member = std::move(member), from = std::move(from), to = std::move(to)](
                            Interception&, Json& result) {
    if (result[member] == from) result[member] = to;
  });
}

void Mutation::PassOnAs(const std::string& setter, const std::string& getter,
                        const std::string& member, std::function<Json(const Json&)> change) {
  const auto given = PerCase<std::map<std::string, Json>>();
  Intercept(setter, [given, member, change = std::move(change)](Interception& call) {
    const Json asked = call.params.value(member, Json());
    call.params[member] = change(asked);
    Reply reply = call.PassOn();
    if (Succeeded(reply.value)) (*given)[call.job()] = asked;
    return reply;
  });
  AfterSuccess(getter, [given, member](Interception& call, Json& result) {
    if (const auto it = given->find(call.job()); it != given->end()) result[member] = it->second;
  });
}

void Mutation::Default(const std::string& setter, const std::string& getter,
                       const std::string& member, Json value) {
  const auto changed = PerCase<std::set<std::string>>();
  AfterSuccess(setter, [changed](Interception& call, Json&) { changed->insert(call.job()); });
  AfterSuccess(getter,
               [changed, member, value = std::move(value)](Interception& call, Json& result) {
                 if (!changed->contains(call.job())) result[member] = value;
               });
}

void Mutation::ChangePolicy(const std::string& name, EditNumber change) {
  Before("subject.reset environment.set", [name, change = std::move(change)](Interception& call) {
    const bool is_reset = call.method == "subject.reset";
    const bool given = call.params.contains("policy") && call.params["policy"].contains(name);
    if (is_reset || given) call.params["policy"][name] = change(call.book.policy(name));
  });
}

bool Mutation::Intercepts(std::string_view method) const {
  return method == "subject.reset" ||
         std::any_of(interceptors_.begin(), interceptors_.end(),
                     [&](const Interceptor& i) { return MatchesAny(i.methods, method); });
}

Reply Mutation::Call(std::string_view method, const Json& params) {
  Interception call(book_, method, params, {});
  return Continue(0, call);
}

Reply Mutation::Continue(std::size_t index, Interception& call) {
  while (index < interceptors_.size() && !MatchesAny(interceptors_[index].methods, call.method))
    ++index;
  if (index == interceptors_.size()) {
    Reply reply = book_.Call(call.method, call.params);
    if (call.method == "subject.reset") {
      for (const auto& action : on_reset_) action();
    }
    return reply;
  }
  Interception nested(book_, call.method, call.params,
                      [this, index](Interception& inner) { return Continue(index + 1, inner); });
  return interceptors_[index].around(nested);
}

}  // namespace bitsproof::conformance::mutants
