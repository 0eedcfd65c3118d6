#include "conformance/step_parser.h"

#include <algorithm>
#include <array>

#include "conformance/duration.h"
#include "conformance/setup_parser.h"
#include "conformance/values.h"
#include "conformance/vocabulary.h"

namespace bitsproof::conformance {
namespace {

// What the checks of a step are given.
struct StepPlace {
  const Json& body;
  std::string pointer;
  Scope& scope;
  StepIds& ids;
  Step& step;

  void Report(const std::string& below, const std::string& message) const {
    scope.problems.Add(pointer + below, message);
  }
};

void CheckCall(const StepPlace& place);
void CheckAwait(const StepPlace& place);
void CheckAdvance(const StepPlace& place);
void CheckAssert(const StepPlace& place);
void CheckParallel(const StepPlace& place);
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

// --- Parts that several verbs have ---

// The number of turns of `times` or `repeat`: a whole number from 1 on.
void CheckTurns(const StepPlace& place, const char* key) {
  const Json* turns = Get(place.body, key, Shape::kAny);
  if (turns == nullptr) return;
  const std::string at = Join("", key);
  CheckValue(*turns, place.pointer + at, place.scope);
  const auto possible = PossibleValues(*turns, place.scope);
  if (!possible) return;
  for (const Json& value : *possible) {
    if (value.is_number_unsigned() && value != 0) continue;
    place.Report(at, "a number of turns is a whole number from 1 on, not " + value.dump());
  }
}

void CheckDuration(const StepPlace& place, const char* key) {
  const Json* duration = Get(place.body, key, Shape::kTextOrForm);
  if (duration == nullptr) return;
  const std::string at = Join("", key);
  CheckValue(*duration, place.pointer + at, place.scope);
  const auto possible = PossibleValues(*duration, place.scope);
  if (!possible) return;
  for (const Json& value : *possible) {
    if (value.is_string() && ParseDuration(value.get_ref<const std::string&>())) continue;
    place.Report(at, value.dump() + " is no duration: write a whole number and a unit, \"600s\" " +
                         "(ms, s, m, h, d)");
  }
}

// Each possible value of the member at `key` of `object` must be a text among `words`.
void CheckWord(const Json& object, const char* key, const std::string& pointer, Scope& scope,
               std::span<const std::string_view> words, const std::string& what) {
  const Json* member = Get(object, key, Shape::kAny);
  if (member == nullptr) return;
  const std::string at = Join(pointer, key);
  CheckValue(*member, at, scope);
  const auto possible = PossibleValues(*member, scope);
  if (!possible) return;
  for (const Json& value : *possible) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_string() && Contains(words, text)) continue;
    scope.problems.Add(at, "unknown " + what + " \"" + text + "\"" + Suggestion(text, words));
  }
}

void CheckPrincipal(const Json& object, const std::string& pointer, Scope& scope) {
  const std::vector<std::string_view> names(scope.principals.begin(), scope.principals.end());
  CheckWord(object, "as", pointer, scope, names, "principal");
}

void CheckOrigin(const Json& object, const std::string& pointer, Scope& scope) {
  const std::vector<std::string_view> names(scope.origins.begin(), scope.origins.end());
  CheckWord(object, "journal", pointer, scope, names, "origin");
}

