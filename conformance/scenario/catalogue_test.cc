#include "conformance/scenario/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char* const kGood =
    R"({"format": "1.0", "topic": "limits", "title": "Queue limits", "requirements": [
  {"id": "A-1", "level": "must", "status": "documented", "statement": "One.", "source": "page"},
  {"id": "A-2", "level": "may", "status": "disputed", "statement": "Two.", "source": "pages", "readings": ["x", "y"]},
  {"id": "A-3", "level": "may", "status": "inferred", "statement": "Three.", "source": "p", "excluded": "needs a domain"},
  {"id": "A-5", "level": "must", "status": "documented", "statement": "Five.", "source": "p", "controls": ["A-1"], "notYet": "uploads"}]})";

// The problems of a catalogue of one file, as text without the folder.
std::vector<std::string> ProblemsOf(const std::string& content) {
  TemporaryFolder folder;
  folder.Write("a.json", content);
  std::vector<Problem> problems;
  LoadCatalogue(folder.path(), problems);
  std::vector<std::string> texts;
  for (Problem& problem : problems) {
    problem.file = "a.json";
    texts.push_back(ToString(problem));
  }
  return texts;
}

// The catalogue of one row with `member` replaced.
std::vector<std::string> ProblemsOfRow(const std::string& row) {
  return ProblemsOf(R"({"format": "1.0", "topic": "t", "title": "T", "requirements": [)" + row +
                    "]}");
}

TEST(Catalogue, ReadsRowsWithTheirTopic) {
  TemporaryFolder folder;
  folder.Write("limits.json", kGood);
  std::vector<Problem> problems;
  const Catalogue catalogue = LoadCatalogue(folder.path(), problems);
  EXPECT_THAT(problems, IsEmpty());
  ASSERT_EQ(catalogue.requirements().size(), 4u);
  const Requirement* second = catalogue.Find("A-2");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->level, Level::kMay);
  EXPECT_EQ(second->status, Status::kDisputed);
  EXPECT_EQ(second->topic, "limits");
  EXPECT_EQ(second->pointer, "/requirements/1");
  EXPECT_THAT(second->readings, ElementsAre("x", "y"));
  EXPECT_EQ(catalogue.Find("A-3")->excluded, "needs a domain");
  EXPECT_THAT(catalogue.Find("A-5")->controls, ElementsAre("A-1"));
  EXPECT_EQ(catalogue.Find("A-5")->not_yet, "uploads");
  EXPECT_EQ(catalogue.topics().at("limits").title, "Queue limits");
}

TEST(Catalogue, KnowsWhatIsDisputed) {
  TemporaryFolder folder;
  folder.Write("limits.json", kGood);
  std::vector<Problem> problems;
  const Catalogue catalogue = LoadCatalogue(folder.path(), problems);
  EXPECT_TRUE(catalogue.IsDisputed("A-2"));
  EXPECT_FALSE(catalogue.IsDisputed("A-1"));
  EXPECT_FALSE(catalogue.IsDisputed("A-4"));
  EXPECT_EQ(catalogue.Find("A-4"), nullptr);
}

TEST(Catalogue, LetsAWholeFileWaitForSomething) {
  TemporaryFolder folder;
  folder.Write(
      "a.json",
      R"({"format": "1.0", "topic": "t", "title": "T", "notYet": "uploads", "requirements": [
    {"id": "A", "level": "must", "status": "documented", "statement": "s", "source": "p"},
    {"id": "B", "level": "must", "status": "documented", "statement": "s", "source": "p", "notYet": "tokens"}]})");
  std::vector<Problem> problems;
  const Catalogue catalogue = LoadCatalogue(folder.path(), problems);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(catalogue.Find("A")->not_yet, "uploads");
  EXPECT_EQ(catalogue.Find("B")->not_yet, "tokens");
}

TEST(Catalogue, ReadsTheListOfPages) {
  TemporaryFolder folder;
  folder.Write("pages.json",
               R"({"format": "1.0", "pages": {"x": ["a-page"], "y": ["nf-bits-b_c"]}})");
  std::vector<Problem> problems;
  EXPECT_THAT(LoadCatalogue(folder.path(), problems).pages(), ElementsAre("a-page", "nf-bits-b_c"));
  EXPECT_THAT(problems, IsEmpty());
  folder.Write("pages.json", R"({"format": "1.0", "pages": {"x": ["A page"]}})");
  EXPECT_THAT(LoadCatalogue(folder.path(), problems).pages(), IsEmpty());
  EXPECT_EQ(problems.size(), 1u);
}

