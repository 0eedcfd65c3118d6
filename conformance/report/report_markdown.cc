#include "conformance/report/report_markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "conformance/report/report_text.h"
#include "conformance/report/report_verdict.h"
#include "conformance/report/requirement_fate.h"
#include "conformance/report/requirements_table.h"

namespace bitsproof::conformance {
namespace {

constexpr const char* kMarker = "report";

std::string Joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all.empty() ? "none" : all;
}

// Text that markdown shows as it is.
std::string Code(const std::string& text) {
  const bool ticks = text.find('`') != std::string::npos;
  return ticks ? "`` " + text + " ``" : "`" + text + "`";
}

std::string Row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + MarkdownCell(cell) + " |";
  return row + "\n";
}

std::string Subjects(const std::vector<SubjectInfo>& subjects) {
  std::string text;
  for (const SubjectInfo& info : subjects) {
    text += fmt::format(
        "Subject: **{} {}**, mode {}, profile {}. Capabilities: {}. Principals: {}.\n\n", info.name,
        info.version, ToString(info.mode), info.profile, Joined(info.capabilities),
        Joined(info.principals));
  }
  return text;
}

std::vector<std::string> TopicCells(const std::string& name, const Tally& tally,
                                    const RequirementCounts& requirements) {
  std::vector<std::string> cells = {name};
  for (const std::uint64_t count :
       {tally.run(), tally.passed, tally.failed, tally.expected_failures,
        tally.unexpected_passes + tally.changed_failures, tally.inconclusive, tally.harness_errors,
        tally.skipped}) {
    cells.push_back(std::to_string(count));
  }
  cells.push_back(std::to_string(requirements.judged()));
  cells.push_back(std::to_string(requirements.all()));
  return cells;
}

std::string Topics(const Ledger& ledger, const RequirementStanding& standing) {
  std::string text = Row({"topic", "run", "passed", "failed", "expected failures", "outdated",
                          "inconclusive", "errors", "skipped", "requirements judged", "of"}) +
                     "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  for (const auto& [name, tally] : ledger.topics()) {
    text += Row(TopicCells(name, tally, standing.OfTopic(name)));
  }
  return text + Row(TopicCells("**all**", ledger.total(), standing.total)) + "\n";
}

std::string FateCounts(const RequirementCounts& counts) {
  std::string text = Row({"requirements of the whole catalogue", "count"}) + "|---|---:|\n";
  for (const auto& [verdict, count] : counts.by_verdict) {
    text += Row({std::string(ToString(verdict)), std::to_string(count)});
  }
  for (const auto& [reason, count] : counts.not_applicable) {
    text += Row({"not applicable: " + reason, std::to_string(count)});
  }
  return text + Row({"**all**", std::to_string(counts.all())}) + "\n";
}

std::string Requirements(const Catalogue& catalogue,
                         const std::map<std::string, RequirementFate>& fates) {
  std::string text = "## Requirements\n\n";
  for (const auto& [name, topic] : catalogue.topics()) {
    text += fmt::format("### {}: {}\n\n", name, topic.title);
    text += Row({"requirement", "level", "verdict", "rule", "why"}) + "|---|---|---|---|---|\n";
    for (const std::size_t index : topic.requirements) {
      const Requirement& requirement = catalogue.requirements()[index];
      const RequirementFate& fate = fates.at(requirement.id);
      const bool fails = fate.verdict == RequirementVerdict::kFail ||
                         fate.verdict == RequirementVerdict::kExpectedFail;
      const std::string verdict(ToString(fate.verdict));
      text += Row({requirement.id, std::string(ToString(requirement.level)),
                   fails ? "**" + verdict + "**" : verdict, requirement.statement, fate.why});
    }
    text += "\n";
  }
  return text;
}

