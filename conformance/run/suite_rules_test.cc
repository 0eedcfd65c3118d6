#include "conformance/run/suite_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A catalogue of one page with one row, which a test changes.
class RequirementRules : public ::testing::Test {
 protected:
  RequirementRules() {
    catalogue_.AddPages({"creating-a-job"});
    row_.id = "A-1";
    row_.source = "creating-a-job";
    row_.file = "a.json";
    row_.pointer = "/requirements/0";
  }

  std::vector<std::string> Problems() {
    catalogue_.Add(row_, "T");
    std::vector<Problem> problems;
    CheckRequirement(row_, catalogue_, problems);
    std::vector<std::string> texts;
    for (const Problem& problem : problems) texts.push_back(ToString(problem));
    return texts;
  }

  Catalogue catalogue_;
  Requirement row_;
};

TEST_F(RequirementRules, AcceptAPageThatIsListed) { EXPECT_THAT(Problems(), IsEmpty()); }

TEST_F(RequirementRules, AcceptAStandardBesideThePageOnly) {
  row_.source = "creating-a-job, RFC 9110 10.2.2";
  EXPECT_THAT(Problems(), IsEmpty());
  row_.id = "A-2";
  row_.source = "RFC 9110 10.2.2";
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("A-2 is called documented, but")));
}

TEST_F(RequirementRules, RefuseWhatIsNoPageInAnythingThatMustBe) {
  row_.source = "creating-a-job, kept-list";
  EXPECT_THAT(Problems(), ElementsAre("a.json#/requirements/0/source: A-1 must be, but its source "
                                      "\"kept-list\" is not a page of pages.json"));
}

TEST_F(RequirementRules, RefuseADocumentedRowWithoutAPageAtAnyLevel) {
  row_.level = Level::kShould;
  row_.source = "no page: follows from other rows";
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("call it observed or inferred")));
}

TEST_F(RequirementRules, AcceptOtherSourcesOfWhatIsNotDocumented) {
  row_.level = Level::kShould;
  row_.status = Status::kObserved;
  row_.source = "observation: a capture";
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(RequirementRules, RefuseAnyOtherSourceOfADisputedRowThatMustBe) {
  row_.status = Status::kDisputed;
  row_.source = "creating-a-job, a blog";
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("\"a blog\" is not a page")));
}

TEST_F(RequirementRules, WantControlsThatCanBeJudged) {
  Requirement open;
  open.id = "A-3";
  open.not_yet = "uploads";
  catalogue_.Add(open, "T");
  row_.controls = {"A-9", "A-1", "A-3"};
  EXPECT_THAT(
      Problems(),
      ElementsAre(
          "a.json#/requirements/0/controls/0: the catalogue has no requirement A-9",
          "a.json#/requirements/0/controls/1: a requirement is not its own control",
          "a.json#/requirements/0/controls/2: nothing judges A-3, so it can be no control"));
}

// The small suite of the commands, in which a test changes a scenario.
class ScenarioRules : public ::testing::Test, protected CommandBed {
 protected:
  // The problems of third-refused.json with `from` replaced by `to`, without the name of the file.
  std::vector<std::string> ProblemsWith(const std::string& from, const std::string& to) {
    std::string text = kThirdRefused;
    text.replace(text.find(from), from.size(), to);
    folder_.Write("suite/limits/third-refused.json", text);
    std::vector<Problem> problems;
    const Suite suite = LoadSuite(Path("suite"), problems);
    EXPECT_THAT(problems, IsEmpty());
    CheckScenario(*suite.Find("limits.third-refused"), suite.catalogue, mutants_, problems);
    std::vector<std::string> texts;
    for (const Problem& problem : problems)
      texts.push_back(problem.pointer + ": " + problem.message);
    return texts;
  }

  std::vector<std::string> ProblemsWithStep(const std::string& step) {
    return ProblemsWith("{\"id\": \"third\"", step + ", {\"id\": \"third\"");
  }
};

