// Scope: what a value or an expectation of a scenario may refer to; and the static checks of both.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/problem.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// The names that exist at one place of a scenario file.
struct Scope {
  JsonProblem report;
  const Scenario& scenario;  // matrix and constants are filled in
  std::vector<Mode> modes;   // those in which the place is reached
  std::set<std::string, std::less<>> origins;
  std::set<std::string, std::less<>> principals;
  std::set<std::string, std::less<>> programs;
  std::set<std::string, std::less<>> variables;
  bool in_setup = false;  // variables and work directory are not there yet
  int loops = 0;          // `times` and `repeat` around the place
};

// All of the following check what has the form of the schema.

// Checks that what the value forms anywhere in `value` refer to exists.
void CheckValue(const Json& value, const std::string& pointer, Scope& scope);

// Checks an expectation: the same of its value forms, and result codes, states and regular
// expressions. `key` is the name of the member that it is for.
void CheckExpectation(const Json& value, const std::string& pointer, Scope& scope,
                      const std::string& key = "");

// Checks that `value` is the name of a file or directory below the work directory.
void CheckPath(const Json& value, const std::string& pointer, Scope& scope);

// Checks that each text that `value` can stand for is among `names`. `what` is what it names.
void CheckName(const Json& value, const std::string& pointer, Scope& scope,
               const std::vector<std::string_view>& names, const std::string& what);

// Every literal that `value` can stand for: itself, or for $axis and $mode those of all cases and
// modes. nullopt when it is known only at run time, or wrong in a way that CheckValue reports.
std::optional<std::vector<Json>> PossibleValues(const Json& value, const Scope& scope);

template <typename Names>
std::vector<std::string_view> ViewsOf(const Names& names) {
  return {names.begin(), names.end()};
}

}  // namespace bitsproof::conformance
