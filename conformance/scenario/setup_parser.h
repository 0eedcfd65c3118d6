// Setup: checks the `setup` of a scenario file.
#pragma once

#include <string>

#include "conformance/scenario/scenario_values.h"

namespace bitsproof::conformance {

// Checks `setup` and adds its principals and origins to `scope`.
void CheckSetup(const Json& setup, const std::string& pointer, Scope& scope);

// Checks the script of every origin of `setup` for every case and mode of the scenario. REQUIRES:
// CheckSetup found nothing wrong.
void CheckOriginScripts(const Json& setup, const std::string& pointer, Scope& scope);

// Checks {name: number} for known policies.
void CheckPolicy(const Json& policy, const std::string& pointer, Scope& scope);

}  // namespace bitsproof::conformance
