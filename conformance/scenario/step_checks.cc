#include "conformance/scenario/step_checks.h"

#include <algorithm>

#include "conformance/json/schema.h"
#include "conformance/scenario/setup_checks.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

// --- Calls ---

void CheckCallable(const MethodInfo& method, const std::string& pointer, Scope& scope) {
  const std::string name(method.name);
  if (method.callable == CallableIn::kNowhere) {
    scope.report(pointer, name +
                              " is called by the runner; scenarios use the setup and the verbs " +
                              "advance, environment and restart");
  }
  const bool live =
      std::find(scope.modes.begin(), scope.modes.end(), Mode::kLive) != scope.modes.end();
  if (method.callable == CallableIn::kSim && live) {
    scope.report(pointer, name + " exists in the mode \"sim\" only: say so in needs.modes or in " +
                              "the step's `when`");
  }
}

// Whether a call of the method must have the parameter.
bool IsRequired(const std::string& method, std::string_view parameter) {
  const Json& definitions = BuiltInDocument("schema/protocol-1.0").at("$defs");
  const Json* params = &definitions.at(method).at("properties").at("params");
  if (const auto reference = params->find("$ref"); reference != params->end()) {
    const auto& target = reference->get_ref<const std::string&>();
    params = &definitions.at(target.substr(target.rfind('/') + 1));
  }
  const auto required = params->find("required");
  return required != params->end() &&
         std::find(required->begin(), required->end(), parameter) != required->end();
}

// Whether the given parameters are those that the method has.
void CheckParameters(const Json& with, const MethodInfo& method, const std::string& pointer,
                     Scope& scope) {
  const std::string method_name(method.name);
  const auto& names = method.parameters;
  for (const auto& [name, value] : with.items()) {
    if (Contains(names, name)) continue;
    scope.report(Join(pointer + "/with", name),
                 method_name + " has no parameter \"" + name + "\"" + Suggestion(name, names));
  }
  for (const std::string_view name : names) {
    if (!method.takes_as || with.contains(name) || !IsRequired(method_name, name)) continue;
    scope.report(pointer + "/with", method_name + " needs the parameter \"" + std::string(name) +
                                        "\" (null stands for NULL)");
  }
}

void CheckCaller(const ScriptedCall& call, const MethodInfo& method, const std::string& pointer,
                 Scope& scope) {
  const std::string method_name(method.name);
  if (method.takes_as && !call.as) {
    scope.report(pointer, method_name + " needs \"as\": the principal that calls");
  }
  if (!method.takes_as && call.as) {
    scope.report(pointer + "/as", method_name + " is called by no principal");
  }
}

void CheckPrincipal(const std::optional<Value>& as, const std::string& pointer, Scope& scope) {
  if (!as) return;
  CheckValue(as->written(), pointer + "/as", scope);
  CheckName(as->written(), pointer + "/as", scope, ViewsOf(scope.principals), "principal");
}

// Returns the methods that may be called.
std::vector<const MethodInfo*> CheckMethod(const Json& name, const std::string& pointer,
                                           Scope& scope) {
  std::vector<std::string_view> known;
  for (const MethodInfo& method : Methods()) known.push_back(method.name);
  CheckValue(name, pointer, scope);
  CheckName(name, pointer, scope, known, "method");
  std::vector<const MethodInfo*> methods;
  for (const Json& value : PossibleValues(name, scope).value_or(std::vector<Json>{})) {
    const MethodInfo* method = value.is_string() ? FindMethod(value.get<std::string>()) : nullptr;
    if (method != nullptr) methods.push_back(method);
  }
  return methods;
}

