// The runner: puts a subject through cases.
#pragma once

#include "conformance/run/case_result.h"
#include "conformance/run/handshake.h"
#include "conformance/run/run_options.h"
#include "conformance/scenario/scenario.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// Runs one case on a subject that has greeted. Never throws: a HarnessError becomes the verdict.
CaseResult RunCase(Subject& subject, const SubjectInfo& info, const Case& test_case,
                   const RunOptions& options);

}  // namespace bitsproof::conformance
