#include "conformance/run/ledger.h"

#include <algorithm>

namespace bitsproof::conformance {

void Tally::Add(const CaseResult& result) {
  ++cases;
  if (!result.first_look.empty()) ++second_looks;
  switch (result.verdict) {
    case Verdict::kPass:
      ++passed;
      break;
    case Verdict::kFail:
      ++failed;
      break;
    case Verdict::kInconclusive:
      ++inconclusive;
      break;
    case Verdict::kHarnessError:
      ++harness_errors;
      break;
    case Verdict::kSkipped:
      ++skipped;
      ++skip_reasons[result.skip_reason];
      break;
    case Verdict::kExpectedFail:
      ++expected_failures;
      break;
    case Verdict::kUnexpectedPass:
      ++unexpected_passes;
      break;
    case Verdict::kChangedFail:
      ++changed_failures;
      break;
  }
  for (const BaselineNote& note : result.baseline) {
    if (note.finding == BaselineNote::Finding::kStale) ++stale_entries;
  }
  for (const CheckResult& check : result.checks) {
    ++checks;
    if (!check.passed && !check.observation) ++checks_failed;
  }
}

void Ledger::Add(const CaseResult& result) {
  total_.Add(result);
  topics_[result.topic].Add(result);
  for (const CheckResult& check : result.checks) {
    if (check.observation) AddObservation(result, check);
  }
}

void Ledger::AddObservation(const CaseResult& result, const CheckResult& check) {
  Observation& seen = observations_[check.check.requirement + "\n" + check.check.id];
  seen.check = check.check;
  if (check.passed) {
    ++seen.matched;
    return;
  }
  if (++seen.differed > 1) return;
  seen.example_case = result.case_id;
  if (check.mismatch) seen.message = Message(*check.mismatch);
  seen.expected = check.expected;
  seen.actual = check.actual;
}

std::vector<Observation> Ledger::Observations() const {
  std::vector<Observation> all;
  for (const auto& [key, observation] : observations_) {
    const bool disputed = catalogue_.IsDisputed(observation.check.requirement);
    if (disputed || observation.differed > 0) all.push_back(observation);
  }
  return all;
}

ExitCode Ledger::Judge(std::uint64_t min_run) const {
  if (total_.harness_errors > 0) return ExitCode::kHarnessFault;
  if (total_.failed + total_.inconclusive > 0) return ExitCode::kDeviates;
  if (total_.unexpected_passes + total_.changed_failures + total_.stale_entries + stale_.size() >
      0) {
    return ExitCode::kUnexpectedPass;
  }
  if (total_.run() < std::max<std::uint64_t>(min_run, 1)) return ExitCode::kNothingRan;
  return ExitCode::kConforms;
}

}  // namespace bitsproof::conformance
