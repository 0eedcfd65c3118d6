// Step checks: what the parser requires of the steps of each verb.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "conformance/scenario/scenario.h"
#include "conformance/scenario/scenario_values.h"
#include "conformance/scenario/step_parser.h"

namespace bitsproof::conformance {

// A step under examination.
struct StepPlace {
  const Json& body;
  std::string pointer;
  Scope& scope;
  StepIds& ids;
  Step& step;  // what the checks make of it

  // `below`: JSON pointer below the step.
  void Report(const std::string& below, const std::string& message) const {
    scope.problems.Add(pointer + below, message);
  }
};

// One function for each verb whose form is more than a value.
void CheckCall(const StepPlace& place);
void CheckParallel(const StepPlace& place);
void CheckAwait(const StepPlace& place);
void CheckAssert(const StepPlace& place);

// --- Parts that several verbs have ---

// The member at `key` is a number of turns: a whole number from 1 on.
void CheckTurns(const StepPlace& place, const char* key);

void CheckDuration(const StepPlace& place, const char* key);

// `expect` is an expectation.
void CheckExpect(const StepPlace& place);

// Each value that the member at `key` of `object` can have is a text among `words`.
void CheckWord(const Json& object, const char* key, const std::string& pointer, Scope& scope,
               std::span<const std::string_view> words, const std::string& what);

// `as` of `object` is a principal of the setup.
void CheckPrincipal(const Json& object, const std::string& pointer, Scope& scope);

}  // namespace bitsproof::conformance