TEST(Catalogue, LetsNothingBindThatNoPageSays) {
  EXPECT_THAT(
      ProblemsOfRow(
          R"({"id": "A", "level": "should", "status": "inferred", "statement": "s", "source": "p"},
        {"id": "B", "level": "must", "status": "observed", "statement": "s", "source": "p"})"),
      ElementsAre(HasSubstr("a.json#/requirements/0/level: must be \"may\""),
                  HasSubstr("a.json#/requirements/1/level: must be \"should\" or \"may\"")));
}

TEST(Catalogue, IsEmptyWithoutAFolder) {
  std::vector<Problem> problems;
  EXPECT_THAT(LoadCatalogue("/nowhere/at/all", problems).requirements(), IsEmpty());
  EXPECT_THAT(problems, IsEmpty());
}

TEST(Catalogue, RefusesAnIdThatAnotherFileDefines) {
  TemporaryFolder folder;
  folder.Write("a.json", kGood);
  folder.Write("b.json", R"({"format": "1.0", "topic": "other", "title": "T", "requirements": [
    {"id": "A-2", "level": "must", "status": "documented", "statement": "s", "source": "p"}]})");
  std::vector<Problem> problems;
  const Catalogue catalogue = LoadCatalogue(folder.path(), problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0].file, HasSubstr("b.json"));
  EXPECT_EQ(problems[0].pointer, "/requirements/0/id");
  EXPECT_THAT(problems[0].message, HasSubstr("A-2 is already defined in"));
  EXPECT_THAT(problems[0].message, HasSubstr("a.json at /requirements/1"));
  EXPECT_EQ(catalogue.Find("A-2")->topic, "limits");
}

TEST(Catalogue, SaysWhereAFileIsNoJson) {
  EXPECT_THAT(ProblemsOf("{\n  \"format\": oops"), ElementsAre(HasSubstr("line 2")));
}

TEST(Catalogue, RefusesAnotherFormat) {
  EXPECT_THAT(ProblemsOf(R"({"format": "2.0", "topic": "t", "title": "T", "requirements": []})"),
              ElementsAre("a.json#/format: must be \"1.0\", not \"2.0\""));
}

TEST(Catalogue, RefusesUnknownKeys) {
  EXPECT_THAT(ProblemsOf(R"({"format": "1.0", "topic": "t", "title": "T", "rules": []})"),
              ElementsAre("a.json: a topic of requirements lacks the member \"requirements\"",
                          HasSubstr("a.json#/rules: unknown key \"rules\"")));
  EXPECT_THAT(
      ProblemsOfRow(
          R"({"id": "A", "level": "must", "status": "documented", "statement": "s", "source": "p",
                        "covered/by": 1})"),
      ElementsAre(HasSubstr(
          "a.json#/requirements/0/covered~1by: unknown key \"covered/by\" in a requirement")));
}

TEST(Catalogue, ReportsEveryRowThatIsWrongAtOnce) {
  EXPECT_THAT(
      ProblemsOfRow(
          R"({"id": "", "level": "must", "status": "documented", "statement": "s", "source": "p"},
        {"id": "B", "level": "always", "status": "documented", "statement": "s", "source": "p"},
        {"id": "C", "level": "must", "status": "rumoured", "statement": "s", "source": "p"},
        {"id": "D", "level": "must", "status": "documented", "statement": 7, "source": "p"},
        {"id": "E", "level": "must", "status": "documented", "statement": "s"},
        8)"),
      ElementsAre(
          "a.json#/requirements/0/id: must be a text that is not empty, not \"\"",
          "a.json#/requirements/1/level: must be \"must\" or \"should\" or \"may\", not \"always\"",
          HasSubstr("a.json#/requirements/2/status: must be \"documented\" or \"observed\""),
          "a.json#/requirements/3/statement: must be a text that is not empty, not 7",
          "a.json#/requirements/4: a requirement lacks the member \"source\"",
          "a.json#/requirements/5: must be a requirement, not 8"));
}

TEST(Catalogue, WantsBothReadingsOfADisputeAndNoneElsewhere) {
  EXPECT_THAT(
      ProblemsOfRow(
          R"({"id": "A", "level": "may", "status": "disputed", "statement": "s", "source": "p", "readings": ["x"]},
        {"id": "B", "level": "may", "status": "observed", "statement": "s", "source": "p", "readings": ["x", "y"]})"),
      ElementsAre("a.json#/requirements/0/readings: needs 2 elements at least",
                  "a.json#/requirements/1/readings: unknown key \"readings\" in an observed "
                  "requirement"));
}

TEST(Catalogue, WantsAReasonForAnExclusion) {
  EXPECT_THAT(
      ProblemsOfRow(
          R"({"id": "A", "level": "may", "status": "observed", "statement": "s", "source": "p", "excluded": ""})"),
      ElementsAre("a.json#/requirements/0/excluded: must be a text that is not empty, not \"\""));
}

}  // namespace
}  // namespace bitsproof::conformance
