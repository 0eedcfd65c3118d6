#include "conformance/report/requirement_fate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>

#include "conformance/run/selection.h"

namespace bitsproof::conformance {
namespace {

// What was seen of one requirement.
struct Seen {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t expected = 0;  // failed as the baseline says
  std::uint64_t hollow = 0;    // passed in a case without its evidence
  std::uint64_t matched = 0;   // observations
  std::uint64_t differed = 0;
  std::set<std::string> skip_reasons;
  std::set<std::string> ended_early;  // cases
  bool has_scenario = false;
};

bool LacksEvidence(const CaseResult& result) {
  return std::any_of(result.failures.begin(), result.failures.end(), [](const Failure& failure) {
    return !failure.check && failure.step.empty() && failure.pointer == "/evidence";
  });
}

void AddCheck(Seen& seen, const CheckResult& check, const CaseResult& result) {
  if (check.observation) {
    ++(check.passed ? seen.matched : seen.differed);
  } else if (!check.passed) {
    ++(result.verdict == Verdict::kExpectedFail ? seen.expected : seen.failed);
  } else {
    ++(LacksEvidence(result) ? seen.hollow : seen.passed);
  }
}

void AddCase(std::map<std::string, Seen>& all, const CaseResult& result, const Suite& suite) {
  std::set<std::string> reached;
  for (const CheckResult& check : result.checks) {
    AddCheck(all[check.check.requirement], check, result);
    reached.insert(check.check.requirement);
  }
  // A subject that dies or gives a malformed answer ends its check without a result of it.
  for (const Failure& failure : result.failures) {
    if (!failure.check || !reached.insert(failure.check->requirement).second) continue;
    Seen& seen = all[failure.check->requirement];
    ++(result.verdict == Verdict::kExpectedFail ? seen.expected : seen.failed);
  }
  const Scenario* scenario = suite.Find(result.scenario_id);
  if (scenario == nullptr) return;
  for (const std::string& id : RequirementsOf(*scenario)) {
    if (reached.contains(id)) continue;
    if (result.verdict == Verdict::kSkipped) {
      all[id].skip_reasons.insert(result.skip_reason);
    } else {
      all[id].ended_early.insert(result.case_id);
    }
  }
}

std::string Joined(const std::set<std::string>& texts) {
  constexpr std::size_t kShown = 3;
  std::string all;
  std::size_t count = 0;
  for (const std::string& text : texts) {
    if (count++ == kShown) return all + fmt::format(", and {} more", texts.size() - kShown);
    all += (all.empty() ? "" : ", ") + text;
  }
  return all;
}

std::string CheckCounts(const Seen& seen) {
  std::string text = fmt::format("{} passed", seen.passed + seen.hollow);
  if (seen.failed > 0) text += fmt::format(", {} failed", seen.failed);
  if (seen.expected > 0) text += fmt::format(", {} failed as expected", seen.expected);
  return text;
}

RequirementFate FateOf(const Requirement& requirement, const Seen& seen) {
  using V = RequirementVerdict;
  if (seen.failed > 0) return {V::kFail, CheckCounts(seen)};
  if (seen.expected > 0) return {V::kExpectedFail, CheckCounts(seen)};
  if (seen.passed > 0) return {V::kPass, CheckCounts(seen)};
  if (seen.hollow > 0) return {V::kInconclusive, "evidence is missing"};
  if (seen.matched + seen.differed > 0) {
    return {V::kObserved,
            fmt::format("as the check has it in {}, otherwise in {}", seen.matched, seen.differed)};
  }
  if (!seen.ended_early.empty())
    return {V::kNotReached, "ended before: " + Joined(seen.ended_early)};
  if (!seen.skip_reasons.empty()) return {V::kNotApplicable, Joined(seen.skip_reasons)};
  if (seen.has_scenario) return {V::kNotRun, "not selected"};
  if (!requirement.excluded.empty()) return {V::kExcluded, requirement.excluded};
  return {V::kNotCovered, "no scenario covers it"};
}

}  // namespace

std::string_view ToString(RequirementVerdict verdict) {
  switch (verdict) {
    case RequirementVerdict::kFail:
      return "fail";
    case RequirementVerdict::kExpectedFail:
      return "expected fail";
    case RequirementVerdict::kPass:
      return "pass";
    case RequirementVerdict::kInconclusive:
      return "inconclusive";
    case RequirementVerdict::kObserved:
      return "observed";
    case RequirementVerdict::kNotReached:
      return "not reached";
    case RequirementVerdict::kNotApplicable:
      return "not applicable";
    case RequirementVerdict::kNotRun:
      return "not run";
    case RequirementVerdict::kExcluded:
      return "excluded";
    case RequirementVerdict::kNotCovered:
      return "not covered";
  }
  return "unknown";
}

std::map<std::string, RequirementFate> RequirementFates(const std::vector<CaseResult>& cases,
                                                        const Suite& suite) {
  std::map<std::string, Seen> all;
  for (const auto& scenario : suite.scenarios) {
    for (const std::string& id : RequirementsOf(*scenario)) all[id].has_scenario = true;
  }
  for (const CaseResult& result : cases) AddCase(all, result, suite);
  std::map<std::string, RequirementFate> fates;
  for (const Requirement& requirement : suite.catalogue.requirements()) {
    fates[requirement.id] = FateOf(requirement, all[requirement.id]);
  }
  return fates;
}

}  // namespace bitsproof::conformance
