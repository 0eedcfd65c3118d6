// JUnit XML: what CI systems read.
#pragma once

#include <string>
#include <vector>

#include "conformance/case_result.h"
#include "conformance/catalogue.h"

namespace bitsproof::conformance {

// One <testsuite> a topic, one <testcase> a case ("CASE (mode)"). Failed and inconclusive cases
// have a <failure>, faults of the harness an <error>, skipped cases a <skipped> with the reason.
// Characters that XML cannot carry are replaced.
std::string WriteJUnit(const std::vector<CaseResult>& cases, const Catalogue& catalogue);

}  // namespace bitsproof::conformance
