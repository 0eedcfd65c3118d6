// Mutants of single moves in the table of states, and of what a move leaves behind.
#pragma once

#include <span>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {

std::span<const MutantRow> StateRuleMutants();

}  // namespace bitsproof::conformance::mutants
