// JUnit XML: what CI systems read.
#pragma once

#include <string>
#include <vector>

#include "conformance/report/requirement_fate.h"
#include "conformance/run/case_result.h"
#include "conformance/scenario/catalogue.h"

namespace bitsproof::conformance {

// One <testsuite> a topic, one <testcase> a case ("CASE (mode)"). Failed and inconclusive cases
// have a <failure>, faults of the harness an <error>, skipped cases a <skipped> with the reason.
// With a baseline, a case that fails as expected has a <skipped> of type "expected-fail" (as CI
// systems show an expected failure), and a case of which the baseline says what is not so has a
// <failure>; each of `stale`, the entries without a case, is a failed case of the suite "baseline".
// Characters that XML cannot carry are replaced.
// The suite "requirements" has no case: its properties are the counts of the whole catalogue.
std::string WriteJUnit(const std::vector<CaseResult>& cases, const Catalogue& catalogue,
                       const RequirementCounts& requirements,
                       const std::vector<std::string>& stale = {});

}  // namespace bitsproof::conformance
