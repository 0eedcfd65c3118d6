#include "conformance/report/requirements_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bitsproof::conformance {
namespace {

Coverage CoverageOf(const Ledger& ledger, const std::string& id) {
  const auto it = ledger.coverage().find(id);
  return it == ledger.coverage().end() ? Coverage{} : it->second;
}

std::string CoverageText(const Requirement& requirement, const Ledger& ledger) {
  if (!requirement.excluded.empty()) return "excluded: " + requirement.excluded;
  const Coverage coverage = CoverageOf(ledger, requirement.id);
  if (coverage.passed + coverage.failed == 0) return "NOT COVERED";
  return fmt::format("{} passed, {} not", coverage.passed, coverage.failed);
}

std::string MarkdownRow(const std::string& name, const TopicCoverage& coverage) {
  return fmt::format("| {} | {} | {} | {} | {} |\n", name, coverage.requirements, coverage.covered,
                     coverage.disputed, coverage.excluded);
}

}  // namespace

std::string MarkdownCell(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

std::string RequirementsText(const Catalogue& catalogue, const Ledger& ledger) {
  std::string text;
  for (const auto& [name, topic] : catalogue.topics()) {
    const TopicCoverage coverage = ledger.CoverageOf(name);
    text += fmt::format("{}: {} ({}/{} covered)\n", name, topic.title, coverage.covered,
                        coverage.requirements);
    for (const std::size_t index : topic.requirements) {
      const Requirement& requirement = catalogue.requirements()[index];
      text += fmt::format("  {:<18} {:<6} {:<10} {}\n", requirement.id, ToString(requirement.level),
                          ToString(requirement.status), requirement.statement);
      text += fmt::format("  {:<18} {}\n", "", CoverageText(requirement, ledger));
    }
  }
  const TopicCoverage total = ledger.total_coverage();
  return text + fmt::format("{} of {} requirements covered, {} disputed, {} excluded\n",
                            total.covered, total.requirements, total.disputed, total.excluded);
}

std::string RequirementsMarkdown(const Catalogue& catalogue, const Ledger& ledger) {
  std::string text =
      "| topic | requirements | covered | disputed | excluded |\n"
      "|---|---:|---:|---:|---:|\n";
  for (const auto& [name, topic] : catalogue.topics()) {
    text += MarkdownRow(MarkdownCell(fmt::format("{}: {}", name, topic.title)),
                        ledger.CoverageOf(name));
  }
  return text + MarkdownRow("**all**", ledger.total_coverage());
}

Json RequirementsJson(const Catalogue& catalogue, const Ledger& ledger) {
  Json topics = Json::array();
  for (const auto& [name, topic] : catalogue.topics()) {
    Json rows = Json::array();
    for (const std::size_t index : topic.requirements) {
      const Requirement& requirement = catalogue.requirements()[index];
      const Coverage coverage = CoverageOf(ledger, requirement.id);
      Json row = {{"id", requirement.id},
                  {"level", ToString(requirement.level)},
                  {"status", ToString(requirement.status)},
                  {"statement", requirement.statement},
                  {"source", requirement.source},
                  {"passed", coverage.passed},
                  {"failed", coverage.failed}};
      if (!requirement.readings.empty()) row["readings"] = requirement.readings;
      if (!requirement.excluded.empty()) row["excluded"] = requirement.excluded;
      rows.push_back(std::move(row));
    }
    topics.push_back({{"topic", name}, {"title", topic.title}, {"requirements", std::move(rows)}});
  }
  return {{"topics", std::move(topics)}};
}

PageUpdate UpdatePage(const std::string& path, const std::string& block, const std::string& name) {
  const std::string begin_line = "<!-- " + name + ":begin -->\n";
  const std::string end_line = "<!-- " + name + ":end -->";
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::invalid_argument(path + " cannot be read");
  std::ostringstream content;
  content << stream.rdbuf();
  std::string page = content.str();
  const std::size_t marker = page.find(begin_line);
  const std::size_t end = page.find(end_line, marker == std::string::npos ? 0 : marker);
  if (marker == std::string::npos || end == std::string::npos) {
    throw std::invalid_argument(
        fmt::format("{} lacks the lines <!-- {}:begin --> and <!-- {}:end -->", path, name, name));
  }
  const std::size_t begin = marker + begin_line.size();
  PageUpdate update;
  update.stale = page.substr(begin, end - begin) != block;
  update.content = page.replace(begin, end - begin, block);
  return update;
}

}  // namespace bitsproof::conformance
