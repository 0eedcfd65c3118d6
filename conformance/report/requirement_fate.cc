#include "conformance/report/requirement_fate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "conformance/json/words.h"
#include "conformance/report/report_text.h"
#include "conformance/run/selection.h"

namespace bitsproof::conformance {
namespace {

constexpr std::pair<RequirementVerdict, std::string_view> kVerdicts[] = {
    {RequirementVerdict::kFail, "fail"},
    {RequirementVerdict::kExpectedFail, "expected fail"},
    {RequirementVerdict::kPass, "pass"},
    {RequirementVerdict::kUnproven, "unproven"},
    {RequirementVerdict::kInconclusive, "inconclusive"},
    {RequirementVerdict::kObserved, "observed"},
    {RequirementVerdict::kNotReached, "not reached"},
    {RequirementVerdict::kNotApplicable, "not applicable"},
    {RequirementVerdict::kNotRun, "not run"},
    {RequirementVerdict::kNotYet, "not yet"},
    {RequirementVerdict::kExcluded, "nothing to check"},
    {RequirementVerdict::kNotCovered, "not covered"},
};

// What was seen of one requirement.
struct Seen {
  std::uint64_t passed = 0;
  bool passed_in_whole = false;  // once in a case that passed
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

bool HasPassed(const CaseResult& result) {
  return result.verdict == Verdict::kPass || result.verdict == Verdict::kUnexpectedPass;
}

void AddCheck(Seen& seen, const CheckResult& check, const CaseResult& result) {
  if (check.observation) {
    ++(check.passed ? seen.matched : seen.differed);
  } else if (!check.passed) {
    ++(result.verdict == Verdict::kExpectedFail ? seen.expected : seen.failed);
  } else {
    ++(LacksEvidence(result) ? seen.hollow : seen.passed);
    seen.passed_in_whole = seen.passed_in_whole || HasPassed(result);
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
  if (seen.passed_in_whole) return {V::kPass, CheckCounts(seen)};
  // What a subject answers to anything proves nothing, and the case noticed that it does.
  if (seen.passed > 0) return {V::kUnproven, "passed only in cases that failed elsewhere"};
  if (seen.hollow > 0) return {V::kInconclusive, "evidence is missing"};
  if (seen.matched + seen.differed > 0) {
    return {V::kObserved,
            fmt::format("as the check has it in {}, otherwise in {}", seen.matched, seen.differed)};
  }
  if (!seen.ended_early.empty()) {
    return {V::kNotReached, "ended before: " + Joined(seen.ended_early)};
  }
  if (!seen.skip_reasons.empty()) {
    return {V::kNotApplicable, Joined(seen.skip_reasons), *seen.skip_reasons.begin()};
  }
  if (seen.has_scenario) return {V::kNotRun, "not selected"};
  if (!requirement.not_yet.empty()) return {V::kNotYet, requirement.not_yet};
  if (!requirement.excluded.empty()) return {V::kExcluded, requirement.excluded};
  return {V::kNotCovered, "no scenario covers it"};
}

// Takes passes back whose controls did not hold, until those that are left have theirs.
void ApplyControls(const Catalogue& catalogue, std::map<std::string, RequirementFate>& fates) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const Requirement& requirement : catalogue.requirements()) {
      RequirementFate& fate = fates[requirement.id];
      if (fate.verdict != RequirementVerdict::kPass) continue;
      for (const std::string& id : requirement.controls) {
        const auto control = fates.find(id);
        if (control == fates.end() || control->second.verdict == RequirementVerdict::kPass)
          continue;
        fate = {RequirementVerdict::kUnproven,
                fmt::format("its control {}: {}, {}", id, ToString(control->second.verdict),
                            control->second.why)};
        changed = true;
        break;
      }
    }
  }
}

// The verdicts that Describe tells of after the judged ones, and their words.
constexpr std::pair<RequirementVerdict, std::string_view> kOthers[] = {
    {RequirementVerdict::kUnproven, "passed without proof"},
    {RequirementVerdict::kInconclusive, "without evidence"},
    {RequirementVerdict::kObserved, "only observed"},
    {RequirementVerdict::kNotReached, "not reached"},
    {RequirementVerdict::kNotApplicable, "not applicable"},
    {RequirementVerdict::kNotRun, "not run"},
    {RequirementVerdict::kNotYet, "not yet"},
    {RequirementVerdict::kExcluded, "nothing to check"},
    {RequirementVerdict::kNotCovered, "not covered"},
};

std::string Reasons(const RequirementCounts& counts) {
  std::string reasons;
  for (const auto& [reason, count] : counts.not_applicable) {
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : "; ", count, reason);
  }
  return reasons;
}

}  // namespace

