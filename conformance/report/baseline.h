// Baseline: the failures of a subject that are accepted, each with a reason. It makes a run of a
// subject that deviates useful in CI: 0 means "as recorded", everything else is news.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "conformance/json/problem.h"
#include "conformance/run/case_result.h"

namespace bitsproof::conformance {

enum class BaselineKind {
  kKnown,    // must fail exactly so, until somebody mends it
  kFlaky,    // may pass, or fail with any of the signatures that the case has in the baseline
  kWontFix,  // must fail exactly so, and will
};
std::string_view ToString(BaselineKind kind);  // "known", "flaky", "wont-fix"
std::optional<BaselineKind> ParseBaselineKind(std::string_view word);

// The reason that --update-baseline gives to a new entry.
inline constexpr std::string_view kUnexplained = "to be explained";

// Where a case failed: a check; or the step, when that has no check; or a JSON pointer in the
// scenario file, when the failure is of no step ("/evidence"; "" before the first step).
struct FailurePlace {
  enum class Type { kCheck, kStep, kPointer };

  Type type = Type::kCheck;
  std::string id;

  auto operator<=>(const FailurePlace&) const = default;
};
FailurePlace PlaceOf(const Failure& failure);
std::string ToString(const FailurePlace& place);  // "check plain-ok"

// One accepted failure.
struct BaselineEntry {
  std::string case_id;
  Mode mode = Mode::kSim;
  FailurePlace place;
  std::string signature;  // Signature of its mismatch
  BaselineKind kind = BaselineKind::kKnown;
  std::string reason;

  // Whether both tell of the same failure, and in which order a file has them.
  auto Key() const { return std::tie(case_id, mode, place, signature); }
};
// "limits.per-user[jobType=upload] (sim), check plain-ok".
std::string ToString(const BaselineEntry& entry);

// A case in a mode.
using CaseKey = std::pair<std::string, Mode>;

// What a run takes of the suite, as far as baselines are concerned.
struct BaselineScope {
  std::set<CaseKey> existing;  // every case of the suite, selected or not
  bool whole = false;          // nothing was selected but modes
  bool sim = true;             // the modes that were selected
  bool live = true;

  // Whether `entry` tells of a case that is not there any more. Only a run of everything knows.
  bool Misses(const BaselineEntry& entry) const;
};

// How an update changed a baseline.
struct BaselineChange {
  std::uint64_t kept = 0;
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
};

// The entries of one file, sorted.
class Baseline {
 public:
  std::string description;  // of the file as a whole; "" for none

  // REQUIRES: no two entries with one key.
  void Set(std::vector<BaselineEntry> entries);
  const std::vector<BaselineEntry>& entries() const { return entries_; }

  // Holds the baseline against a case that ran: sets its verdict and its notes. A case that it does
  // not tell of, was skipped or met a fault of the harness stays as it is.
  void Judge(CaseResult& result) const;

  // A text for each entry that `scope` misses.
  std::vector<std::string> Stale(const BaselineScope& scope) const;

  // How many entries nobody has explained yet.
  std::uint64_t unexplained() const;

  // Makes the entries of the cases that ran say what happened. Entries that still match keep their
  // reason and kind, others go, new ones are `known` and unexplained. A flaky entry stays as long
  // as its case exists, and new entries of its case are flaky too. Cases that were skipped, met a
  // fault of the harness or are not among `results` keep what they have. REQUIRES: `results` as the
  // runner left them.
  BaselineChange Update(const std::vector<CaseResult>& results, const BaselineScope& scope);

 private:
  using Range = std::pair<std::vector<BaselineEntry>::const_iterator,
                          std::vector<BaselineEntry>::const_iterator>;
  Range EntriesOf(const CaseResult& result) const;

  std::vector<BaselineEntry> entries_;  // sorted by key
};

// What an empty reason is.
enum class EmptyReason {
  kRefused,   // an error: whoever accepts a failure says why
  kFilledIn,  // the reason kUnexplained, for a file that is about to be written anew
};

// Reads a file of the form scenarios/schema/baseline-1.0.json. Everything that is wrong with it is
// appended to `problems`, and what is wrong is left out.
Baseline ReadBaseline(const std::filesystem::path& file, EmptyReason empty_reason,
                      std::vector<Problem>& problems);

// The text of the file. ReadBaseline makes the same baseline of it.
std::string WriteBaseline(const Baseline& baseline);

}  // namespace bitsproof::conformance
