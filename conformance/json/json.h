// The JSON of the whole harness.
#pragma once

#include <nlohmann/json.hpp>

namespace bitsproof::conformance {

// Members keep the order in which they were written.
using Json = nlohmann::ordered_json;

}  // namespace bitsproof::conformance
