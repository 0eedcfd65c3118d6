// Steps: reads and checks the `steps` of a scenario file.
#pragma once

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

// The steps of the array `json`, checked one after the other: each may refer to what those before
// it collect.
std::vector<Step> ParseSteps(const Json& json, const std::string& pointer, Scope& scope,
                             StepIds& ids);

}  // namespace bitsproof::conformance
