// The verdict: a run in one line, for the console and for pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "conformance/run/case_result.h"
#include "conformance/run/ledger.h"

namespace bitsproof::conformance {

// Whether a case of this verdict is a complaint: everything but a pass, a skip and a failure that
// is as the baseline says.
bool IsComplaint(Verdict verdict);

// "CONFORMS", "AS THE BASELINE SAYS", "BASELINE OUTDATED", "DEVIATES", "HARNESS FAULT", "NOTHING
// RAN".
std::string VerdictHead(const Ledger& ledger);

// What follows the head: how many of the cases ran and how they ended, how the run was
// broken off if it was, the skips by reason, and what was covered. Always names run and total,
// failures, expected failures and skips.
std::string VerdictCounts(const Ledger& ledger);

// "1 case", "2 cases", "1 unexpected pass", "2 unexpected passes".
std::string Plural(std::uint64_t count, std::string_view noun);

}  // namespace bitsproof::conformance
