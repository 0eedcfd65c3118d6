#include "conformance/report/requirements_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bitsproof::conformance {
namespace {

std::string MarkdownRow(const std::string& name, const RequirementCounts& counts) {
  using V = RequirementVerdict;
  const std::uint64_t counted =
      counts.judged() + counts.Of(V::kObserved) + counts.Of(V::kNotYet) + counts.Of(V::kExcluded);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", name, counts.all(), counts.judged(),
                     counts.Of(V::kObserved), counts.Of(V::kNotYet), counts.Of(V::kExcluded),
                     counts.all() - counted);
}

}  // namespace

std::string MarkdownCell(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

std::string RequirementsText(const Catalogue& catalogue, const RequirementStanding& standing) {
  std::string text;
  for (const auto& [name, topic] : catalogue.topics()) {
    text += fmt::format("{}: {} ({})\n", name, topic.title, Describe(standing.topics.at(name)));
    for (const std::size_t index : topic.requirements) {
      const Requirement& requirement = catalogue.requirements()[index];
      const RequirementFate& fate = standing.fates.at(requirement.id);
      text += fmt::format("  {:<18} {:<6} {:<10} {}\n", requirement.id, ToString(requirement.level),
                          ToString(requirement.status), requirement.statement);
      text += fmt::format("  {:<18} {}: {}\n", "", ToString(fate.verdict), fate.why);
    }
  }
  return text + Describe(standing.total) + "\n";
}

std::string RequirementsMarkdown(const Catalogue& catalogue, const RequirementStanding& standing) {
  std::string text =
      "| topic | requirements | judged | only observed | not yet | nothing to check | others |\n"
      "|---|---:|---:|---:|---:|---:|---:|\n";
  for (const auto& [name, topic] : catalogue.topics()) {
    text += MarkdownRow(MarkdownCell(fmt::format("{}: {}", name, topic.title)),
                        standing.topics.at(name));
  }
  return text + MarkdownRow("**all**", standing.total);
}

Json RequirementsJson(const Catalogue& catalogue, const RequirementStanding& standing) {
  Json topics = Json::array();
  for (const auto& [name, topic] : catalogue.topics()) {
    Json rows = Json::array();
    for (const std::size_t index : topic.requirements) {
      const Requirement& requirement = catalogue.requirements()[index];
      const RequirementFate& fate = standing.fates.at(requirement.id);
      Json row = {{"id", requirement.id},
                  {"level", ToString(requirement.level)},
                  {"status", ToString(requirement.status)},
                  {"statement", requirement.statement},
                  {"source", requirement.source},
                  {"verdict", ToString(fate.verdict)},
                  {"why", fate.why}};
      if (!requirement.readings.empty()) row["readings"] = requirement.readings;
      if (!requirement.controls.empty()) row["controls"] = requirement.controls;
      if (!requirement.not_yet.empty()) row["notYet"] = requirement.not_yet;
      if (!requirement.excluded.empty()) row["excluded"] = requirement.excluded;
      rows.push_back(std::move(row));
    }
    topics.push_back({{"topic", name},
                      {"title", topic.title},
                      {"counts", ToJson(standing.topics.at(name))},
                      {"requirements", std::move(rows)}});
  }
  return {{"counts", ToJson(standing.total)}, {"topics", std::move(topics)}};
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
