#include "conformance/scenario/setup_parser.h"

#include <algorithm>
#include <array>
#include <memory>

#include "conformance/scenario/matrix.h"
#include "conformance/scenario/values.h"
#include "conformance/scenario/vocabulary.h"
#include "fakes/origin_script.h"
#include "reference/model/policy.h"

namespace bitsproof::conformance {
namespace {

void CheckPrincipals(const Json& principals, const std::string& pointer, Scope& scope) {
  for (auto it = principals.begin(); it != principals.end(); ++it) {
    const std::string at = Join(pointer, it.key());
    scope.principals.insert(it.key());
    CheckValue(*it, at, scope);
    const auto kinds = PossibleValues(*it, scope);
    if (!kinds) continue;
    for (const Json& kind : *kinds) {
      const std::string text = kind.is_string() ? kind.get<std::string>() : kind.dump();
      if (kind.is_string() && Contains(PrincipalKinds(), text)) continue;
      scope.problems.Add(
          at, "unknown kind of principal \"" + text + "\"" + Suggestion(text, PrincipalKinds()));
    }
  }
}

void CheckFile(const Json& file, const std::string& pointer, Scope& scope) {
  static constexpr std::array kFields{Field{"seed", Shape::kCount}, Field{"bytes", Shape::kCount},
                                      Field{"text", Shape::kText}};
  CheckFields(file, kFields, "a file", pointer, scope.problems);
  if (!file.is_object()) return;
  const bool seeded = file.contains("seed") && file.contains("bytes");
  const bool any_seed = file.contains("seed") || file.contains("bytes");
  if (file.contains("text") == any_seed || any_seed != seeded) {
    scope.problems.Add(pointer, "a file has either \"seed\" and \"bytes\" or \"text\"");
  }
}

void CheckOrigins(const Json& origins, const std::string& pointer, Scope& scope) {
  for (auto it = origins.begin(); it != origins.end(); ++it) {
    const std::string at = Join(pointer, it.key());
    if (!IsWords(it.key(), false)) {
      scope.problems.Add(at, "the name of an origin is made of lower-case words joined by \"-\"");
    }
    CheckShape(*it, Shape::kObject, at, scope.problems);
    CheckValue(*it, at, scope);  // an origin may refer to those before it
    scope.origins.insert(it.key());
  }
}

void CheckPolicies(const Json& policies, const std::string& pointer, Scope& scope) {
  std::vector<std::string_view> names;
  for (const PolicyField& field : PolicyFields()) names.push_back(field.name);
  if (!CheckShape(policies, Shape::kObject, pointer, scope.problems)) return;
  for (auto it = policies.begin(); it != policies.end(); ++it) {
    const std::string at = Join(pointer, it.key());
    if (!Contains(names, it.key())) {
      scope.problems.Add(at, "unknown policy \"" + it.key() + "\"" + Suggestion(it.key(), names));
    }
    const auto values = PossibleValues(*it, scope);
    if (!values) continue;
    for (const Json& value : *values) CheckShape(value, Shape::kCount, at, scope.problems);
  }
}

// The scripts of `origins` as the case `binding` plays them in `mode`.
void CheckScriptsOfCase(const Json& origins, const Json& binding, Mode mode,
                        const std::string& pointer, Scope& scope) {
  ValueContext context;
  context.binding = binding;
  context.constants = scope.scenario.modes.value(std::string(ToString(mode)), Json::object());
  const auto file_bodies =
      mode == Mode::kSim ? fakes::FileBodies::kRefused : fakes::FileBodies::kAllowed;
  for (auto it = origins.begin(); it != origins.end(); ++it) {
    const std::string at = Join(pointer, it.key());
    try {
      fakes::ParseOriginScript(Bind(*it, context), file_bodies);
    } catch (const fakes::OriginScriptError& error) {
      scope.problems.Add(at + error.pointer(), error.message());
    } catch (const BindError& error) {
      scope.problems.Add(at, error.what());
    }
    context.urls[it.key()] = "http://" + it.key() + ".test";
  }
}

}  // namespace

void CheckOriginScripts(const Json& setup, const std::string& pointer, Scope& scope) {
  const Json* origins = Get(setup, "origins", Shape::kObject);
  if (origins == nullptr) return;
  std::vector<Json> bindings{Json::object()};
  if (HasValueForm(*origins)) {
    bindings.clear();
    const auto unowned = std::shared_ptr<const Scenario>(std::shared_ptr<void>(), &scope.scenario);
    for (const Case& test_case : Expand(unowned)) bindings.push_back(test_case.binding);
  }
  for (const Json& binding : bindings) {
    for (const Mode mode : scope.modes) {
      CheckScriptsOfCase(*origins, binding, mode, pointer + "/origins", scope);
    }
  }
}

void CheckPolicy(const Json& policy, const std::string& pointer, Scope& scope) {
  CheckValue(policy, pointer, scope);
  const auto possible = PossibleValues(policy, scope);
  if (IsValueForm(policy) && possible) {
    for (const Json& choice : *possible) CheckPolicies(choice, pointer, scope);
  } else if (!IsValueForm(policy)) {
    CheckPolicies(policy, pointer, scope);
  }
}

void CheckSetup(const Json& setup, const std::string& pointer, Scope& scope) {
  static constexpr std::array kFields{
      Field{"policy", Shape::kObject}, Field{"principals", Shape::kObject},
      Field{"origins", Shape::kObject}, Field{"files", Shape::kObject},
      Field{"directories", Shape::kTexts}};
  CheckFields(setup, kFields, "the setup", pointer, scope.problems);
  scope.in_setup = true;
  if (const Json* policy = Get(setup, "policy", Shape::kObject)) {
    CheckPolicy(*policy, pointer + "/policy", scope);
  }
  if (const Json* principals = Get(setup, "principals", Shape::kObject)) {
    CheckPrincipals(*principals, pointer + "/principals", scope);
  }
  if (const Json* origins = Get(setup, "origins", Shape::kObject)) {
    CheckOrigins(*origins, pointer + "/origins", scope);
  }
  if (const Json* files = Get(setup, "files", Shape::kObject)) {
    for (auto it = files->begin(); it != files->end(); ++it) {
      const std::string at = Join(pointer + "/files", it.key());
      CheckFile(*it, at, scope);
      CheckValue(Json{{"$path", it.key()}}, at, scope);
    }
  }
  if (const Json* directories = Get(setup, "directories", Shape::kTexts)) {
    for (std::size_t i = 0; i < directories->size(); ++i) {
      CheckValue(Json{{"$path", (*directories)[i]}}, Join(pointer + "/directories", i), scope);
    }
  }
  scope.in_setup = false;
}

}  // namespace bitsproof::conformance
