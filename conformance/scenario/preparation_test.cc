#include "conformance/scenario/preparation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/json/schema.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A scenario with one step, prepared.
std::string Text(const std::string& matrix, const std::string& more = "") {
  return R"({"format": "1.0", "id": "topic.x", "title": "X.", "matrix": )" + matrix +
         R"(, "prepare": "job-in-state", "steps": [{"id": "a", "call": "job.resume", "as": "alice",
         "with": {"job": {"$var": "job"}}, "check": {"id": "c", "requirement": "R-1", "level": "must"}}])" +
         more + "}";
}

std::vector<std::string> ProblemsOf(const std::string& text) {
  Scenario scenario;
  std::vector<std::string> problems;
  for (const Problem& problem : ParseScenario("some/topic/x.json", text, &scenario)) {
    problems.push_back(problem.pointer + ": " + problem.message);
  }
  return problems;
}

Scenario ParseGood(const std::string& text) {
  EXPECT_THAT(ProblemsOf(text), IsEmpty());
  Scenario scenario;
  ParseScenario("some/topic/x.json", text, &scenario);
  return scenario;
}

std::vector<std::string> StepsOf(const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const Step& step : scenario.steps) ids.push_back(step.id);
  return ids;
}

TEST(Preparations, HaveTheFormOfTheSchema) {
  ASSERT_THAT(PreparationNames(), Contains("job-in-state"));
  const Form& form = *BuiltInSchema("scenario-1.0").Find("preparation");
  for (const std::string_view name : PreparationNames()) {
    EXPECT_EQ(WrongForm(form, PreparationNamed(name)), "") << name;
  }
}

TEST(PreparedScenario, BeginsWithTheStepsThatItsCasesNeed) {
  const Scenario scenario = ParseGood(Text(R"({"state": ["SUSPENDED", "CANCELLED"]})"));
  EXPECT_EQ(scenario.preparation, "job-in-state");
  EXPECT_THAT(StepsOf(scenario), ElementsAre("prepare-control", "prepare-create", "prepare-add",
                                             "prepare-cancel", "prepare-state", "a"));
  EXPECT_EQ(scenario.steps[3].when->in, std::vector<Json>{"CANCELLED"});
  EXPECT_EQ(scenario.steps[0].pointer, "/prepare");
  EXPECT_EQ(scenario.steps[5].pointer, "/steps/0");
}

TEST(PreparedScenario, HasTheSetupAndTheNeedsOfBoth) {
  const Scenario scenario = ParseGood(Text(R"({"state": ["ERROR"]})",
                                           R"(, "needs": {"capabilities": ["job.cancel"]},
              "setup": {"principals": {"alice": "administrator", "bob": "standard"}, "directories": ["d"],
                        "policy": {"MaxJobsPerUser": 3}, "origins": {"web": {"resources": {}}}})"));
  EXPECT_THAT(scenario.needs.capabilities,
              ElementsAre("job.cancel", "job.create", "job.files", "job.transfer.http"));
  ASSERT_EQ(scenario.setup.principals.size(), 2u);
  EXPECT_EQ(scenario.setup.principals[0].second.written(), "administrator");
  EXPECT_THAT(scenario.setup.directories, ElementsAre("job", "d"));
  ASSERT_EQ(scenario.setup.origins.size(), 2u);
  EXPECT_EQ(scenario.setup.origins[1].first, "web");
  EXPECT_EQ(scenario.setup.policy.written(), (Json{{"MaxJobsPerUser", 3}}));
}

TEST(PreparedScenario, TellsWhatDoesNotFit) {
  EXPECT_THAT(ProblemsOf(Text(R"({"kind": ["standard"]})")),
              Contains(HasSubstr("/prepare: the preparation reads the axis \"state\"")));
  EXPECT_THAT(ProblemsOf(Text(R"({"state": ["ERROR", "HAPPY"]})")),
              Contains(HasSubstr("/matrix/state/1: the preparation does not know \"HAPPY\"")));
  EXPECT_THAT(ProblemsOf(Text(R"({"state": ["ERROR"]})",
                              R"(, "setup": {"origins": {"states": {"resources": {}}}})")),
              Contains(HasSubstr("/setup/origins/states: the preparation has \"states\" already")));
  std::string other = Text(R"({"state": ["ERROR"]})");
  other.replace(other.find("job-in-state"), 12, "job-in-stade");
  EXPECT_THAT(ProblemsOf(other), Contains(HasSubstr("/prepare: unknown preparation")));
}

}  // namespace
}  // namespace bitsproof::conformance
