// Origin scripts as the harness is given them: from JSON, with everything that is wrong.
#pragma once

#include <optional>

#include "conformance/json/json.h"
#include "conformance/json/problem.h"
#include "fakes/origin_script.h"

namespace bitsproof::conformance {

// The script that `json` is (fakes/origin_script.md); nullopt when it is wrong, and what is wrong
// has been told to `report`.
std::optional<fakes::OriginScript> ReadOriginScript(const Json& json, fakes::FileBodies file_bodies,
                                                    const JsonProblem& report);

}  // namespace bitsproof::conformance