// The objects that `form` can be in a call of `method`: of a method and an object on one axis, only
// those that belong together.
std::vector<Json> ChoicesFor(const Json& form, const ScriptedCall& call, const MethodInfo& method,
                             const Scope& scope) {
  if (!IsValueForm(form)) return {form};
  const Json& name = call.method.written();
  const bool is_one_axis =
      form.contains("$axis") && name.is_object() && ObjectAt(name, "$axis") == form["$axis"];
  std::vector<Json> possible;
  for (const Json& value :
       PossibleValues(is_one_axis ? Json{{"$axis", form["$axis"]}} : form, scope)
           .value_or(std::vector<Json>{})) {
    const Json* own_name = is_one_axis ? At(value, name.value("pointer", "")) : nullptr;
    if (own_name != nullptr && *own_name != method.name) continue;
    const Json* own = is_one_axis ? At(value, form.value("pointer", "")) : &value;
    if (own != nullptr && own->is_object()) possible.push_back(*own);
  }
  return possible;
}

std::vector<const MethodInfo*> CheckMethodCall(const ScriptedCall& call, const std::string& pointer,
                                               Scope& scope) {
  CheckPrincipal(call.as, pointer, scope);
  CheckValue(call.with.written(), pointer + "/with", scope);
  const auto methods = CheckMethod(call.method.written(), pointer + "/call", scope);
  for (const MethodInfo* method : methods) {
    CheckCallable(*method, pointer + "/call", scope);
    CheckCaller(call, *method, pointer, scope);
    for (const Json& with : ChoicesFor(call.with.written(), call, *method, scope)) {
      CheckParameters(with, *method, pointer, scope);
    }
  }
  return methods;
}

// An expectation of a member that the method never answers can only fail.
void CheckResultMembers(const Json& expect, const ScriptedCall& call, const MethodInfo& method,
                        const std::string& pointer, Scope& scope) {
  auto names = method.results;
  if (method.takes_as) names.emplace_back("hresult");
  for (const Json& choice : ChoicesFor(expect, call, method, scope)) {
    if (!choice.is_object() || IsValueForm(choice)) continue;
    for (const auto& [name, value] : choice.items()) {
      if (name.starts_with('$') || Contains(names, name)) continue;
      scope.report(
          IsValueForm(expect) ? pointer : Join(pointer, name),
          std::string(method.name) + " answers no \"" + name + "\"" + Suggestion(name, names));
    }
  }
}

// --- Parts that several verbs have ---

void CheckDuration(const Expression<Duration>& duration, const std::string& pointer, Scope& scope) {
  CheckValue(duration.written(), pointer, scope);
  const auto possible = PossibleValues(duration.written(), scope);
  for (const Json& value : possible.value_or(std::vector<Json>{})) {
    if (!value.is_string() || ParseDuration(value.get<std::string>())) continue;
    scope.report(pointer, "the duration " + value.dump() + " is too long");
  }
}

void CheckFilter(const JournalFilter& filter, const std::string& pointer, Scope& scope) {
  CheckValue(filter.origin.written(), pointer + "/journal", scope);
  CheckName(filter.origin.written(), pointer + "/journal", scope, ViewsOf(scope.origins), "origin");
  for (const auto& [name, value] : filter.members) {
    CheckExpectation(value.written(), Join(pointer, name), scope);
  }
}

// Whether an axis value is the one that `choice` names: equal, or an object of that name.
bool Names(const Json& choice, const Json& value) {
  return choice == value || (value.is_object() && value.value("name", Json()) == choice);
}

void CheckAxisOf(const When& when, const std::string& pointer, Scope& scope) {
  for (const auto& [axis, values] : scope.scenario.matrix) {
    if (axis != when.axis) continue;
    for (std::size_t i = 0; i < when.in.size(); ++i) {
      const bool known = std::any_of(values.begin(), values.end(),
                                     [&](const Json& value) { return Names(when.in[i], value); });
      if (known) continue;
      scope.report(Join(pointer + "/in", i),
                   "the axis \"" + axis + "\" has no value " + when.in[i].dump());
    }
    return;
  }
  scope.report(pointer + "/axis", "there is no axis \"" + when.axis + "\"");
}

