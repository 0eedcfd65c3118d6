// Steps: from the JSON of a scenario file into commands.
#pragma once

#include <string>

#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// The step that `json` is. REQUIRES: it has the form that the schema of scenarios gives to a step.
// The steps inside of a `repeat` are read too.
Step ReadStep(const Json& json, const std::string& pointer);

}  // namespace bitsproof::conformance
