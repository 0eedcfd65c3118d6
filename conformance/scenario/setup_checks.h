// Setup: from the JSON of a scenario file into a Setup, and whether what it refers to exists.
#pragma once

#include <string>

#include "conformance/scenario/scenario_values.h"

namespace bitsproof::conformance {

// The setup that `json` is. REQUIRES: it has the form that the schema of scenarios gives to it.
Setup ReadSetup(const Json& json);

// Checks `setup` and adds its principals and origins to `scope`; also the script of every origin,
// for every case and mode of the scenario.
void CheckSetup(const Setup& setup, Scope& scope);

// Checks that a policy, {name: value}, names known policies, and that the scenario needs what they
// take. `pointer` is its place.
void CheckPolicy(const Json& policy, const std::string& pointer, Scope& scope);

}  // namespace bitsproof::conformance
