// Jobs that hold back those of lower priority without moving themselves.
#pragma once

#include <set>
#include <string>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {

// A background job waits, QUEUED, while one of higher priority is in one of `states`.
void BlockLower(Mutation& mutation, std::set<std::string> states);

}  // namespace bitsproof::conformance::mutants
