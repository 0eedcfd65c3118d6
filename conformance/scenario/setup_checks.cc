#include "conformance/scenario/setup_checks.h"

#include <memory>
#include <span>
#include <utility>

#include "conformance/scenario/matrix.h"
#include "conformance/scenario/origin_script.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/model/policy.h"

namespace bitsproof::conformance {
namespace {

constexpr char kPointer[] = "/setup";

template <typename Field>
std::vector<std::string_view> NamesOf(std::span<const Field> fields) {
  std::vector<std::string_view> names;
  for (const Field& field : fields) names.push_back(field.name);
  return names;
}

// The names of `values` are among `names`.
void CheckNames(const Json& values, const std::vector<std::string_view>& names,
                const std::string& pointer, Scope& scope) {
  for (const auto& [name, value] : values.items()) {
    if (Contains(names, name)) continue;
    scope.report(Join(pointer, name), "unknown policy \"" + name + "\"" + Suggestion(name, names));
  }
}

// `capability` must be among those that the scenario needs, since it has what stands at `pointer`.
void CheckNeeds(std::string_view capability, const std::string& what, const std::string& pointer,
                Scope& scope) {
  if (Contains(ViewsOf(scope.scenario.needs.capabilities), capability)) return;
  scope.report(pointer, "a scenario with " + what + " needs the capability \"" +
                            std::string(capability) + "\": name it in needs.capabilities");
}

void CheckPolicyNames(const Json& policy, const std::string& pointer, Scope& scope) {
  const std::vector<std::string_view> keys = NamesOf(BandwidthKeys());
  const std::vector<std::string_view> limits = NamesOf(BandwidthFields());
  std::vector<std::string_view> names = NamesOf(PolicyFields());
  names.insert(names.end(), limits.begin(), limits.end());
  names.insert(names.end(), keys.begin(), keys.end());
  CheckNames(policy, names, pointer, scope);
  for (const auto& [name, value] : policy.items()) {
    const bool is_key = Contains(keys, name);
    if (is_key || Contains(limits, name))
      CheckNeeds("bandwidth", "limits of bandwidth", Join(pointer, name), scope);
    if (is_key && value.is_object() && !IsValueForm(value))
      CheckNames(value, NamesOf(ScheduleFields()), Join(pointer, name), scope);
  }
}

// The scripts of the case `binding` as they are played in `mode`. Each may refer to the origins
// before it.
void CheckScriptsOfCase(const Setup& setup, const Json& binding, Mode mode, Scope& scope) {
  ValueContext context;
  context.binding = binding;
  context.constants = scope.scenario.constants(mode);
  const auto file_bodies =
      mode == Mode::kSim ? fakes::FileBodies::kRefused : fakes::FileBodies::kAllowed;
  for (const auto& [name, script] : setup.origins) {
    const std::string pointer = Join(std::string(kPointer) + "/origins", name);
    try {
      ReadOriginScript(script.Bind(context), file_bodies,
                       [&](const std::string& below, const std::string& message) {
                         scope.report(pointer + below, message);
                       });
    } catch (const BindError& error) {
      scope.report(pointer, error.what());
    }
    context.urls[name] = "http://" + name + ".test";
  }
}

void CheckOriginScripts(const Setup& setup, Scope& scope) {
  std::vector<Json> bindings{Json::object()};
  const bool depends = std::any_of(setup.origins.begin(), setup.origins.end(),
                                   [](const auto& origin) { return !origin.second.is_literal(); });
  if (depends) {
    bindings.clear();
    const auto unowned = std::shared_ptr<const Scenario>(std::shared_ptr<void>(), &scope.scenario);
    for (Case& test_case : Expand(unowned)) bindings.push_back(std::move(test_case.binding));
  }
  for (const Json& binding : bindings) {
    for (const Mode mode : scope.modes) CheckScriptsOfCase(setup, binding, mode, scope);
  }
}

}  // namespace

void CheckPolicy(const Json& policy, const std::string& pointer, Scope& scope) {
  CheckValue(policy, pointer, scope);
  if (!IsValueForm(policy)) return CheckPolicyNames(policy, pointer, scope);
  for (const Json& choice : PossibleValues(policy, scope).value_or(std::vector<Json>{})) {
    CheckPolicyNames(choice, pointer, scope);
  }
}

Setup ReadSetup(const Json& json) {
  Setup setup;
  setup.policy = Value(ObjectAt(json, "policy"));
  if (json.contains("startsAt")) setup.starts_at = Expression<std::string>(json["startsAt"]);
  for (const auto& [name, kind] : ObjectAt(json, "principals").items()) {
    setup.principals.emplace_back(name, Expression<std::string>(kind));
  }
  for (const auto& [name, script] : ObjectAt(json, "origins").items()) {
    setup.origins.emplace_back(name, Value(script));
  }
  for (const auto& [name, content] : ObjectAt(json, "files").items()) {
    setup.files.emplace_back(name, content);
  }
  setup.directories = json.value("directories", std::vector<std::string>{});
  for (const auto& [name, program] : ObjectAt(json, "programs").items()) {
    setup.programs.emplace_back(name, program["exits"].get<std::vector<int>>());
  }
  return setup;
}

void CheckSetup(const Setup& setup, Scope& scope) {
  const std::string at = kPointer;
  bool is_right = true;
  const JsonProblem report = scope.report;
  scope.report = [&](const std::string& pointer, const std::string& message) {
    is_right = false;
    report(pointer, message);
  };
  scope.in_setup = true;
  CheckPolicy(setup.policy.written(), at + "/policy", scope);
  for (const auto& [name, kind] : setup.principals) {
    CheckValue(kind.written(), Join(at + "/principals", name), scope);
    scope.principals.insert(name);
  }
  for (const auto& [name, script] : setup.origins) {
    CheckValue(script.written(), Join(at + "/origins", name), scope);
    scope.origins.insert(name);
  }
  for (const auto& [name, content] : setup.files) {
    CheckPath(name, Join(at + "/files", name), scope);
  }
  for (std::size_t i = 0; i < setup.directories.size(); ++i) {
    CheckPath(setup.directories[i], Join(at + "/directories", i), scope);
  }
  for (const auto& [name, exits] : setup.programs) {
    CheckPath(name, Join(at + "/programs", name), scope);
    scope.programs.insert(name);
  }
  if (!setup.programs.empty()) CheckNeeds("programs", "programs", at + "/programs", scope);
  if (setup.starts_at) {
    CheckValue(setup.starts_at->written(), at + "/startsAt", scope);
    CheckNeeds("environment.clock", "a time at which it starts", at + "/startsAt", scope);
  }
  // A script with a form that stands for nothing cannot be bound.
  if (is_right) CheckOriginScripts(setup, scope);
  scope.in_setup = false;
  scope.report = report;
}

}  // namespace bitsproof::conformance