// Returns the modes in which the step runs.
std::vector<Mode> CheckWhen(const Step& step, Scope& scope) {
  if (!step.when) return scope.modes;
  const std::string pointer = step.pointer + "/when";
  if (!step.when->axis.empty()) CheckAxisOf(*step.when, pointer, scope);
  if (!step.when->mode) return scope.modes;
  const Mode mode = *step.when->mode;
  if (std::find(scope.modes.begin(), scope.modes.end(), mode) == scope.modes.end()) {
    scope.report(pointer + "/mode",
                 "the scenario never runs in the mode \"" + std::string(ToString(mode)) + "\"");
  }
  return {mode};
}

// --- One check for each command; `at` is the pointer of the step ---

class CommandChecker {
 public:
  CommandChecker(const Step& step, Scope& scope, StepIds& ids)
      : step_(step), at_(step.pointer), scope_(scope), ids_(ids) {}

  void operator()(const CallStep& command) const {
    const auto& times = command.call.times;
    if (times) CheckValue(times->written(), at_ + "/times", scope_);
    if (times) ++scope_.loops;
    for (const MethodInfo* method : CheckMethodCall(command.call, at_, scope_)) {
      if (step_.expect) {
        CheckResultMembers(step_.expect->written(), command.call, *method, at_ + "/expect", scope_);
      }
    }
    CheckExpect();
    if (times) --scope_.loops;
  }

  void operator()(const AwaitStep& command) const {
    std::visit(*this, command.what);
    if (command.through && !std::holds_alternative<AwaitState>(command.what)) {
      scope_.report(at_ + "/through", "only an await of a state has a way through others");
    }
    const auto& capabilities = scope_.scenario.needs.capabilities;
    if (command.through &&
        std::find(capabilities.begin(), capabilities.end(), "events.state") == capabilities.end()) {
      scope_.report(at_ + "/through",
                    "a way can be judged only where the subject tells each change of state: name "
                    "events.state in needs.capabilities");
    }
    CheckDuration(command.within, at_ + "/within", scope_);
    CheckExpect();
  }
  void operator()(const AwaitState& await) const {
    CheckValue(await.job.written(), at_ + "/await/job", scope_);
    CheckValue(await.states.written(), at_ + "/await/state", scope_);
    CheckPrincipal(await.as, at_ + "/await", scope_);
  }
  void operator()(const AwaitEvent& await) const {
    CheckValue(await.job.written(), at_ + "/await/job", scope_);
    CheckValue(await.kind.written(), at_ + "/await/event", scope_);
  }
  void operator()(const AwaitJournal& await) const {
    CheckFilter(await.filter, at_ + "/await", scope_);
    CheckExpectation(await.count.written(), at_ + "/await/count", scope_);
  }

  void operator()(const AwaitProgram& await) const {
    CheckProgram(await.name, at_ + "/await/program");
    CheckExpectation(await.count.written(), at_ + "/await/count", scope_);
  }

  void operator()(const AdvanceStep& command) const {
    CheckDuration(command.by, at_ + "/advance", scope_);
  }

  void operator()(const AssertStep& command) const {
    std::visit(*this, command.what);
    CheckSameBytes();
    CheckExpect();
  }
  void operator()(const Value& asserted) const {
    if (asserted.is_literal()) {
      scope_.report(at_ + "/assert",
                    "a literal proves nothing: assert a value form such as "
                    "{\"$var\": name}");
    }
    CheckValue(asserted.written(), at_ + "/assert", scope_);
  }
  void operator()(const AssertJournal& asserted) const {
    CheckFilter(asserted.filter, at_ + "/assert", scope_);
  }
  void operator()(const AssertFile& asserted) const {
    CheckPath(asserted.name.written(), at_ + "/assert/file", scope_);
  }
  void operator()(const AssertDirectory& asserted) const {
    CheckPath(asserted.name.written(), at_ + "/assert/directory", scope_);
  }
  void operator()(const AssertProgram& asserted) const {
    CheckProgram(asserted.name, at_ + "/assert/program");
  }
  void operator()(const AssertCalls& asserted) const {
    CheckMethod(asserted.method.written(), at_ + "/assert/calls", scope_);
  }
  void operator()(const AssertEvents& asserted) const {
    CheckValue(asserted.job.written(), at_ + "/assert/events", scope_);
    if (asserted.kind) CheckValue(asserted.kind->written(), at_ + "/assert/kind", scope_);
  }

