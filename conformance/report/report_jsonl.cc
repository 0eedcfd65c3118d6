#include "conformance/report/report_jsonl.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <utility>

#include "conformance/json/json_text.h"
#include "conformance/json/schema.h"

namespace bitsproof::conformance {
namespace {

Json ToJson(const SubjectInfo& info) {
  return {{"mode", ToString(info.mode)},  {"name", info.name},
          {"version", info.version},      {"profile", info.profile},
          {"profiles", info.profiles},    {"capabilities", info.capabilities},
          {"principals", info.principals}};
}

SubjectInfo ReadSubjectInfo(const Json& json) {
  return {.name = json.at("name"),
          .version = json.at("version"),
          .profile = json.at("profile"),
          .profiles = json.at("profiles"),
          .capabilities = json.at("capabilities"),
          .principals = json.at("principals"),
          .mode = ModeNamed(json.at("mode").get<std::string>())};
}

Json ToJson(const RunHeader& header) {
  Json subjects = Json::array();
  for (const SubjectInfo& info : header.subjects) subjects.push_back(ToJson(info));
  Json scenarios = Json::object();
  for (const auto& [id, digest] : header.scenario_digests) scenarios[id] = digest;
  Json json = {{"format", "1.0"},
               {"version", header.version},
               {"subject", header.subject},
               {"subjects", std::move(subjects)},
               {"seed", header.seed},
               {"strict", ToString(header.strict)},
               {"shard", ToString(header.shard)},
               {"selected", header.selected},
               {"scenarioDigest", header.digest},
               {"scenarios", std::move(scenarios)}};
  if (header.baseline) {
    json["baseline"] = {{"digest", header.baseline->digest}, {"stale", header.baseline->stale}};
  }
  if (!header.broken_off.empty()) json["brokenOff"] = header.broken_off;
  return json;
}

RunHeader ReadHeader(const Json& json) {
  RunHeader header;
  header.version = json.at("version");
  header.subject = json.at("subject");
  for (const Json& subject : json.at("subjects")) {
    header.subjects.push_back(ReadSubjectInfo(subject));
  }
  header.seed = json.at("seed");
  header.strict = *ParseLevel(json.at("strict").get<std::string>());
  try {
    header.shard = ParseShard(json.at("shard"));
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("/shard: ") + error.what());
  }
  header.selected = json.at("selected");
  header.digest = json.at("scenarioDigest");
  for (const auto& [id, digest] : json.at("scenarios").items()) {
    header.scenario_digests[id] = digest;
  }
  if (const auto it = json.find("baseline"); it != json.end()) {
    header.baseline = BaselineUse{it->at("digest"), it->at("stale")};
  }
  if (const auto it = json.find("brokenOff"); it != json.end()) header.broken_off = *it;
  return header;
}

Json Summary(const Tally& tally, const RequirementCounts& requirements, double seconds) {
  Json skipped = Json::object();
  for (const auto& [reason, count] : tally.skip_reasons) skipped[reason] = count;
  return {{"cases", tally.cases},
          {"run", tally.run()},
          {"passed", tally.passed},
          {"failed", tally.failed},
          {"inconclusive", tally.inconclusive},
          {"harnessErrors", tally.harness_errors},
          {"expectedFailures", tally.expected_failures},
          {"unexpectedPasses", tally.unexpected_passes},
          {"changedFailures", tally.changed_failures},
          {"staleEntries", tally.stale_entries},
          {"secondLooks", tally.second_looks},
          {"skipped", std::move(skipped)},
          {"checks", tally.checks},
          {"checksFailed", tally.checks_failed},
          {"requirements", ToJson(requirements)},
          {"seconds", seconds}};
}

// What must agree between the parts of one run; everything but the shard.
Json Identity(RunHeader header) {
  header.shard.index = 1;
  return ToJson(header);
}

// The first member in which two headers differ.
std::string Difference(const Json& a, const Json& b) {
  for (const auto& [key, value] : a.items()) {
    if (b.find(key) == b.end() || b.at(key) != value) return key;
  }
  for (const auto& [key, value] : b.items()) {
    if (a.find(key) == a.end()) return key;
  }
  return "header";
}

void CheckHeaders(const std::vector<Results>& parts, const std::vector<std::string>& names) {
  const Json first = Identity(parts[0].header);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Json other = Identity(parts[i].header);
    if (other == first) continue;
    throw ResultsError(names[i] + " is of another run than " + names[0] + ": they differ in \"" +
                       Difference(first, other) + "\"");
  }
}

