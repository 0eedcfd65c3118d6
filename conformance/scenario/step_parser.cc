#include "conformance/scenario/step_parser.h"

#include <algorithm>
#include <array>

#include "conformance/scenario/setup_parser.h"
#include "conformance/scenario/step_checks.h"
#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

void CheckAdvance(const StepPlace& place);
void CheckRepeat(const StepPlace& place);
void CheckEnvironment(const StepPlace& place);
void CheckRestart(const StepPlace& place);
void CheckSet(const StepPlace& place);

// A verb, and the keys that its steps may have beside `id` and `when`.
struct VerbInfo {
  std::string_view name;
  Verb verb;
  std::string_view keys;
  std::string_view required;
  void (*check)(const StepPlace& place);
};

constexpr auto kVerbs = std::to_array<VerbInfo>({
    {"call", Verb::kCall, "as with times expect check collect append", "", CheckCall},
    {"await", Verb::kAwait, "within through expect check collect append", "within", CheckAwait},
    {"advance", Verb::kAdvance, "", "", CheckAdvance},
    {"assert", Verb::kAssert, "expect check collect append", "expect", CheckAssert},
    {"parallel", Verb::kParallel, "expect check collect append", "", CheckParallel},
    {"repeat", Verb::kRepeat, "steps", "steps", CheckRepeat},
    {"environment", Verb::kEnvironment, "expect check", "", CheckEnvironment},
    {"restart", Verb::kRestart, "expect check", "", CheckRestart},
    {"set", Verb::kSet, "", "", CheckSet},
});

// The shapes of all keys of steps; which of them a step may have depends on its verb.
constexpr auto kStepFields = std::to_array<Field>({
    {"id", Shape::kText, true},      {"when", Shape::kObject},
    {"call", Shape::kTextOrForm},    {"await", Shape::kObject},
    {"advance", Shape::kTextOrForm}, {"assert", Shape::kAny},
    {"parallel", Shape::kList},      {"repeat", Shape::kAny},
    {"environment", Shape::kObject}, {"restart", Shape::kTextOrForm},
    {"set", Shape::kObject},         {"as", Shape::kTextOrForm},
    {"with", Shape::kObject},        {"times", Shape::kAny},
    {"expect", Shape::kAny},         {"check", Shape::kObject},
    {"collect", Shape::kObject},     {"append", Shape::kObject},
    {"within", Shape::kTextOrForm},  {"through", Shape::kTexts},
    {"steps", Shape::kList},
});

std::vector<std::string_view> VerbNames() {
  std::vector<std::string_view> names;
  names.reserve(std::size(kVerbs));
  for (const VerbInfo& verb : kVerbs) names.push_back(verb.name);
  return names;
}

std::vector<Field> FieldsOf(const VerbInfo& verb) {
  const auto keys = Words(verb.keys);
  const auto required = Words(verb.required);
  std::vector<Field> fields;
  for (const Field& field : kStepFields) {
    const bool common = field.name == "id" || field.name == "when" || field.name == verb.name;
    if (!common && !Contains(keys, field.name)) continue;
    fields.push_back({field.name, field.shape, field.required || Contains(required, field.name)});
  }
  return fields;
}

// The one verb of `body`; nullptr, and a problem, when there is none or more.
const VerbInfo* VerbOf(const Json& body, const std::string& pointer, Scope& scope) {
  const VerbInfo* found = nullptr;
  for (const VerbInfo& verb : kVerbs) {
    if (!body.contains(verb.name)) continue;
    if (found != nullptr) {
      scope.problems.Add(pointer, "a step has exactly one verb, this one has \"" +
                                      std::string(found->name) + "\" and \"" +
                                      std::string(verb.name) + "\"");
      return nullptr;
    }
    found = &verb;
  }
  if (found != nullptr) return found;
  std::vector<std::string_view> known;
  known.reserve(std::size(kStepFields));
  for (const Field& field : kStepFields) known.push_back(field.name);
  for (auto it = body.begin(); it != body.end(); ++it) {
    if (Contains(known, it.key())) continue;
    scope.problems.Add(Join(pointer, it.key()),
                       "unknown verb \"" + it.key() + "\"" + Suggestion(it.key(), VerbNames()));
    return nullptr;
  }
  scope.problems.Add(pointer, "a step has exactly one verb of " + Listed(VerbNames()));
  return nullptr;
}

