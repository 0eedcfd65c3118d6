// Generated axes: {"$states": ..} and {"$methods": ..} in a matrix stand for values that the
// protocol's schema knows, so that a new method is in every matrix of methods by itself.
#pragma once

#include "conformance/json/json.h"
#include "conformance/json/problem.h"

namespace bitsproof::conformance {

// The values of the axis `form`:
//   {"$states": "all" | "non-final" | "final"}      the states' words
//   {"$methods": [names], "but": [names]}           {"name": method, "with": parameters} for each
//                                                   that has a sample (MethodInfo::sample)
// A "*" at the end of a name stands for anything. In `with` the job is the variable `job`, the file
// its first. A method that changes something also has "reader", the method that shows it, and a
// setter "shows", what the reader answers then. Tells `report`, with a pointer below the axis,
// names that no method with a sample has. REQUIRES: the form of the schema of scenarios.
Json ValuesOfGeneratedAxis(const Json& form, const JsonProblem& report);

}  // namespace bitsproof::conformance
