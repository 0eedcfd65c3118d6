// Ledger: the tally of a run. It counts; it judges nothing but the run as a whole.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "conformance/run/case_result.h"
#include "conformance/run/exit_code.h"
#include "conformance/scenario/catalogue.h"

namespace bitsproof::conformance {

// Counts of cases by verdict, and of checks that ran.
struct Tally {
  std::uint64_t cases = 0;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t inconclusive = 0;
  std::uint64_t harness_errors = 0;
  std::uint64_t skipped = 0;
  std::uint64_t expected_failures = 0;  // as the baseline says
  std::uint64_t unexpected_passes = 0;  // better than the baseline says
  std::uint64_t changed_failures = 0;   // other than the baseline says
  std::uint64_t stale_entries = 0;      // of the baseline, in cases that ran and failed elsewhere
  std::uint64_t second_looks = 0;       // cases that ran twice
  std::map<std::string, std::uint64_t> skip_reasons;
  std::uint64_t checks = 0;
  std::uint64_t checks_failed = 0;  // observations are not counted here

  std::uint64_t run() const { return cases - skipped; }
  void Add(const CaseResult& result);
};

// What a check saw whose mismatch does not count: a disputed rule, or one of level `may`.
struct Observation {
  Check check;
  std::uint64_t matched = 0;
  std::uint64_t differed = 0;
  std::string example_case;  // the first case that differed
  std::string message;       // of that case
  Json expected;
  Json actual;
};

// Add results in the order of the suite; read the sums at any time.
class Ledger {
 public:
  // `catalogue` must outlive the ledger.
  explicit Ledger(const Catalogue& catalogue) : catalogue_(catalogue) {}

  void Add(const CaseResult& result);

  // Entries of the baseline whose cases do not exist any more, one text each.
  void AddStale(std::vector<std::string> entries) { stale_ = std::move(entries); }
  const std::vector<std::string>& stale() const { return stale_; }

  // The run ended before all of its cases had run: `how` continues "broken off".
  void BreakOff(std::string how) { broken_off_ = std::move(how); }
  // "" when it did not.
  const std::string& broken_off() const { return broken_off_; }

  const Tally& total() const { return total_; }
  // By topic of the scenarios, sorted.
  const std::map<std::string, Tally>& topics() const { return topics_; }
  // By requirement and check id. Matching checks of level `may` are left out unless the rule is
  // disputed.
  std::vector<Observation> Observations() const;

  // The run's exit code: kHarnessFault before kDeviates before kUnexpectedPass (what the baseline
  // says is not so) before kNothingRan (no case, or fewer than `min_run`).
  ExitCode Judge(std::uint64_t min_run) const;

 private:
  void AddObservation(const CaseResult& result, const CheckResult& check);

  const Catalogue& catalogue_;
  Tally total_;
  std::vector<std::string> stale_;
  std::string broken_off_;
  std::map<std::string, Tally> topics_;
  std::map<std::string, Observation> observations_;  // key: requirement, check id
};

}  // namespace bitsproof::conformance
