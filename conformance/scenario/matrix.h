// Matrix: expands a scenario to its cases.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// Every combination of the axes' values, the last axis changing fastest; one case without axes.
std::vector<Case> Expand(const std::shared_ptr<const Scenario>& scenario);

// How a case's id spells the value of an axis: a text as it is, an object by its "name", anything
// else as JSON.
std::string AxisText(const Json& value);

}  // namespace bitsproof::conformance
