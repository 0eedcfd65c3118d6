// JUnit XML: what CI systems read.
#pragma once

#include <string>
#include <vector>

#include "conformance/report/catalogue.h"
#include "conformance/run/case_result.h"

namespace bitsproof::conformance {

// One <testsuite> a topic, one <testcase> a case ("CASE (mode)"). Failed and inconclusive cases
// have a <failure>, faults of the harness an <error>, skipped cases a <skipped> with the reason.
// Characters that XML cannot carry are replaced.
std::string WriteJUnit(const std::vector<CaseResult>& cases, const Catalogue& catalogue);

}  // namespace bitsproof::conformance
