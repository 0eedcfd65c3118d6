// CaseResult: what became of one case. The JSON lines file holds these; every other report derives
// from them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/run/mismatch.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

enum class Verdict {
  kPass,
  kFail,
  kInconclusive,  // evidence is missing: counts as failure
  kSkipped,
  kHarnessError,  // the harness or the adapter is at fault
  // Only where a baseline was held against the case:
  kExpectedFail,    // it failed exactly as recorded
  kUnexpectedPass,  // it passed although a failure is recorded that must be there
  kChangedFail,     // it failed where recorded, but otherwise than recorded
};
// "pass", "fail", "inconclusive", "skipped", "harness-error", "expected-fail", "unexpected-pass",
// "changed-fail".
std::string_view ToString(Verdict verdict);
std::optional<Verdict> ParseVerdict(std::string_view text);

// The outcome of one check that ran.
struct CheckResult {
  Check check;
  bool passed = false;
  bool observation = false;  // level `may` or a disputed requirement: a mismatch is reported and
                             // does not fail the case
  std::string step;          // step id
  std::string pointer;       // JSON pointer in the scenario file
  std::optional<Mismatch> mismatch;  // none: it passed
  Json expected;                     // on a mismatch: the expectation with its values bound
  Json actual;                       // on a mismatch
};

// Why a case did not pass.
struct Failure {
  std::string step;
  std::string pointer;         // JSON pointer in the scenario file
  std::optional<Check> check;  // none: a prerequisite, evidence or time limit
  Mismatch mismatch;
  Json expected;
  Json actual;
  std::vector<std::string> last_events;  // the end of the case's event log, oldest first
};

// What one entry of a baseline has to do with a case.
struct BaselineNote {
  enum class Finding {
    kExpected,        // a failure of the case is the recorded one
    kUnexpectedPass,  // the case passed
    kChanged,         // the case failed at the recorded place, with another signature
    kStale,           // the case failed elsewhere
  };

  Finding finding = Finding::kExpected;
  std::string kind;   // "known", "flaky", "wont-fix"
  std::string place;  // "check plain-ok"
  std::string signature;
  std::string reason;
};
// "expected", "unexpected-pass", "changed", "stale".
std::string_view ToString(BaselineNote::Finding finding);

// Everything that is kept of one case.
struct CaseResult {
  std::string case_id;
  std::string scenario_id;
  std::string topic;
  std::string file;
  Mode mode = Mode::kSim;
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::kPass;
  std::string skip_reason;  // kSkipped: "needs capability service.restart"
  std::string first_look;   // how the case ended before it ran again: "fail: ..."; "" for one run
  std::vector<CheckResult> checks;
  std::vector<Failure> failures;       // the first ends the case
  std::vector<BaselineNote> baseline;  // empty without a baseline, or when it does not tell of it
  std::uint64_t steps = 0;             // steps executed
  double wall_seconds = 0;
  std::vector<std::string> events;  // the whole event log; filled only when asked for
};

// The form of a line of the results file, and back. A line has the message of each mismatch for
// those who read it; FromJson does not look at it.
// REQUIRES of FromJson: `json` has the form "case" of scenarios/schema/results-1.0.json.
Json ToJson(const CaseResult& result);
CaseResult CaseResultFromJson(const Json& json);

}  // namespace bitsproof::conformance
