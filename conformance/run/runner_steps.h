// Step executors: what the runner does for each verb.
#pragma once

#include <vector>

#include "conformance/run/case_run.h"

namespace bitsproof::conformance {

// Carries out `steps` in order, those whose `when` holds. Throws StepFailed, SubjectFailure,
// Unsupported, BindError, HarnessError.
void ExecuteSteps(CaseRun& run, const std::vector<Step>& steps);

// The verbs that have rooms of their own. REQUIRES: run.step is the step.
void ExecuteCall(CaseRun& run);
void ExecuteParallel(CaseRun& run);
void ExecuteAwait(CaseRun& run);
void ExecuteAssert(CaseRun& run);

// The way that `through` judges begins with the next call. Does nothing where nobody judges it.
void MarkWay(CaseRun& run);

}  // namespace bitsproof::conformance
