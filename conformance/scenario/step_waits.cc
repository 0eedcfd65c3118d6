#include <algorithm>
#include <array>

#include "conformance/scenario/step_checks.h"
#include "conformance/scenario/values.h"
#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

void CheckOrigin(const Json& object, const std::string& pointer, Scope& scope) {
  const std::vector<std::string_view> names(scope.origins.begin(), scope.origins.end());
  CheckWord(object, "journal", pointer, scope, names, "origin");
}

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
  for (const Json& state : *states) {
    const Json entry{{"state", state}};
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

}  // namespace

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

namespace {

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

}  // namespace

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

}  // namespace bitsproof::conformance
