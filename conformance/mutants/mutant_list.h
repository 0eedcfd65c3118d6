// The list of all mutants.
#pragma once

#include <vector>

#include "conformance/run/mutant_info.h"

namespace bitsproof::conformance {

// Every mutant, sorted by name.
const std::vector<MutantInfo>& Mutants();

}  // namespace bitsproof::conformance
