#include "conformance/report/report_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "conformance/report/report_text.h"

namespace bitsproof::conformance {
namespace {

// "3 (2 needs capability a; 1 needs profile b)", "0" without any.
std::string Skips(const Tally& tally) {
  std::string reasons;
  for (const auto& [reason, count] : tally.skip_reasons) {
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : "; ", count, reason);
  }
  return reasons.empty() ? std::to_string(tally.skipped)
                         : fmt::format("{} ({})", tally.skipped, reasons);
}

}  // namespace

bool IsComplaint(Verdict verdict) {
  return verdict != Verdict::kPass && verdict != Verdict::kSkipped &&
         verdict != Verdict::kExpectedFail;
}

bool HasNews(const CaseResult& result) {
  return IsComplaint(result.verdict) ||
         std::any_of(result.baseline.begin(), result.baseline.end(), [](const BaselineNote& note) {
           return note.finding != BaselineNote::Finding::kExpected;
         });
}

std::string VerdictHead(const Ledger& ledger) {
  switch (ledger.Judge(0)) {
    case ExitCode::kConforms:
      return ledger.total().expected_failures > 0 ? "AS THE BASELINE SAYS" : "CONFORMS";
    case ExitCode::kUnexpectedPass:
      return "BASELINE OUTDATED";
    case ExitCode::kNothingRan:
      return "NOTHING RAN";
    case ExitCode::kHarnessFault:
      return "HARNESS FAULT";
    default:
      return "DEVIATES";
  }
}

std::string VerdictCounts(const Ledger& ledger, const RequirementCounts& requirements) {
  const Tally& total = ledger.total();
  std::string text =
      fmt::format("{} of {} run: {} passed, {} failed, {} inconclusive, {}", total.run(),
                  Plural(total.cases, "case"), total.passed, total.failed, total.inconclusive,
                  Plural(total.expected_failures, "expected failure"));
  const std::vector<std::pair<std::uint64_t, std::string_view>> rare = {
      {total.changed_failures, "changed failure"},
      {total.unexpected_passes, "unexpected pass"},
      {total.stale_entries + ledger.stale().size(), "stale baseline entry"},
      {total.harness_errors, "harness error"}};
  for (const auto& [count, noun] : rare) {
    if (count > 0) text += ", " + Plural(count, noun);
  }
  if (total.second_looks > 0)
    text += ", " + Plural(total.second_looks, "case") + " looked at twice";
  if (!ledger.broken_off().empty()) text += "; broken off " + ledger.broken_off();
  return text + fmt::format("; skipped {}; {}; {}", Skips(total), Plural(total.checks, "check"),
                            Describe(requirements));
}

}  // namespace bitsproof::conformance