void CheckCheck(const StepPlace& place) {
  static constexpr std::array kFields{Field{"id", Shape::kText, true},
                                      Field{"requirement", Shape::kText, true},
                                      Field{"level", Shape::kText, true}};
  const Json* json = Get(place.body, "check", Shape::kObject);
  if (json == nullptr) return;
  const std::string at = place.pointer + "/check";
  CheckFields(*json, kFields, "a check", at, place.scope.problems);
  Check check{GetText(*json, "id"), GetText(*json, "requirement"), Level::kMust};
  if (json->contains("id") && !IsWords(check.id, false)) {
    place.Report("/check/id", "an id is made of lower-case words joined by \"-\"");
  } else if (!check.id.empty() && !place.ids.checks.insert(check.id).second) {
    place.Report("/check/id", "the check \"" + check.id + "\" exists already in this scenario");
  }
  if (json->contains("requirement") && check.requirement.empty()) {
    place.Report("/check/requirement", "a requirement has an id");
  }
  const std::string level = GetText(*json, "level");
  if (const auto parsed = ParseLevel(level)) {
    check.level = *parsed;
  } else if (json->contains("level")) {
    static constexpr std::array<std::string_view, 3> kLevels{"must", "should", "may"};
    place.Report("/check/level", "unknown level \"" + level + "\"" + Suggestion(level, kLevels));
  }
  place.step.check = check;
}

void CheckCollected(const StepPlace& place, const char* key) {
  const Json* collect = Get(place.body, key, Shape::kObject);
  if (collect == nullptr) return;
  for (auto it = collect->begin(); it != collect->end(); ++it) {
    const std::string at = Join(Join("", key), it.key());
    place.scope.variables.insert(it.key());
    if (!it->is_string()) {
      place.Report(at, "a variable is collected by a JSON pointer into the result");
      continue;
    }
    const auto& pointer = it->get_ref<const std::string&>();
    if (!pointer.empty() && pointer.front() != '/') {
      place.Report(at, "a JSON pointer begins with \"/\" (\"\" is the whole result)");
    }
  }
}

// Whether an axis value is the one that `choice` names: equal, or an object of that name.
bool Names(const Json& choice, const Json& value) {
  return choice == value || (value.is_object() && value.value("name", Json()) == choice);
}

void CheckWhenAxis(const StepPlace& place, const Json& when) {
  const std::string name = GetText(when, "axis");
  const Json* choices = Get(when, "in", Shape::kList);
  for (const auto& [axis, values] : place.scope.scenario.matrix) {
    if (axis != name) continue;
    for (std::size_t i = 0; choices != nullptr && i < choices->size(); ++i) {
      const Json& choice = (*choices)[i];
      const bool known = std::any_of(values.begin(), values.end(),
                                     [&](const Json& value) { return Names(choice, value); });
      if (!known) {
        place.Report("/when/in/" + std::to_string(i),
                     "the axis \"" + name + "\" has no value " + choice.dump());
      }
    }
    return;
  }
  place.Report("/when/axis", "there is no axis \"" + name + "\"");
}

// Checks `when` and returns the modes in which the step runs.
std::vector<Mode> CheckWhen(const StepPlace& place) {
  static constexpr std::array kFields{Field{"mode", Shape::kText}, Field{"axis", Shape::kText},
                                      Field{"in", Shape::kList}};
  const Json* when = Get(place.body, "when", Shape::kObject);
  if (when == nullptr) return place.scope.modes;
  CheckFields(*when, kFields, "when", place.pointer + "/when", place.scope.problems);
  if (when->contains("axis") != when->contains("in") || when->empty()) {
    place.Report("/when", "write {\"mode\": \"sim\"} or {\"axis\": name, \"in\": [values]}");
  } else if (when->contains("axis")) {
    CheckWhenAxis(place, *when);
  }
  const std::string mode = GetText(*when, "mode");
  if (!when->contains("mode")) return place.scope.modes;
  if (mode != "sim" && mode != "live") {
    place.Report("/when/mode", "unknown mode \"" + mode + "\"; allowed are \"sim\" and \"live\"");
    return place.scope.modes;
  }
  const Mode only = mode == "sim" ? Mode::kSim : Mode::kLive;
  if (std::find(place.scope.modes.begin(), place.scope.modes.end(), only) ==
      place.scope.modes.end()) {
    place.Report("/when/mode", "the scenario never runs in the mode \"" + mode + "\"");
  }
  return {only};
}

