#include "conformance/report/report_console.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bitsproof::conformance {
namespace {

std::string Plural(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool Counts(Verdict verdict) { return verdict != Verdict::kPass && verdict != Verdict::kSkipped; }

std::string VerdictWord(Verdict verdict, const Paint& paint) {
  const std::string word(ToString(verdict));
  if (verdict == Verdict::kPass) return paint.Good(word);
  return verdict == Verdict::kSkipped ? paint.Odd(word) : paint.Bad(word);
}

// "3 (2 needs capability a; 1 needs profile b)", "0" without any.
std::string Skips(const Tally& tally) {
  std::string reasons;
  for (const auto& [reason, count] : tally.skip_reasons) {
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : "; ", count, reason);
  }
  return reasons.empty() ? std::to_string(tally.skipped)
                         : fmt::format("{} ({})", tally.skipped, reasons);
}

std::vector<std::string> TopicRow(const std::string& name, const Tally& tally,
                                  const TopicCoverage& coverage) {
  return {name,
          std::to_string(tally.run()),
          std::to_string(tally.passed),
          std::to_string(tally.failed),
          std::to_string(tally.inconclusive),
          std::to_string(tally.harness_errors),
          std::to_string(tally.skipped),
          fmt::format("{}/{}", coverage.covered, coverage.requirements)};
}

void WriteTopics(std::ostream& out, const Ledger& ledger) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, tally] : ledger.topics()) {
    rows.push_back(TopicRow(name, tally, ledger.CoverageOf(name)));
  }
  if (rows.empty()) return;
  out << FormatTable({"topic", "run", "passed", "failed", "inconclusive", "errors", "skipped",
                      "requirements"},
                     rows)
      << "\n";
  for (const auto& [name, tally] : ledger.topics()) {
    for (const auto& [reason, count] : tally.skip_reasons) {
      out << fmt::format("skipped in {}: {}: {}\n", name, Plural(count, "case"), reason);
    }
  }
  if (ledger.total().skipped > 0) out << "\n";
}

void WriteCases(std::ostream& out, const std::vector<CaseResult>& cases, const Paint& paint) {
  for (const CaseResult& result : cases) {
    out << fmt::format("{} {} {:.3f} s", VerdictWord(result.verdict, paint), CaseName(result),
                       result.wall_seconds);
    if (!result.skip_reason.empty()) out << ": " << result.skip_reason;
    out << "\n";
  }
  out << "\n";
}

void WriteFailures(std::ostream& out, const std::vector<CaseResult>& cases,
                   const Catalogue& catalogue, const ConsoleOptions& options, const Paint& paint) {
  for (const CaseResult& result : cases) {
    if (!Counts(result.verdict)) continue;
    out << VerdictWord(result.verdict, paint) << " " << paint.Strong(CaseName(result)) << "\n";
    for (const Failure& failure : result.failures)
      out << DescribeFailure(result, failure, catalogue);
    out << Labelled("replay", ReplayCommand(result, options.recipe)) << "\n";
  }
}

void WriteObservations(std::ostream& out, const Ledger& ledger, const Catalogue& catalogue,
                       const Paint& paint) {
  const auto observations = ledger.Observations();
  if (observations.empty()) return;
  out << paint.Strong("Observed where the rule is disputed or optional") << "\n";
  for (const Observation& seen : observations) {
    out << Labelled("rule", DescribeRequirement(seen.check.requirement, catalogue));
    const Requirement* requirement = catalogue.Find(seen.check.requirement);
    if (requirement != nullptr) {
      for (const std::string& reading : requirement->readings) out << Labelled("reading", reading);
    }
    out << Labelled("check", fmt::format("{}: as expected in {}, otherwise in {}", seen.check.id,
                                         Plural(seen.matched, "case"), seen.differed));
    if (seen.differed == 0) continue;
    out << Labelled("observed", fmt::format("{}: {}", seen.example_case, seen.message));
    out << Labelled("", "actual " + DescribeValue(seen.actual));
  }
  out << "\n";
}