void CheckShards(const std::vector<Results>& parts, const std::vector<std::string>& names) {
  std::map<std::uint64_t, std::string> seen;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Shard& shard = parts[i].header.shard;
    const auto [it, inserted] = seen.emplace(shard.index, names[i]);
    if (!inserted) {
      throw ResultsError(names[i] + " is shard " + ToString(shard) + ", and so is " + it->second);
    }
  }
  const std::uint64_t count = parts[0].header.shard.count;
  for (std::uint64_t index = 1; index <= count; ++index) {
    if (!seen.contains(index))
      throw ResultsError("shard " + ToString(Shard{index, count}) + " is missing");
  }
}

void CheckCases(const Results& merged) {
  std::set<std::pair<std::string, Mode>> seen;
  for (const CaseResult& result : merged.cases) {
    if (seen.emplace(result.case_id, result.mode).second) continue;
    throw ResultsError("the case " + result.case_id + " (" + std::string(ToString(result.mode)) +
                       ") is there twice");
  }
  if (merged.cases.size() == merged.header.selected) return;
  throw ResultsError("the shards hold " + std::to_string(merged.cases.size()) + " cases of " +
                     std::to_string(merged.header.selected));
}

// Deals the cards back: case k of the run is the next of shard k mod n.
std::vector<CaseResult> Interleave(const std::vector<Results>& parts) {
  std::vector<const Results*> by_shard(parts.size());
  std::size_t longest = 0;
  for (const Results& part : parts) {
    by_shard[part.header.shard.index - 1] = &part;
    longest = std::max(longest, part.cases.size());
  }
  std::vector<CaseResult> cases;
  for (std::size_t row = 0; row < longest; ++row) {
    for (const Results* part : by_shard) {
      if (row < part->cases.size()) cases.push_back(part->cases[row]);
    }
  }
  return cases;
}

// Reads the lines of one file; knows where it is.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : path_(path.string()), stream_(path) {
    if (!stream_) throw ResultsError(path_ + ": cannot be read");
  }

  Results Read() {
    Results results;
    results.header = Header();
    while (true) {
      const Json json = Next("case", "end");
      if (json.contains("summary")) break;
      results.cases.push_back(CaseResultFromJson(json));
    }
    std::string rest;
    if (std::getline(stream_, rest))
      throw ResultsError(path_ + ": something follows the summary line");
    return results;
  }

 private:
  // The next line, which has the form called `form`, or the form `other` when it has a summary.
  Json Next(std::string_view form, std::string_view other = "") {
    std::string text;
    ++line_;
    if (!std::getline(stream_, text)) {
      throw ResultsError(path_ + ": is cut short: there is no summary line");
    }
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) throw ResultsError(Place() + "is not JSON");
    if (!other.empty() && json.is_object() && json.contains("summary")) form = other;
    const std::string wrong = WrongForm(*BuiltInSchema("results-1.0").Find(form), json);
    if (!wrong.empty()) throw ResultsError(Place() + wrong);
    return json;
  }

  RunHeader Header() {
    const Json json = Next("header");
    try {
      return ReadHeader(json);
    } catch (const std::invalid_argument& problem) {
      throw ResultsError(Place() + problem.what());
    }
  }

  std::string Place() const { return path_ + ":" + std::to_string(line_) + ": "; }

  std::string path_;
  std::ifstream stream_;
  std::size_t line_ = 0;
};

}  // namespace

std::string WriteResults(const RunHeader& header, const std::vector<CaseResult>& cases,
                         const Tally& tally, const RequirementCounts& requirements,
                         double seconds) {
  std::string text = ToLine(ToJson(header)) + "\n";
  for (const CaseResult& result : cases) text += ToLine(ToJson(result)) + "\n";
  return text + ToLine(Json{{"summary", Summary(tally, requirements, seconds)}}) + "\n";
}

Results ReadResults(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path)) throw ResultsError(path.string() + ": is a directory");
  return Reader(path).Read();
}

Results MergeResults(const std::vector<Results>& parts, const std::vector<std::string>& names) {
  if (parts.empty()) throw ResultsError("there is nothing to merge");
  CheckHeaders(parts, names);
  CheckShards(parts, names);
  Results merged;
  merged.header = parts[0].header;
  merged.header.shard = Shard{};
  merged.cases = Interleave(parts);
  CheckCases(merged);
  return merged;
}

}  // namespace bitsproof::conformance
