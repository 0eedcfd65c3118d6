#include "conformance/run/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Step StepWithCheck(const std::string& requirement) {
  Step step;
  step.check = Check{"check", requirement, Level::kMust};
  return step;
}

std::shared_ptr<Scenario> MakeScenario(const std::string& topic, const std::string& id,
                                       const std::string& requirement) {
  auto scenario = std::make_shared<Scenario>();
  scenario->topic = topic;
  scenario->id = id;
  scenario->steps = {StepWithCheck(requirement)};
  return scenario;
}

Selection Globs(std::vector<std::string> globs) {
  Selection selection;
  selection.case_globs = std::move(globs);
  return selection;
}

Selection Requirements(std::vector<std::string> globs) {
  Selection selection;
  selection.requirement_globs = std::move(globs);
  return selection;
}

Selection Topics(std::vector<std::string> names) {
  Selection selection;
  selection.topics = std::move(names);
  return selection;
}

// Two topics; the first scenario has two cases, one of them live too.
std::vector<SuiteCase> Suite() {
  const auto limits = MakeScenario("limits", "limits.per-user", "CORE-CREATE-07");
  const auto resume = MakeScenario("resume", "resume.gate", "CORE-RESUME-01");
  const Case upload{limits, {}, "limits.per-user[jobType=upload]"};
  const Case download{limits, {}, "limits.per-user[jobType=download]"};
  return {{download, Mode::kSim},
          {upload, Mode::kSim},
          {upload, Mode::kLive},
          {Case{resume, {}, "resume.gate"}, Mode::kSim}};
}

std::vector<std::string> Taken(const Selection& selection) {
  std::vector<std::string> names;
  for (const SuiteCase& taken : Select(Suite(), selection)) {
    names.push_back(taken.test_case.id + " " + std::string(ToString(taken.mode)));
  }
  return names;
}

std::string ErrorOf(const Selection& selection) {
  try {
    Select(Suite(), selection);
  } catch (const SelectionError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Glob, StandsForAnyCharactersWithAStar) {
  EXPECT_TRUE(GlobMatches("*", ""));
  EXPECT_TRUE(GlobMatches("limits.*", "limits.per-user"));
  EXPECT_TRUE(GlobMatches("*user*", "limits.per-user[a=b]"));
  EXPECT_TRUE(GlobMatches("a*b*c", "aXbYbZc"));
  EXPECT_FALSE(GlobMatches("a*b*c", "aXbYbZ"));
  EXPECT_FALSE(GlobMatches("limits", "limits.per-user"));
}

TEST(Glob, StandsForOneCharacterWithAQuestionMark) {
  EXPECT_TRUE(GlobMatches("a?c", "abc"));
  EXPECT_FALSE(GlobMatches("a?c", "ac"));
  EXPECT_FALSE(GlobMatches("?", ""));
}

TEST(Glob, TakesBracketsLiterally) {
  EXPECT_TRUE(GlobMatches("x[a=b]", "x[a=b]"));
  EXPECT_FALSE(GlobMatches("x[ab]", "xa"));
}

TEST(Glob, IsCaseSensitive) { EXPECT_FALSE(GlobMatches("A*", "abc")); }

TEST(Selection, TakesEverythingWhenNothingIsAsked) { EXPECT_EQ(Taken({}).size(), 4u); }

TEST(Selection, MatchesScenarioIdsAndCaseIds) {
  EXPECT_EQ(Taken(Globs({"limits.per-user"})).size(), 3u);
  EXPECT_THAT(Taken(Globs({"*[jobType=download]"})),
              ElementsAre("limits.per-user[jobType=download] sim"));
}

TEST(Selection, JoinsGlobsOfOneKind) {
  EXPECT_THAT(Taken(Globs({"*download*", "resume.*"})),
              ElementsAre("limits.per-user[jobType=download] sim", "resume.gate sim"));
}

TEST(Selection, NarrowsDownByEachKind) {
  Selection selection = Globs({"*upload*"});
  selection.topics = {"limits"};
  selection.sim = false;
  EXPECT_THAT(Taken(selection), ElementsAre("limits.per-user[jobType=upload] live"));
}

TEST(Selection, FindsTheRequirementsOfChecksInsideRepeat) {
  Scenario scenario;
  Step repeat;
  repeat.command = RepeatStep{{}, {StepWithCheck("B"), StepWithCheck("A"), StepWithCheck("B")}};
  scenario.steps = {repeat};
  EXPECT_THAT(RequirementsOf(scenario), ElementsAre("A", "B"));
}

TEST(Selection, MatchesRequirements) {
  EXPECT_THAT(Taken(Requirements({"CORE-RESUME-*"})), ElementsAre("resume.gate sim"));
}

TEST(Selection, NamesTheGlobThatMatchesNothing) {
  EXPECT_EQ(ErrorOf(Globs({"limits.*", "limit.per"})), "no scenario or case matches 'limit.per'");
  EXPECT_EQ(ErrorOf(Requirements({"X-*"})), "no check names a requirement that matches 'X-*'");
}

TEST(Selection, ListsTheTopicsWhenOneIsUnknown) {
  EXPECT_EQ(ErrorOf(Topics({"limit"})),
            "there is no such topic (there are: limits, resume): 'limit'");
}

TEST(Selection, RefusesConditionsThatLeaveNoCase) {
  Selection contradiction = Globs({"resume.*"});
  contradiction.topics = {"limits"};
  EXPECT_THAT(ErrorOf(contradiction), HasSubstr("no case is left"));
  Selection other_mode = Globs({"resume.*"});
  other_mode.sim = false;
  EXPECT_THAT(ErrorOf(other_mode), HasSubstr("no case is left"));
}

}  // namespace
}  // namespace bitsproof::conformance
