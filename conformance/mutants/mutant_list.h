// The list of all mutants and readings.
#pragma once

#include <vector>

#include "conformance/run/mutant_info.h"

namespace bitsproof::conformance {

// Every mutant and every reading, sorted by name.
const std::vector<MutantInfo>& Mutants();

}  // namespace bitsproof::conformance
