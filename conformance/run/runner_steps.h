// Step executors: what the runner does for each command.
#pragma once

#include <vector>

#include "conformance/run/case_run.h"

namespace bitsproof::conformance {

// Carries out `steps` in order, those whose `when` holds. Throws StepFailed, SubjectFailure,
// Unsupported, BindError, HarnessError.
void ExecuteSteps(CaseRun& run, const std::vector<Step>& steps);

// The commands that have rooms of their own. REQUIRES: the command is that of run.step.
void ExecuteCall(CaseRun& run, const CallStep& command);
void ExecuteParallel(CaseRun& run, const ParallelStep& command);
void ExecuteAwait(CaseRun& run, const AwaitStep& command);
void ExecuteAssert(CaseRun& run, const AssertStep& command);

// What an await or an assert of a program sees of its runs.
Json ProgramView(const Json& runs);

// Resets the subject, with a seed of `chance`, and makes the setup of the case.
void BeginCase(CaseRun& run, const Random& chance);

// The way that `through` judges begins with the next call. Does nothing where nobody judges it.
void MarkWay(CaseRun& run);

}  // namespace bitsproof::conformance
