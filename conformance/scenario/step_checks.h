// Step checks: whether what steps refer to exists.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "conformance/scenario/scenario.h"
#include "conformance/scenario/scenario_values.h"

namespace bitsproof::conformance {

// Ids that must be unique in a file.
struct StepIds {
  std::set<std::string, std::less<>> steps;
  std::set<std::string, std::less<>> checks;
};

// Checks one step, those inside of it too, and adds the variables that it collects to `scope`.
void CheckStep(const Step& step, Scope& scope, StepIds& ids);

}  // namespace bitsproof::conformance
