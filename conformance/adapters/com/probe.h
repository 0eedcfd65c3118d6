// What subject.probe asks.
#pragma once

#include <string>

#include "conformance/adapters/com/errors.h"

namespace com_adapter {

// {"reachable", "visible", "detail"}: whether a plain GET of `url` is answered with 200, and
// whether `file` can be read.
Json ProbeMachine(const std::string& url, const std::string& file);

}  // namespace com_adapter