  void operator()(const ParallelStep& command) const {
    for (std::size_t i = 0; i < command.calls.size(); ++i) {
      const ScriptedCall& call = command.calls[i];
      const std::string pointer = Join(at_ + "/parallel", i);
      if (call.times) CheckValue(call.times->written(), pointer + "/times", scope_);
      ++scope_.loops;
      CheckMethodCall(call, pointer, scope_);
      --scope_.loops;
    }
    CheckExpect();
  }

  void operator()(const RepeatStep& command) const {
    CheckValue(command.turns.written(), at_ + "/repeat", scope_);
    ++scope_.loops;
    for (const Step& step : command.steps) CheckStep(step, scope_, ids_);
    --scope_.loops;
  }

  void operator()(const EnvironmentStep& command) const {
    for (const auto& [name, value] : command.parameters) {
      const std::string pointer = Join(at_ + "/environment", name);
      CheckValue(value.written(), pointer, scope_);
      if (name == "policy") CheckPolicy(value.written(), pointer, scope_);
    }
    CheckExpect();
  }

  void operator()(const RestartStep& command) const {
    CheckValue(command.how.written(), at_ + "/restart", scope_);
    CheckExpect();
  }

  void operator()(const ResetStep& /*command*/) const {}

  void operator()(const SetStep& command) const {
    for (const auto& [name, value] : command.variables) {
      CheckValue(value.written(), Join(at_ + "/set", name), scope_);
    }
    for (const auto& [name, value] : command.variables) scope_.variables.insert(name);
  }

 private:
  void CheckProgram(const Expression<std::string>& name, const std::string& pointer) const {
    CheckValue(name.written(), pointer, scope_);
    CheckName(name.written(), pointer, scope_, ViewsOf(scope_.programs), "program");
  }

  void CheckExpect() const {
    if (step_.expect) CheckExpectation(step_.expect->written(), at_ + "/expect", scope_);
  }

  // "origin/path" or "origin/path#version".
  void CheckSameBytes() const {
    const Json* same = At(step_.expect->written(), "/sameBytesAs");
    if (same == nullptr || !same->is_string()) return;
    const std::string text = same->get<std::string>();
    const std::size_t slash = text.find('/');
    if (slash != std::string::npos && scope_.origins.contains(text.substr(0, slash))) return;
    scope_.report(at_ + "/expect/sameBytesAs",
                  "name a resource, \"origin/path\", of an origin in the setup");
  }

  const Step& step_;
  const std::string& at_;
  Scope& scope_;
  StepIds& ids_;
};

}  // namespace

void CheckStep(const Step& step, Scope& scope, StepIds& ids) {
  if (!ids.steps.insert(step.id).second) {
    scope.report(step.pointer + "/id",
                 "the step \"" + step.id + "\" exists already in this scenario");
  }
  const std::vector<Mode> outer = scope.modes;
  scope.modes = CheckWhen(step, scope);
  std::visit(CommandChecker(step, scope, ids), step.command);
  scope.modes = outer;
  if (step.check && !ids.checks.insert(step.check->id).second) {
    scope.report(step.pointer + "/check/id",
                 "the check \"" + step.check->id + "\" exists already in this scenario");
  }
  for (const Collection& collection : step.collect) scope.variables.insert(collection.variable);
}

}  // namespace bitsproof::conformance
