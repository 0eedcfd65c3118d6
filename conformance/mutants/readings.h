// Readings: subjects that are not wrong, but other than the reference where the pages leave it
// open.
#pragma once

#include <span>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {

// Every reading; `requirement` is the row that leaves it open. No scenario may accuse one.
std::span<const MutantRow> Readings();

}  // namespace bitsproof::conformance::mutants
