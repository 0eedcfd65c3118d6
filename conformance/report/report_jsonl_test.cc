#include "conformance/report/report_jsonl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/json/json_text.h"
#include "conformance/run/testing/sample_results.h"
#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

RunHeader SampleHeader() {
  RunHeader header;
  header.version = "0.1.0";
  header.subject = "reference";
  SubjectInfo info;
  info.name = "reference";
  info.version = "0.1.0";
  info.profile = "10.3";
  info.capabilities = {"job.create"};
  header.subjects = {info};
  header.seed = 7;
  header.selected = 6;
  header.digest = "abc";
  header.scenario_digests = {{"limits.per-user", "123"}};
  return header;
}

std::string Write(const RunHeader& header, const std::vector<CaseResult>& cases) {
  Tally tally;
  for (const CaseResult& result : cases) tally.Add(result);
  return WriteResults(header, cases, tally, RequirementCounts(), 1.5);
}

// The header of a results file, as it stands there.
Json HeaderLine() {
  const std::string text = Write(SampleHeader(), {});
  return Json::parse(text.substr(0, text.find('\n')));
}

std::string ErrorOfFile(const std::string& content) {
  TemporaryFolder folder;
  folder.Write("r.jsonl", content);
  try {
    ReadResults(folder / "r.jsonl");
  } catch (const ResultsError& error) {
    const std::string what = error.what();
    return what.substr(what.find("r.jsonl"));
  }
  return "accepted";
}

// The sample dealt to `count` shards.
std::vector<Results> Deal(std::uint64_t count) {
  const auto cases = SampleResults();
  std::vector<Results> parts(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    parts[i].header = SampleHeader();
    parts[i].header.shard = {i + 1, count};
    for (std::size_t k = 0; k < cases.size(); ++k) {
      if (parts[i].header.shard.Takes(k)) parts[i].cases.push_back(cases[k]);
    }
  }
  return parts;
}

std::string ErrorOfMerge(const std::vector<Results>& parts) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < parts.size(); ++i) names.push_back("part" + std::to_string(i + 1));
  try {
    MergeResults(parts, names);
  } catch (const ResultsError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ResultsFile, HasAHeaderThenALineForEachCaseThenASummary) {
  const std::string text = Write(SampleHeader(), SampleResults());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8);
  EXPECT_TRUE(text.starts_with(R"({"format":"1.0","version":"0.1.0","subject":"reference",)"));
  EXPECT_THAT(text,
              EndsWith(R"({"summary":{"cases":6,"run":5,"passed":2,"failed":1,"inconclusive":1,)"
                       R"("harnessErrors":1,"expectedFailures":0,"unexpectedPasses":0,)"
                       R"("changedFailures":0,"staleEntries":0,"secondLooks":0,)"
                       R"("skipped":{"needs capability service.restart":1},)"
                       R"("checks":4,"checksFailed":1,"requirements":)" +
                       ToJson(RequirementCounts()).dump() +
                       R"(,"seconds":1.5}})"
                       "\n"));
}

TEST(ResultsFile, SurvivesBeingReadBack) {
  TemporaryFolder folder;
  const std::string text = Write(SampleHeader(), SampleResults());
  folder.Write("r.jsonl", text);
  const Results results = ReadResults(folder / "r.jsonl");
  EXPECT_EQ(Write(results.header, results.cases), text);
}

TEST(ResultsFile, CarriesBytesThatAreNoUtf8) {
  CaseResult result = SamplePass();
  result.events = {"broken \xFF byte"};
  const std::string text = Write(SampleHeader(), {result});
  EXPECT_THAT(text, HasSubstr("broken \xEF\xBF\xBD byte"));
}

TEST(ResultsFile, RefusesAFileThatIsCutShort) {
  std::string text = Write(SampleHeader(), SampleResults());
  text.resize(text.rfind("{\"summary\""));
  EXPECT_EQ(ErrorOfFile(text), "r.jsonl: is cut short: there is no summary line");
  EXPECT_EQ(ErrorOfFile(""), "r.jsonl: is cut short: there is no summary line");
}

TEST(ResultsFile, RefusesLinesAfterTheSummary) {
  EXPECT_EQ(ErrorOfFile(Write(SampleHeader(), {}) + "{}\n"),
            "r.jsonl: something follows the summary line");
}