// One line of a failure: the case, the place, expected and found, and why it is accepted.
std::string FailureLine(const CaseResult& result, const Failure& failure) {
  const std::string signature = Signature(failure.mismatch);
  std::string place;
  if (failure.check) {
    place = "check " + Code(failure.check->id);
  } else if (!failure.step.empty()) {
    place = "step " + Code(failure.step);
  } else {
    place = failure.pointer.empty() ? "before the first step" : "at " + Code(failure.pointer);
  }
  std::string line = fmt::format("- {} ({}), {}: {}", Code(result.case_id), ToString(result.mode),
                                 place, Code(signature));
  if (result.verdict != Verdict::kFail) line += fmt::format(" [{}]", ToString(result.verdict));
  for (const BaselineNote& note : result.baseline) {
    const bool same =
        note.finding == BaselineNote::Finding::kExpected && note.signature == signature;
    if (same) line += fmt::format(" {}: {}", note.kind, note.reason);
  }
  return line + "\n";
}

std::string Failures(const std::vector<CaseResult>& cases, const Catalogue& catalogue) {
  std::map<std::string, std::vector<std::string>> by_requirement;  // "" for none
  for (const CaseResult& result : cases) {
    for (const Failure& failure : result.failures) {
      const std::string id = failure.check ? failure.check->requirement : "";
      by_requirement[id].push_back(FailureLine(result, failure));
    }
  }
  if (by_requirement.empty()) return "";
  std::string text = "## Failures\n\n";
  for (auto& [id, lines] : by_requirement) {
    std::sort(lines.begin(), lines.end());
    text += id.empty() ? "### Before a check was reached, or without the evidence\n\n"
                       : "### " + DescribeRequirement(id, catalogue) + "\n\n";
    for (const std::string& line : lines) text += line;
    text += "\n";
  }
  return text;
}

std::string SecondLooks(const std::vector<CaseResult>& cases) {
  std::string text;
  for (const CaseResult& result : cases) {
    if (result.first_look.empty()) continue;
    text += fmt::format("- {} ({}), {}; first {}\n", Code(result.case_id), ToString(result.mode),
                        ToString(result.verdict), Code(result.first_look));
  }
  return text.empty() ? "" : "## Looked at twice, of which the second counts\n\n" + text + "\n";
}

std::string Stale(const Ledger& ledger) {
  if (ledger.stale().empty()) return "";
  std::string text = "## Baseline entries of cases that do not exist any more\n\n";
  for (const std::string& entry : ledger.stale()) text += "- " + entry + "\n";
  return text + "\n";
}

std::string Heading(const std::vector<SubjectInfo>& subjects) {
  const std::string name =
      subjects.empty() ? "a subject" : subjects[0].name + " " + subjects[0].version;
  return fmt::format("# {} against the conformance suite\n\n<!-- {}:begin -->\n<!-- {}:end -->\n",
                     name, kMarker, kMarker);
}

}  // namespace

std::string WriteMarkdown(const std::vector<SubjectInfo>& subjects,
                          const std::vector<CaseResult>& cases, const Ledger& ledger,
                          const Suite& suite) {
  const RequirementStanding standing = StandingOf(cases, suite);
  return Subjects(subjects) +
         fmt::format("**{}**: {}.\n\n", VerdictHead(ledger),
                     VerdictCounts(ledger, standing.total)) +
         Topics(ledger, standing) + FateCounts(standing.total) +
         Requirements(suite.catalogue, standing.fates) + Failures(cases, suite.catalogue) +
         SecondLooks(cases) + Stale(ledger);
}

MarkdownPage::MarkdownPage(const std::filesystem::path& path) : path_(path) {
  file_.emplace(path);
  if (!std::filesystem::exists(path)) return;
  try {
    UpdatePage(path.string(), "", kMarker);
  } catch (const std::invalid_argument& error) {
    throw ReportError(std::string(error.what()) +
                      ": add them where the report belongs, or choose a page that does not exist");
  }
}

void MarkdownPage::Commit(const std::string& report,
                          const std::vector<SubjectInfo>& subjects) const {
  if (!std::filesystem::exists(path_)) file_->Commit(Heading(subjects));
  try {
    file_->Commit(UpdatePage(path_.string(), report, kMarker).content);
  } catch (const std::invalid_argument& error) {
    throw ReportError(error.what());
  }
}

}  // namespace bitsproof::conformance
