// The parser: from the text of a scenario file to a Scenario that holds to the format, or to
// everything that is wrong with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/problem.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// Reads the scenario in `text`. `file` is its path: the name of the folder is the topic. Returns
// all problems of the file at once; without any, `*scenario` is the scenario, otherwise its content
// is unspecified.
std::vector<Problem> ParseScenario(const std::string& file, std::string_view text,
                                   Scenario* scenario);

// The same for the file at `file`; one that cannot be read is a problem too.
std::vector<Problem> ParseScenarioFile(const std::string& file, Scenario* scenario);

}  // namespace bitsproof::conformance
