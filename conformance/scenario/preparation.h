// Preparation: the setup and the first steps that several scenarios have in common, a file of
// scenarios/preparations/. A scenario names one in `prepare`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/json.h"
#include "conformance/json/problem.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// Their names, and the document of one. REQUIRES: `name` is one of them.
std::vector<std::string_view> PreparationNames();
const Json& PreparationNamed(std::string_view name);

// Tells `report` the axes that the preparation reads and the scenario's matrix lacks, and values of
// them that it does not know. An axis that is missing is added with every value, so that the steps
// which read it have nothing more to tell.
void CheckPreparedAxes(const Json& preparation, Scenario& scenario, const JsonProblem& report);

// The setup of a scenario, `own`, with that of its preparation before it. A principal of the
// scenario takes the place of one of the same name; an origin, a file or a policy that both have is
// reported.
Json PreparedSetup(const Json& preparation, const Json& own, const JsonProblem& report);

// The steps of the preparation that run in any case of the scenario, which has the axes that they
// read. In their `when` are the values
// that the matrix has. Their pointer is that of `prepare`.
std::vector<Step> PreparedSteps(const Json& preparation, const Scenario& scenario);

}  // namespace bitsproof::conformance