TEST(ResultsFile, NamesTheLineThatIsNoJson) {
  std::string text = Write(SampleHeader(), SampleResults());
  text.insert(text.find('\n') + 1, "oops\n");
  EXPECT_EQ(ErrorOfFile(text), "r.jsonl:2: is not JSON");
}

TEST(ResultsFile, NamesTheLineAndMemberThatIsWrong) {
  Json broken = ToJson(SamplePass());
  broken["checks"][0]["requirement"] = 7;
  const std::string header = ToLine(HeaderLine()) + "\n";
  EXPECT_EQ(ErrorOfFile(header + ToLine(broken) + "\n"),
            "r.jsonl:2: /checks/0/requirement: must be a text, not 7");
}

TEST(ResultsFile, RefusesAnotherFormat) {
  Json header = HeaderLine();
  header["format"] = "9";
  EXPECT_EQ(ErrorOfFile(ToLine(header) + "\n"), "r.jsonl:1: /format: must be \"1.0\", not \"9\"");
  EXPECT_EQ(ErrorOfFile("[]\n"), "r.jsonl:1: must be a header, not []");
}

TEST(ResultsFile, RefusesAHeaderMemberThatIsWrong) {
  for (const auto& [member, value] : {std::pair<const char*, Json>{"shard", "5/2"},
                                      {"strict", "often"},
                                      {"seed", "7"},
                                      {"subjects", 1},
                                      {"scenarios", 2},
                                      {"selected", -1}}) {
    Json header = HeaderLine();
    header[member] = value;
    EXPECT_THAT(ErrorOfFile(ToLine(header) + "\n"),
                HasSubstr("r.jsonl:1: /" + std::string(member) + ": "));
  }
}

TEST(ResultsFile, RefusesWhatIsNoFile) {
  EXPECT_THROW(ReadResults("/nowhere/at/all"), ResultsError);
  TemporaryFolder folder;
  EXPECT_THROW(ReadResults(folder.path()), ResultsError);
}

TEST(MergeResults, RestoresTheOrderOfTheWholeRun) {
  for (const std::uint64_t count : {1u, 2u, 3u, 4u, 6u, 8u}) {
    std::vector<Results> parts = Deal(count);
    std::reverse(parts.begin(), parts.end());
    const Results merged = MergeResults(parts, std::vector<std::string>(count, "x"));
    EXPECT_EQ(Write(merged.header, merged.cases), Write(SampleHeader(), SampleResults())) << count;
  }
}

TEST(MergeResults, RefusesPartsOfDifferentRuns) {
  auto parts = Deal(2);
  parts[1].header.seed = 8;
  EXPECT_EQ(ErrorOfMerge(parts), "part2 is of another run than part1: they differ in \"seed\"");
  parts = Deal(2);
  parts[1].header.digest = "other";
  EXPECT_EQ(ErrorOfMerge(parts),
            "part2 is of another run than part1: they differ in \"scenarioDigest\"");
  parts = Deal(2);
  parts[1].header.shard.count = 3;
  EXPECT_EQ(ErrorOfMerge(parts), "part2 is of another run than part1: they differ in \"shard\"");
}

TEST(MergeResults, RefusesAShardThatIsMissing) {
  auto parts = Deal(3);
  parts.erase(parts.begin() + 1);
  EXPECT_EQ(ErrorOfMerge(parts), "shard 2/3 is missing");
}

TEST(MergeResults, RefusesAShardThatIsThereTwice) {
  auto parts = Deal(2);
  parts.push_back(parts[0]);
  EXPECT_EQ(ErrorOfMerge(parts), "part3 is shard 1/2, and so is part1");
}

TEST(MergeResults, RefusesACaseThatIsThereTwice) {
  auto parts = Deal(2);
  parts[1].cases[0] = parts[0].cases[0];
  EXPECT_EQ(ErrorOfMerge(parts), "the case limits.per-user[jobType=download] (sim) is there twice");
}

TEST(MergeResults, RefusesPartsThatDoNotMakeUpTheWhole) {
  auto parts = Deal(2);
  parts[1].cases.pop_back();
  EXPECT_EQ(ErrorOfMerge(parts), "the shards hold 5 cases of 6");
}

TEST(MergeResults, RefusesNothing) { EXPECT_EQ(ErrorOfMerge({}), "there is nothing to merge"); }

}  // namespace
}  // namespace bitsproof::conformance