TEST_F(ScenarioRules, AcceptPlumbingThatExpectsSuccess) {
  for (const char* expect : {"\"S_OK\"", R"({"$succeeded": true})", R"({"$any": true})",
                             R"({"$in": ["S_OK", "E_FAIL"]})"}) {
    EXPECT_THAT(ProblemsWithStep(R"({"id": "more", "call": "manager.createJob", "as": "alice",
        "with": {"displayName": "x", "type": "download"}, "expect": {"jobId": {"$guid": true}, "hresult": )" +
                                 std::string(expect) + "}}"),
                IsEmpty())
        << expect;
  }
}

TEST_F(ScenarioRules, RefusePlumbingThatExpectsMore) {
  EXPECT_THAT(ProblemsWithStep(R"({"id": "more", "call": "manager.createJob", "as": "alice",
      "with": {"displayName": "x", "type": "download"}, "expect": {"hresult": "E_INVALIDARG"}})"),
              ElementsAre("/steps/1: the step \"more\" expects more than that the call succeeds: "
                          "give it a `check` with the requirement that says so"));
  EXPECT_THAT(ProblemsWithStep(R"({"id": "more", "call": "manager.createJob", "as": "alice",
      "with": {"displayName": "x", "type": "download"}, "expect": {"hresult": "S_OK", "jobId": "1"}})"),
              ElementsAre(HasSubstr("expects more")));
  EXPECT_THAT(
      ProblemsWithStep(
          R"({"id": "more", "assert": {"calls": "manager.createJob"}, "expect": {"count": 2}})"),
      ElementsAre(HasSubstr("\"more\" asserts something")));
  EXPECT_THAT(ProblemsWithStep(
                  R"({"id": "more", "await": {"job": "x", "state": "QUEUED"}, "within": "1s"})"),
              ElementsAre(HasSubstr("\"more\" waits for something")));
}

TEST_F(ScenarioRules, RefuseACheckAboveTheLevelOfItsRequirement) {
  EXPECT_THAT(
      ProblemsWith("\"requirement\": \"T-2\"", "\"requirement\": \"T-3\""),
      ElementsAre("/steps/1/check/level: the check is \"must\", but T-3 is \"should\"",
                  HasSubstr("limits.three breaks T-2, which no check of the scenario names")));
}

TEST_F(ScenarioRules, RefuseACheckOfWhatNothingCanCheck) {
  std::string rows = kRequirements;
  rows.replace(rows.find("\"source\": \"page\"}"), 16,
               "\"source\": \"page\", \"notYet\": \"uploads\"");
  folder_.Write("suite/requirements/limits.json", rows);
  EXPECT_THAT(ProblemsWith("T-2", "T-2"),
              ElementsAre("/steps/0/check/requirement: the catalogue says that nothing checks T-1: "
                          "not yet, uploads"));
}

TEST_F(ScenarioRules, RefuseAnEndThatNeverComes) {
  EXPECT_THAT(
      ProblemsWith("\"level\": \"must\"}},", "\"level\": \"must\", \"otherwise\": \"end\"}},"),
      ElementsAre(HasSubstr("/steps/0/check/otherwise: a check of level must ends the case "
                            "in any case")));
}

TEST_F(ScenarioRules, RefuseToKillAReading) {
  mutants_.push_back({"reading.other", "T-2", "it reads T-2 otherwise", true});
  EXPECT_THAT(
      ProblemsWith("\"limits.three\"", "\"limits.three\", \"reading.other\""),
      ElementsAre("/kills/2: reading.other is a reading of the pages, which nothing may accuse"));
}

TEST_F(ScenarioRules, TellWhatIsJudgedAndHasNoMutant) {
  std::vector<Problem> problems;
  const Suite suite = LoadSuite(Path("suite"), problems);
  EXPECT_THAT(WithoutMutant(suite, mutants_), IsEmpty());
  mutants_ = {mutants_[1], {"reading.other", "T-1", "it reads T-1 otherwise", true}};
  const auto rows = WithoutMutant(suite, mutants_);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]->id, "T-1");
}

}  // namespace
}  // namespace bitsproof::conformance
