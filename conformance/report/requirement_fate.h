// RequirementFate: what a run says of one rule.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/run/case_result.h"
#include "conformance/run/suite.h"

namespace bitsproof::conformance {

// In this order: the first that applies.
enum class RequirementVerdict {
  kFail,           // a check of it failed
  kExpectedFail,   // checks of it failed, all of them as the baseline says
  kPass,           // a check of it passed, in a case with its evidence
  kInconclusive,   // its checks passed, in cases without their evidence
  kObserved,       // what was seen does not count: the rule is disputed or optional
  kNotReached,     // its cases ended before its checks
  kNotApplicable,  // its cases were skipped
  kNotRun,         // its cases were not selected
  kExcluded,       // no scenario covers it, on purpose
  kNotCovered,     // no scenario covers it
};
std::string_view ToString(RequirementVerdict verdict);  // "fail", "expected fail", ...

struct RequirementFate {
  RequirementVerdict verdict = RequirementVerdict::kNotCovered;
  std::string why;  // counts of checks, or the reason why none counts
};

// Of every requirement of the suite's catalogue, by id. Computed from what ran, whatever a baseline
// accepts.
std::map<std::string, RequirementFate> RequirementFates(const std::vector<CaseResult>& cases,
                                                        const Suite& suite);

}  // namespace bitsproof::conformance