void CheckExpect(const StepPlace& place) {
  const Json* expect = Get(place.body, "expect", Shape::kAny);
  if (expect != nullptr) CheckMatcher(*expect, place.pointer + "/expect", place.scope);
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

// --- call and parallel ---

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
  const auto names = Words(method.parameters);
  const Json* with = Get(call, "with", Shape::kObject);
  if (with != nullptr) {
    for (auto it = with->begin(); it != with->end(); ++it) {
      if (Contains(names, it.key())) continue;
      scope.problems.Add(Join(pointer + "/with", it.key()), std::string(method.name) +
                                                                " has no parameter \"" + it.key() +
                                                                "\"" + Suggestion(it.key(), names));
    }
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
  auto names = Words(method.results);
  if (method.takes_as) names.push_back("hresult");
  for (auto it = expect->begin(); it != expect->end(); ++it) {
    if (it.key().starts_with('$') || Contains(names, it.key())) continue;
    place.Report("/expect" + Join("", it.key()), std::string(method.name) + " answers no \"" +
                                                     it.key() + "\"" + Suggestion(it.key(), names));
  }
}

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

// --- await and assert ---

// Members that pick requests of a journal.
constexpr std::array kFilterFields{Field{"journal", Shape::kTextOrForm, true},
                                   Field{"method"},
                                   Field{"path"},
                                   Field{"status"},
                                   Field{"fault"},
                                   Field{"headers"},
                                   Field{"connection"},
                                   Field{"rangeStart"},
                                   Field{"rangeEnd"}};

void CheckFilter(const Json& filter, const std::string& pointer, Scope& scope) {
  CheckOrigin(filter, pointer, scope);
  for (auto it = filter.begin(); it != filter.end(); ++it) {
    if (it.key() != "journal") CheckMatcher(*it, Join(pointer, it.key()), scope);
  }
}

void CheckAwaitedStates(const Json& await, const std::string& pointer, Scope& scope) {
  const Json* states = Get(await, "state", Shape::kAny);
  if (states == nullptr) return;
  if (!states->is_array()) return CheckWord(await, "state", pointer, scope, StateNames(), "state");
  for (std::size_t i = 0; i < states->size(); ++i) {
    const Json entry{{"state", (*states)[i]}};
    CheckWord(entry, "state", pointer, scope, StateNames(), "state");
  }
  if (states->empty()) scope.problems.Add(pointer + "/state", "name at least one state");
}

void CheckAwaitedJob(const Json& await, const std::string& pointer, Scope& scope) {
  static constexpr std::array kStateFields{Field{"job", Shape::kAny, true},
                                           Field{"state", Shape::kAny, true},
                                           Field{"as", Shape::kTextOrForm}};
  static constexpr std::array kEventFields{Field{"job", Shape::kAny, true},
                                           Field{"event", Shape::kTextOrForm, true}};
  if (await.contains("event")) {
    CheckFields(await, kEventFields, "await of an event", pointer, scope.problems);
  } else {
    CheckFields(await, kStateFields, "await of a state", pointer, scope.problems);
  }
  if (const Json* job = Get(await, "job", Shape::kAny)) {
    CheckValue(*job, pointer + "/job", scope);
    CheckShape(*job, Shape::kTextOrForm, pointer + "/job", scope.problems);
  }
  CheckPrincipal(await, pointer, scope);
  CheckWord(await, "event", pointer, scope, EventKinds(), "event");
  CheckAwaitedStates(await, pointer, scope);
}

void CheckAwait(const StepPlace& place) {
  const std::string at = place.pointer + "/await";
  const Json* await = Get(place.body, "await", Shape::kObject);
  if (await != nullptr && await->contains("journal")) {
    std::vector<Field> fields(kFilterFields.begin(), kFilterFields.end());
    fields.push_back({"count", Shape::kAny, true});
    CheckFields(*await, fields, "await of a journal", at, place.scope.problems);
    CheckFilter(*await, at, place.scope);
  } else if (await != nullptr && (await->contains("job") || await->contains("state"))) {
    CheckAwaitedJob(*await, at, place.scope);
  } else if (await != nullptr) {
    place.Report("/await",
                 "await {\"job\", \"state\"}, {\"job\", \"event\"} or {\"journal\", .., "
                 "\"count\"}");
  }
  CheckDuration(place, "within");
  if (const Json* through = Get(place.body, "through", Shape::kTexts)) {
    for (std::size_t i = 0; i < through->size(); ++i) {
      const std::string state = (*through)[i].get<std::string>();
      if (Contains(StateNames(), state)) continue;
      place.Report("/through/" + std::to_string(i),
                   "unknown state \"" + state + "\"" + Suggestion(state, StateNames()));
    }
    if (await != nullptr && !await->contains("state")) {
      place.Report("/through", "only an await of a state has a way through others");
    }
  }
  CheckExpect(place);
}

// "origin/path" or "origin/path#version".
void CheckSameBytes(const StepPlace& place) {
  const Json* expect = Get(place.body, "expect", Shape::kObject);
  const Json* same = expect == nullptr ? nullptr : Get(*expect, "sameBytesAs", Shape::kAny);
  if (same == nullptr || !same->is_string()) return;
  const std::string text = same->get<std::string>();
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos || !place.scope.origins.contains(text.substr(0, slash))) {
    place.Report("/expect/sameBytesAs",
                 "name a resource, \"origin/path\", of an origin in the setup");
  }
}

// The name of a file or directory: relative to the work directory.
void CheckFileName(const Json& assertion, const char* key, const StepPlace& place) {
  const Json* name = Get(assertion, key, Shape::kTextOrForm);
  if (name == nullptr) return;
  CheckValue(Json{{"$path", *name}}, place.pointer + "/assert/" + key, place.scope);
}

// One form of `assert`: its leading key and the keys that it may have.
struct AssertForm {
  std::string_view key;
  std::span<const Field> fields;
};

constexpr std::array kFileFields{Field{"file", Shape::kTextOrForm, true}};
constexpr std::array kDirectoryFields{Field{"directory", Shape::kTextOrForm, true}};
constexpr std::array kCallsFields{Field{"calls", Shape::kTextOrForm, true}};
constexpr std::array kEventsFields{Field{"events", Shape::kAny, true},
                                   Field{"kind", Shape::kTextOrForm}};
constexpr std::array kAssertForms{
    AssertForm{"journal", kFilterFields}, AssertForm{"file", kFileFields},
    AssertForm{"directory", kDirectoryFields}, AssertForm{"calls", kCallsFields},
    AssertForm{"events", kEventsFields}};

void CheckAssertForm(const StepPlace& place, const Json& assertion, const AssertForm& form) {
  const std::string at = place.pointer + "/assert";
  CheckFields(assertion, form.fields, "assert of " + std::string(form.key), at,
              place.scope.problems);
  if (form.key == "journal") CheckFilter(assertion, at, place.scope);
  CheckFileName(assertion, "file", place);
  CheckFileName(assertion, "directory", place);
  if (form.key == "calls") {
    const std::string name = GetText(assertion, "calls");
    if (!name.empty() && FindMethod(name) == nullptr) {
      place.Report("/assert/calls", "unknown method \"" + name + "\"");
    }
  }
  if (form.key == "events") {
    CheckValue(assertion, at, place.scope);
    CheckWord(assertion, "kind", at, place.scope, EventKinds(), "event");
  }
}

void CheckAssert(const StepPlace& place) {
  const Json& assertion = place.body["assert"];
  const auto* const form = std::find_if(
      kAssertForms.begin(), kAssertForms.end(),
      [&](const auto& f) { return assertion.is_object() && assertion.contains(f.key); });
  if (form != kAssertForms.end()) {
    CheckAssertForm(place, assertion, *form);
  } else if (HasValueForm(assertion)) {
    CheckValue(assertion, place.pointer + "/assert", place.scope);
  } else {
    place.Report("/assert",
                 "assert a value form ({\"$var\": ..}), {\"journal\"}, {\"file\"}, "
                 "{\"directory\"}, {\"calls\"} or {\"events\"}");
  }
  CheckSameBytes(place);
  CheckExpect(place);
}

// --- The other verbs ---

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
  const auto names = Words(FindMethod("environment.set")->parameters);
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
