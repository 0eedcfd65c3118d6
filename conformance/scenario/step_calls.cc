#include <algorithm>
#include <array>

#include "conformance/scenario/step_checks.h"
#include "conformance/scenario/values.h"
#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

void CheckCallable(const MethodInfo& method, const std::string& pointer, Scope& scope) {
  const std::string name(method.name);
  if (method.callable == CallableIn::kNowhere) {
    scope.problems.Add(pointer, name +
                                    " is called by the runner; scenarios use the setup and the " +
                                    "verbs advance, environment and restart");
  }
  const bool live =
      std::find(scope.modes.begin(), scope.modes.end(), Mode::kLive) != scope.modes.end();
  if (method.callable == CallableIn::kSim && live) {
    scope.problems.Add(pointer, name + " exists in the mode \"sim\" only: say so in needs.modes " +
                                    "or in the step's `when`");
  }
}

void CheckParameters(const Json& call, const MethodInfo& method, const std::string& pointer,
                     Scope& scope) {
  const auto& names = method.parameters;
  const Json* with = Get(call, "with", Shape::kObject);
  if (with != nullptr) {
    for (auto it = with->begin(); it != with->end(); ++it) {
      if (Contains(names, it.key())) continue;
      scope.problems.Add(Join(pointer + "/with", it.key()), std::string(method.name) +
                                                                " has no parameter \"" + it.key() +
                                                                "\"" + Suggestion(it.key(), names));
    }
  }
  for (const std::string_view name : names) {
    if (!method.takes_as || (with != nullptr && with->contains(name))) continue;
    scope.problems.Add(pointer + "/with", std::string(method.name) + " needs the parameter \"" +
                                              std::string(name) + "\" (null stands for NULL)");
  }
  if (method.takes_as && !call.contains("as")) {
    scope.problems.Add(pointer,
                       std::string(method.name) + " needs \"as\": the principal that calls");
  }
  if (!method.takes_as && call.contains("as")) {
    scope.problems.Add(pointer + "/as", std::string(method.name) + " is called by no principal");
  }
}

// Checks what is common to a step with `call` and an entry of `parallel`; returns the methods it
// may call.
std::vector<const MethodInfo*> CheckMethodCall(const Json& call, const std::string& pointer,
                                               Scope& scope) {
  std::vector<const MethodInfo*> methods;
  CheckPrincipal(call, pointer, scope);
  if (const Json* with = Get(call, "with", Shape::kObject)) {
    CheckValue(*with, pointer + "/with", scope);
  }
  const Json* name = Get(call, "call", Shape::kTextOrForm);
  if (name == nullptr) return methods;
  CheckValue(*name, pointer + "/call", scope);
  std::vector<std::string_view> known;
  for (const MethodInfo& method : Methods()) known.push_back(method.name);
  for (const Json& value : PossibleValues(*name, scope).value_or(std::vector<Json>{})) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const MethodInfo* method = FindMethod(text);
    if (method == nullptr) {
      scope.problems.Add(pointer + "/call",
                         "unknown method \"" + text + "\"" + Suggestion(text, known));
      continue;
    }
    CheckCallable(*method, pointer + "/call", scope);
    CheckParameters(call, *method, pointer, scope);
    methods.push_back(method);
  }
  return methods;
}

// An expectation of a member that the method never answers can only fail.
void CheckResultMembers(const StepPlace& place, const MethodInfo& method) {
  const Json* expect = Get(place.body, "expect", Shape::kObject);
  if (expect == nullptr) return;
  auto names = method.results;
  if (method.takes_as) names.emplace_back("hresult");
  const bool is_form = IsValueForm(*expect);
  for (const Json& choice : PossibleValues(*expect, place.scope).value_or(std::vector{*expect})) {
    if (!choice.is_object()) continue;
    for (auto it = choice.begin(); it != choice.end(); ++it) {
      const bool known = it.key().starts_with('$') || Contains(names, it.key());
      if (known || IsValueForm(choice)) continue;
      place.Report(is_form ? "/expect" : "/expect" + Join("", it.key()),
                   std::string(method.name) + " answers no \"" + it.key() + "\"" +
                       Suggestion(it.key(), names));
    }
  }
}

}  // namespace

void CheckCall(const StepPlace& place) {
  CheckTurns(place, "times");
  const bool loop = place.body.contains("times");
  if (loop) ++place.scope.loops;
  const auto methods = CheckMethodCall(place.body, place.pointer, place.scope);
  for (const MethodInfo* method : methods) CheckResultMembers(place, *method);
  CheckExpect(place);
  if (loop) --place.scope.loops;
}

void CheckParallel(const StepPlace& place) {
  static constexpr std::array kFields{Field{"call", Shape::kTextOrForm, true},
                                      Field{"as", Shape::kTextOrForm},
                                      Field{"with", Shape::kObject}, Field{"times", Shape::kAny}};
  const Json* calls = Get(place.body, "parallel", Shape::kList);
  for (std::size_t i = 0; calls != nullptr && i < calls->size(); ++i) {
    const Json& call = (*calls)[i];
    const std::string at = Join(place.pointer + "/parallel", i);
    if (!CheckFields(call, kFields, "a parallel call", at, place.scope.problems)) continue;
    const StepPlace entry{call, at, place.scope, place.ids, place.step};
    CheckTurns(entry, "times");
    ++place.scope.loops;
    CheckMethodCall(call, at, place.scope);
    --place.scope.loops;
  }
  if (calls != nullptr && calls->empty()) place.Report("/parallel", "there is no call in it");
  CheckExpect(place);
}

}  // namespace bitsproof::conformance
