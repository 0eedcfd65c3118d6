#include "conformance/report/report_console.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "conformance/report/report_verdict.h"

namespace bitsproof::conformance {
namespace {

std::string VerdictWord(Verdict verdict, const Paint& paint) {
  const std::string word(ToString(verdict));
  if (verdict == Verdict::kPass) return paint.Good(word);
  return IsComplaint(verdict) ? paint.Bad(word) : paint.Odd(word);
}

// Failures as the baseline says, and cases that are other than it says.
std::uint64_t Outdated(const Tally& tally) {
  return tally.unexpected_passes + tally.changed_failures;
}

std::vector<std::string> TopicRow(const std::string& name, const Tally& tally,
                                  const RequirementStanding& standing, bool with_baseline) {
  std::vector<std::string> row = {name, std::to_string(tally.run()), std::to_string(tally.passed),
                                  std::to_string(tally.failed)};
  if (with_baseline) {
    row.push_back(std::to_string(tally.expected_failures));
    row.push_back(std::to_string(Outdated(tally)));
  }
  for (const std::uint64_t count : {tally.inconclusive, tally.harness_errors, tally.skipped}) {
    row.push_back(std::to_string(count));
  }
  const RequirementCounts requirements = standing.OfTopic(name);
  row.push_back(std::to_string(requirements.judged()));
  row.push_back(std::to_string(requirements.all()));
  return row;
}

void WriteTopics(std::ostream& out, const Ledger& ledger, const RequirementStanding& standing) {
  std::vector<std::vector<std::string>> rows;
  const bool with_baseline = ledger.total().expected_failures + Outdated(ledger.total()) > 0;
  for (const auto& [name, tally] : ledger.topics()) {
    rows.push_back(TopicRow(name, tally, standing, with_baseline));
  }
  if (rows.empty()) return;
  std::vector<std::string> head = {"topic", "run", "passed", "failed"};
  if (with_baseline) head.insert(head.end(), {"expected", "outdated"});
  head.insert(head.end(), {"inconclusive", "errors", "skipped", "rules judged", "of"});
  out << FormatTable(head, rows) << "\n";
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
    if (result.verdict == Verdict::kExpectedFail) out << ": " << result.baseline.front().reason;
    out << "\n";
  }
  out << "\n";
}

// What the baseline says of the case and is not so.
void WriteNotes(std::ostream& out, const CaseResult& result) {
  bool changed = false;
  for (const BaselineNote& note : result.baseline) {
    if (note.finding == BaselineNote::Finding::kExpected) continue;
    changed = changed || note.finding == BaselineNote::Finding::kChanged;
    out << Labelled("baseline", DescribeNote(note));
  }
  if (!changed) return;
  for (const Failure& failure : result.failures)
    out << Labelled("now", Signature(failure.mismatch));
}

void WriteFailures(std::ostream& out, const std::vector<CaseResult>& cases,
                   const Catalogue& catalogue, const ConsoleOptions& options, const Paint& paint) {
  for (const CaseResult& result : cases) {
    if (!HasNews(result)) continue;
    out << VerdictWord(result.verdict, paint) << " " << paint.Strong(CaseName(result)) << "\n";
    for (const Failure& failure : result.failures)
      out << DescribeFailure(result, failure, catalogue);
    WriteNotes(out, result);
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
  const bool killed =
      total.failed + total.inconclusive + total.expected_failures + total.changed_failures > 0;
  out << paint.Strong("Mutant " + mutant.name) << ": " << mutant.description << "\n";
  out << Labelled("breaks", DescribeRequirement(mutant.requirement, catalogue));
  if (!killed) out << Labelled("", "no case that ran noticed it");
  for (const auto& [rule, count] : BrokenRules(cases)) {
    out << Labelled("noticed", fmt::format("{} by {}", rule, Plural(count, "case")));
  }
  out << "\n";
}

void WriteSecondLooks(std::ostream& out, const std::vector<CaseResult>& cases, const Ledger& ledger,
                      const Paint& paint) {
  if (ledger.total().second_looks == 0) return;
  out << paint.Strong("Looked at twice, of which the second counts") << "\n";
  for (const CaseResult& result : cases) {
    if (result.first_look.empty()) continue;
    out << VerdictWord(result.verdict, paint) << " " << CaseName(result) << "\n"
        << Labelled("first", result.first_look);
  }
  out << "\n";
}

void WriteStale(std::ostream& out, const Ledger& ledger, const Paint& paint) {
  if (ledger.stale().empty()) return;
  out << paint.Strong("Baseline entries of cases that do not exist any more") << "\n";
  for (const std::string& entry : ledger.stale()) out << Labelled("stale", entry);
  out << "\n";
}

void WriteVerdict(std::ostream& out, const Ledger& ledger, const RequirementStanding& standing,
                  const ConsoleOptions& options, const Paint& paint) {
  const std::string head = VerdictHead(ledger);
  const bool good = ledger.Judge(0) == ExitCode::kConforms;
  out << fmt::format("{}: {}; {:.1f} s\n", good ? paint.Good(head) : paint.Bad(head),
                     VerdictCounts(ledger, standing.total), options.seconds);
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
                        const RequirementStanding& standing, const ConsoleOptions& options) {
  const Paint paint(options.color);
  if (options.verbose) WriteCases(out, cases, paint);
  WriteTopics(out, ledger, standing);
  WriteFailures(out, cases, catalogue, options, paint);
  WriteSecondLooks(out, cases, ledger, paint);
  WriteStale(out, ledger, paint);
  WriteObservations(out, ledger, catalogue, paint);
  WriteMutant(out, cases, ledger, catalogue, options, paint);
  WriteVerdict(out, ledger, standing, options, paint);
}

}  // namespace bitsproof::conformance
