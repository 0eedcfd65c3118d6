// The verdict: a run in one line, for the console and for pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "conformance/report/requirement_fate.h"
#include "conformance/run/case_result.h"
#include "conformance/run/ledger.h"

namespace bitsproof::conformance {

// Whether a case of this verdict is a complaint: everything but a pass, a skip and a failure that
// is as the baseline says.
bool IsComplaint(Verdict verdict);

// Whether the case is a complaint, or something that the baseline says of it is not so.
bool HasNews(const CaseResult& result);

// "CONFORMS", "AS THE BASELINE SAYS", "BASELINE OUTDATED", "DEVIATES", "HARNESS FAULT", "NOTHING
// RAN".
std::string VerdictHead(const Ledger& ledger);

// What follows the head: how many of the cases ran and how they ended, how the run was
// broken off if it was, the skips by reason, and what was learned of the requirements of the whole
// catalogue. Always names run and total, failures, expected failures and skips.
std::string VerdictCounts(const Ledger& ledger, const RequirementCounts& requirements);

}  // namespace bitsproof::conformance