// The rules whose checks failed, and how often.
std::map<std::string, std::uint64_t> BrokenRules(const std::vector<CaseResult>& cases) {
  std::map<std::string, std::uint64_t> rules;
  for (const CaseResult& result : cases) {
    std::set<std::string> of_case;
    for (const Failure& failure : result.failures) {
      if (failure.check) of_case.insert(failure.check->requirement);
    }
    for (const std::string& rule : of_case) ++rules[rule];
  }
  return rules;
}

void WriteMutant(std::ostream& out, const std::vector<CaseResult>& cases, const Ledger& ledger,
                 const Catalogue& catalogue, const ConsoleOptions& options, const Paint& paint) {
  if (options.mutant == nullptr) return;
  const MutantInfo& mutant = *options.mutant;
  const Tally& total = ledger.total();
  const bool killed = total.failed + total.inconclusive > 0;
  out << paint.Strong("Mutant " + mutant.name) << ": " << mutant.description << "\n";
  out << Labelled("breaks", DescribeRequirement(mutant.requirement, catalogue));
  if (!killed) out << Labelled("", "no case that ran noticed it");
  for (const auto& [rule, count] : BrokenRules(cases)) {
    out << Labelled("noticed", fmt::format("{} by {}", rule, Plural(count, "case")));
  }
  out << "\n";
}

std::string VerdictHead(const Ledger& ledger, const Paint& paint) {
  switch (ledger.Judge(0)) {
    case ExitCode::kConforms:
      return paint.Good("CONFORMS");
    case ExitCode::kNothingRan:
      return paint.Bad("NOTHING RAN");
    case ExitCode::kHarnessFault:
      return paint.Bad("HARNESS FAULT");
    default:
      return paint.Bad("DEVIATES");
  }
}

void WriteVerdict(std::ostream& out, const Ledger& ledger, const ConsoleOptions& options,
                  const Paint& paint) {
  const Tally& total = ledger.total();
  const TopicCoverage coverage = ledger.total_coverage();
  out << fmt::format("{}: {} of {} run: {} passed, {} failed, {} inconclusive",
                     VerdictHead(ledger, paint), total.run(), Plural(total.cases, "case"),
                     total.passed, total.failed, total.inconclusive);
  if (total.harness_errors > 0)
    out << fmt::format(", {}", Plural(total.harness_errors, "harness error"));
  out << fmt::format("; skipped {}; {}; requirements covered {}/{}; {:.1f} s\n", Skips(total),
                     Plural(total.checks, "check"), coverage.covered, coverage.requirements,
                     options.seconds);
}

}  // namespace

std::string Paint::Wrap(const char* code, const std::string& text) const {
  return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string FormatTable(const std::vector<std::string>& head,
                        const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(head.size());
  const auto widen = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  };
  widen(head);
  for (const auto& row : rows) widen(row);
  std::string text;
  const auto append = [&](const std::vector<std::string>& cells) {
    text += fmt::format("{:<{}}", cells[0], widths[0]);
    for (std::size_t i = 1; i < cells.size(); ++i)
      text += fmt::format("  {:>{}}", cells[i], widths[i]);
    text += "\n";
  };
  append(head);
  for (const auto& row : rows) append(row);
  return text;
}

void WriteConsoleReport(std::ostream& out, const std::vector<CaseResult>& cases,
                        const Ledger& ledger, const Catalogue& catalogue,
                        const ConsoleOptions& options) {
  const Paint paint(options.color);
  if (options.verbose) WriteCases(out, cases, paint);
  WriteTopics(out, ledger);
  WriteFailures(out, cases, catalogue, options, paint);
  WriteObservations(out, ledger, catalogue, paint);
  WriteMutant(out, cases, ledger, catalogue, options, paint);
  WriteVerdict(out, ledger, options, paint);
}

}  // namespace bitsproof::conformance
