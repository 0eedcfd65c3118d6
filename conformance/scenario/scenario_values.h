// Scope: what a value or an expectation of a scenario may refer to; and the static checks of both.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "conformance/scenario/scenario.h"
#include "conformance/scenario/scenario_fields.h"

namespace bitsproof::conformance {

// The names that exist at one place of a scenario file.
struct Scope {
  ProblemSink& problems;
  const Scenario& scenario;  // matrix and modes are filled in
  std::vector<Mode> modes;   // those in which the place is reached
  std::set<std::string, std::less<>> origins;
  std::set<std::string, std::less<>> principals;
  std::set<std::string, std::less<>> variables;
  bool in_setup = false;  // variables and work directory are not there yet
  int loops = 0;          // `times` and `repeat` around the place
};

// Checks the value forms anywhere in `value`: their form, and that what they refer to exists.
void CheckValue(const Json& value, const std::string& pointer, Scope& scope);

// Checks an expectation: matchers, value forms, result codes, states. `key` is the name of the
// member that it is for.
void CheckMatcher(const Json& value, const std::string& pointer, Scope& scope,
                  const std::string& key = "");

// Every literal that `value` can stand for: itself, or for $axis and $mode those of all cases and
// modes. nullopt when it is known only at run time, or wrong in a way that CheckValue reports.
std::optional<std::vector<Json>> PossibleValues(const Json& value, const Scope& scope);

}  // namespace bitsproof::conformance