std::string_view ToString(RequirementVerdict verdict) { return WordFor(verdict, kVerdicts); }

void RequirementCounts::Add(const RequirementFate& fate) {
  ++by_verdict[fate.verdict];
  if (fate.verdict == RequirementVerdict::kNotApplicable) ++not_applicable[fate.reason];
}

std::uint64_t RequirementCounts::Of(RequirementVerdict verdict) const {
  const auto it = by_verdict.find(verdict);
  return it == by_verdict.end() ? 0 : it->second;
}

std::uint64_t RequirementCounts::all() const {
  std::uint64_t sum = 0;
  for (const auto& [verdict, count] : by_verdict) sum += count;
  return sum;
}

std::uint64_t RequirementCounts::judged() const {
  return Of(RequirementVerdict::kPass) + Of(RequirementVerdict::kFail) +
         Of(RequirementVerdict::kExpectedFail);
}

std::string Describe(const RequirementCounts& counts) {
  std::string text = fmt::format(
      "{}: {} judged ({} passed, {} failed", Plural(counts.all(), "requirement"), counts.judged(),
      counts.Of(RequirementVerdict::kPass), counts.Of(RequirementVerdict::kFail));
  const std::uint64_t expected = counts.Of(RequirementVerdict::kExpectedFail);
  if (expected > 0) text += fmt::format(", {} failed as expected", expected);
  text += ")";
  for (const auto& [verdict, words] : kOthers) {
    const std::uint64_t count = counts.Of(verdict);
    if (count == 0) continue;
    text += fmt::format(", {} {}", count, words);
    if (verdict == RequirementVerdict::kNotApplicable) text += " (" + Reasons(counts) + ")";
  }
  return text;
}

Json ToJson(const RequirementCounts& counts) {
  using V = RequirementVerdict;
  Json not_applicable = Json::object();
  for (const auto& [reason, count] : counts.not_applicable) not_applicable[reason] = count;
  return {{"all", counts.all()},
          {"judged", counts.judged()},
          {"passed", counts.Of(V::kPass)},
          {"failed", counts.Of(V::kFail)},
          {"expectedFailures", counts.Of(V::kExpectedFail)},
          {"unproven", counts.Of(V::kUnproven)},
          {"inconclusive", counts.Of(V::kInconclusive)},
          {"observed", counts.Of(V::kObserved)},
          {"notReached", counts.Of(V::kNotReached)},
          {"notApplicable", std::move(not_applicable)},
          {"notRun", counts.Of(V::kNotRun)},
          {"notYet", counts.Of(V::kNotYet)},
          {"nothingToCheck", counts.Of(V::kExcluded)},
          {"notCovered", counts.Of(V::kNotCovered)}};
}

RequirementCounts RequirementStanding::OfTopic(const std::string& topic) const {
  const auto it = topics.find(topic);
  return it == topics.end() ? RequirementCounts() : it->second;
}

RequirementStanding StandingOf(const std::vector<CaseResult>& cases, const Suite& suite) {
  std::map<std::string, Seen> all;
  for (const auto& scenario : suite.scenarios) {
    for (const std::string& id : RequirementsOf(*scenario)) all[id].has_scenario = true;
  }
  for (const CaseResult& result : cases) AddCase(all, result, suite);
  RequirementStanding standing;
  for (const Requirement& requirement : suite.catalogue.requirements()) {
    standing.fates[requirement.id] = FateOf(requirement, all[requirement.id]);
  }
  ApplyControls(suite.catalogue, standing.fates);
  for (const Requirement& requirement : suite.catalogue.requirements()) {
    const RequirementFate& fate = standing.fates.at(requirement.id);
    standing.topics[requirement.topic].Add(fate);
    standing.total.Add(fate);
  }
  return standing;
}

}  // namespace bitsproof::conformance
