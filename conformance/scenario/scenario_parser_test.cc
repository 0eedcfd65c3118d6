#include "conformance/scenario/scenario_parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace bitsproof::conformance {
namespace {

namespace fs = std::filesystem;

constexpr char kTestData[] = BITSPROOF_SOURCE_DIR "/conformance/testdata";

std::vector<fs::path> ScenariosIn(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.path().filename().string().ends_with("expected.json")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Listed(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text += "  " + ToString(problem) + "\n";
  return text;
}

bool IsAmong(const Json& expected, const std::vector<Problem>& problems) {
  const auto pointer = expected["pointer"].get<std::string>();
  const auto part = expected["message"].get<std::string>();
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
    return problem.pointer == pointer && problem.message.find(part) != std::string::npos;
  });
}

Scenario ParseGood(const std::string& members) {
  Scenario scenario;
  const auto problems = ParseScenario("some/topic/x.json",
                                      R"({"format": "1.0", "id": "topic.x", "title": "X.",
                        "setup": {"principals": {"alice": "standard"}},
                        "steps": [{"id": "a", "call": "job.resume", "as": "alice", "with": {"job": "{1}"},
                                   "check": {"id": "c", "requirement": "R-1", "level": "should"}}])" +
                                          members + "}",
                                      &scenario);
  EXPECT_TRUE(problems.empty()) << Listed(problems);
  return scenario;
}

TEST(ParseScenario, FindsExactlyWhatIsWrongInTheInvalidFiles) {
  const auto files = ScenariosIn(fs::path(kTestData) / "invalid" / "engine");
  ASSERT_GE(files.size(), 25u);
  for (const fs::path& file : files) {
    std::ifstream stream(fs::path(file).replace_extension(".expected.json"));
    const Json expected = Json::parse(stream)["problems"];
    Scenario scenario;
    const auto problems = ParseScenarioFile(file.string(), &scenario);
    EXPECT_EQ(problems.size(), expected.size()) << file << "\n" << Listed(problems);
    for (const Json& problem : expected) {
      EXPECT_TRUE(IsAmong(problem, problems)) << file << ": " << problem << "\n"
                                              << Listed(problems);
    }
  }
}

TEST(ParseScenario, AcceptsTheValidFiles) {
  for (const char* folder : {"valid_fail", "valid_pass"}) {
    for (const fs::path& file : ScenariosIn(fs::path(kTestData) / folder / "engine")) {
      Scenario scenario;
      const auto problems = ParseScenarioFile(file.string(), &scenario);
      EXPECT_TRUE(problems.empty()) << Listed(problems);
    }
  }
}

TEST(ParseScenario, TakesTheFolderAsTopic) {
  const Scenario scenario = ParseGood("");
  EXPECT_EQ(scenario.topic, "topic");
  EXPECT_EQ(scenario.id, "topic.x");
  EXPECT_EQ(scenario.title, "X.");
}

TEST(ParseScenario, RunsInBothModesUnlessItSaysOtherwise) {
  EXPECT_TRUE(ParseGood("").needs.sim && ParseGood("").needs.live);
  const Needs needs =
      ParseGood(R"(, "needs": {"modes": ["live"], "profile": {"min": "2.0"}})").needs;
  EXPECT_FALSE(needs.sim);
  EXPECT_TRUE(needs.live);
  EXPECT_EQ(needs.profile_min, "2.0");
  EXPECT_EQ(needs.profile_max, std::nullopt);
}

TEST(ParseScenario, ReadsStepsWithTheirPointers) {
  const Scenario scenario = ParseGood("");
  ASSERT_EQ(scenario.steps.size(), 1u);
  const Step& step = scenario.steps[0];
  EXPECT_TRUE(std::holds_alternative<CallStep>(step.command));
  EXPECT_EQ(step.pointer, "/steps/0");
  EXPECT_EQ(step.check->requirement, "R-1");
  EXPECT_EQ(step.check->level, Level::kShould);
}

TEST(ParseScenario, ReadsLimitsForBothModesOrEach) {
  using namespace std::chrono_literals;
  EXPECT_EQ(ParseGood(R"(, "within": "5s")").within, Duration(5s));
  EXPECT_EQ(ParseGood(R"(, "within": "5s")").within_live, Duration(5s));
  const Scenario scenario = ParseGood(R"(, "within": {"sim": "90d"})");
  EXPECT_EQ(scenario.within, Duration(90 * 24h));
  EXPECT_EQ(scenario.within_live, std::nullopt);
}

TEST(ParseScenario, ReadsEvidenceAndKills) {
  const Scenario scenario = ParseGood(
      R"(, "evidence": {"calls": {"job.resume": {"succeeded": 1}}, "checks": 2}, "kills": ["a.b-c"])");
  EXPECT_EQ(scenario.evidence.calls.at("job.resume").succeeded, 1u);
  EXPECT_EQ(scenario.evidence.calls.at("job.resume").failed, 0u);
  EXPECT_EQ(scenario.evidence.checks, 2u);
  EXPECT_EQ(scenario.kills, std::vector<std::string>{"a.b-c"});
}

TEST(ParseScenario, KeepsTheOrderOfAxes) {
  const Scenario scenario = ParseGood(R"(, "matrix": {"z": [1], "a": [2]})");
  EXPECT_EQ(scenario.matrix[0].first, "z");
  EXPECT_EQ(scenario.matrix[1].first, "a");
}

TEST(ParseScenarioFile, ReportsAFileThatCannotBeRead) {
  Scenario scenario;
  const auto problems = ParseScenarioFile("/nonexistent/x.json", &scenario);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].message, "the file cannot be read");
}

TEST(ProblemToString, NamesFileAndPlace) {
  EXPECT_EQ(ToString(Problem{"a.json", "/b", "wrong"}), "a.json#/b: wrong");
  EXPECT_EQ(ToString(Problem{"a.json", "", "wrong"}), "a.json: wrong");
}

}  // namespace
}  // namespace bitsproof::conformance