void CheckAdvance(const StepPlace& place) { CheckDuration(place, "advance"); }

void CheckRepeat(const StepPlace& place) {
  CheckTurns(place, "repeat");
  const Json* steps = Get(place.body, "steps", Shape::kList);
  if (steps == nullptr) return;
  ++place.scope.loops;
  place.step.steps = ParseSteps(*steps, place.pointer + "/steps", place.scope, place.ids);
  --place.scope.loops;
}

void CheckEnvironment(const StepPlace& place) {
  const Json* parameters = Get(place.body, "environment", Shape::kObject);
  if (parameters == nullptr) return;
  const auto& names = FindMethod("environment.set")->parameters;
  for (auto it = parameters->begin(); it != parameters->end(); ++it) {
    if (Contains(names, it.key())) continue;
    place.Report(Join("/environment", it.key()),
                 "unknown key \"" + it.key() + "\"" + Suggestion(it.key(), names));
  }
  CheckValue(*parameters, place.pointer + "/environment", place.scope);
  if (const Json* policy = Get(*parameters, "policy", Shape::kObject)) {
    CheckPolicy(*policy, place.pointer + "/environment/policy", place.scope);
  }
  CheckExpect(place);
}

void CheckRestart(const StepPlace& place) {
  static constexpr std::array<std::string_view, 2> kHow{"graceful", "kill"};
  CheckWord(place.body, "restart", place.pointer, place.scope, kHow, "restart");
  CheckExpect(place);
}

void CheckSet(const StepPlace& place) {
  const Json* variables = Get(place.body, "set", Shape::kObject);
  if (variables == nullptr) return;
  CheckValue(*variables, place.pointer + "/set", place.scope);
  for (auto it = variables->begin(); it != variables->end(); ++it) {
    place.scope.variables.insert(it.key());
  }
}

Step ParseStep(const Json& body, const std::string& pointer, Scope& scope, StepIds& ids) {
  Step step;
  step.pointer = pointer;
  step.id = GetText(body, "id");
  const VerbInfo* verb = VerbOf(body, pointer, scope);
  if (verb == nullptr) return step;
  step.verb = verb->verb;
  step.body = body;
  CheckFields(body, FieldsOf(*verb), "a step with `" + std::string(verb->name) + "`", pointer,
              scope.problems);
  const StepPlace place{body, pointer, scope, ids, step};
  if (body.contains("id") && !IsWords(step.id, false)) {
    place.Report("/id", "an id is made of lower-case words joined by \"-\"");
  } else if (!step.id.empty() && !ids.steps.insert(step.id).second) {
    place.Report("/id", "the step \"" + step.id + "\" exists already in this scenario");
  }
  const std::vector<Mode> outer = scope.modes;
  scope.modes = CheckWhen(place);
  verb->check(place);
  scope.modes = outer;
  CheckCheck(place);
  CheckCollected(place, "collect");
  CheckCollected(place, "append");
  return step;
}

}  // namespace

std::vector<Step> ParseSteps(const Json& json, const std::string& pointer, Scope& scope,
                             StepIds& ids) {
  std::vector<Step> steps;
  if (json.empty()) scope.problems.Add(pointer, "there is no step");
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string at = Join(pointer, i);
    if (!json[i].is_object()) {
      scope.problems.Add(at, "a step must be an object");
      continue;
    }
    steps.push_back(ParseStep(json[i], at, scope, ids));
  }
  return steps;
}

}  // namespace bitsproof::conformance
