#include "conformance/scenario/step_checks.h"

#include <algorithm>
#include <array>

#include "conformance/scenario/vocabulary.h"
#include "reference/base/duration.h"

namespace bitsproof::conformance {
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

void CheckExpect(const StepPlace& place) {
  const Json* expect = Get(place.body, "expect", Shape::kAny);
  if (expect != nullptr) CheckMatcher(*expect, place.pointer + "/expect", place.scope);
}

}  // namespace bitsproof::conformance
