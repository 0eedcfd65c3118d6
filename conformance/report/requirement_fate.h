// RequirementStanding: what a run says of the rules of the whole catalogue.
#pragma once

#include <cstdint>
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
  kPass,           // a check of it passed, in a case that passed, and its controls held
  kUnproven,       // its checks passed, but only in cases that failed, or without its controls
  kInconclusive,   // its checks passed, in cases without their evidence
  kObserved,       // what was seen does not count: the rule is disputed or optional
  kNotReached,     // its cases ended before its checks
  kNotApplicable,  // its cases were skipped
  kNotRun,         // its cases were not selected
  kNotYet,         // nothing can judge it before something else is there
  kExcluded,       // no scenario will ever cover it
  kNotCovered,     // no scenario covers it
};
std::string_view ToString(RequirementVerdict verdict);  // "fail", "expected fail", ...

struct RequirementFate {
  RequirementVerdict verdict = RequirementVerdict::kNotCovered;
  std::string why;       // counts of checks, or the reason why none counts
  std::string reason{};  // kNotApplicable: one reason of a skip, "needs capability limits"
};

// Requirements, counted by their fates.
struct RequirementCounts {
  std::map<RequirementVerdict, std::uint64_t> by_verdict;
  std::map<std::string, std::uint64_t> not_applicable;  // by reason

  void Add(const RequirementFate& fate);
  std::uint64_t Of(RequirementVerdict verdict) const;
  std::uint64_t all() const;
  // Those that passed or failed, also as the baseline says.
  std::uint64_t judged() const;
};

// "980 requirements: 338 judged (336 passed, 2 failed), 20 only observed, 7 not applicable (7 needs
// capability limits), 560 not yet, 55 nothing to check". Counts of 0 are left out, but for those in
// the first brackets.
std::string Describe(const RequirementCounts& counts);

// {"all", "judged", "passed", ..., "notApplicable": {reason: n}}; every member is there.
Json ToJson(const RequirementCounts& counts);

// What a run says of every requirement of the suite's catalogue. Computed from what ran, whatever a
// baseline accepts.
struct RequirementStanding {
  std::map<std::string, RequirementFate> fates;     // by id
  std::map<std::string, RequirementCounts> topics;  // by topic of the catalogue
  RequirementCounts total;

  // Zeros for a topic that the catalogue does not have.
  RequirementCounts OfTopic(const std::string& topic) const;
};
RequirementStanding StandingOf(const std::vector<CaseResult>& cases, const Suite& suite);

}  // namespace bitsproof::conformance
