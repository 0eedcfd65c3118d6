// Tests of the commands that read the suite: list, lint, explain, requirements.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ListCommand : public ::testing::Test, protected CommandBed {};

TEST_F(ListCommand, ListsScenariosUnlessToldOtherwise) {
  EXPECT_EQ(Bitsproof({"list"}), 0);
  EXPECT_THAT(
      out_, HasSubstr("limits.third-refused                             A third job is refused\n"));
}

TEST_F(ListCommand, ListsCasesForPrograms) {
  EXPECT_EQ(Bitsproof({"list", "cases"}), 0);
  EXPECT_EQ(out_,
            "limits.third-refused[jobType=download]\tsim\n"
            "limits.third-refused[jobType=upload]\tsim\n"
            "names.first-accepted\tsim\n"
            "names.first-accepted\tlive\n");
  EXPECT_EQ(Bitsproof({"list", "--cases", "--mode", "live"}), 0);
  EXPECT_EQ(out_, "names.first-accepted\tlive\n");
}

TEST_F(ListCommand, ListsRequirementsAndMutants) {
  EXPECT_EQ(Bitsproof({"list", "requirements"}), 0);
  EXPECT_THAT(out_, HasSubstr("documented must: Two jobs are allowed.\n"));
  EXPECT_EQ(Bitsproof({"list", "mutants", "*three"}), 0);
  EXPECT_EQ(out_, "limits.three                                     T-2: three jobs are allowed\n");
}

TEST_F(ListCommand, Exits3WhenNothingMatches) {
  EXPECT_EQ(Bitsproof({"list", "cases", "x*"}), 3);
  EXPECT_EQ(Bitsproof({"list", "mutants", "x*"}), 3);
  EXPECT_THAT(err_, HasSubstr("nothing matches"));
}

TEST_F(ListCommand, RefusesWhatItDoesNotKnow) { EXPECT_EQ(Bitsproof({"list", "wishes"}), 64); }

class LintCommand : public ::testing::Test, protected CommandBed {};

TEST_F(LintCommand, FindsNothingInAGoodSuite) {
  EXPECT_EQ(Bitsproof({"lint"}), 0) << out_;
  EXPECT_EQ(out_, "2 files checked, 0 problems\n");
}

TEST_F(LintCommand, FindsChecksOfUnknownRequirementsAndUnknownMutants) {
  std::string text = kFirstAccepted;
  text.replace(text.find("T-3"), 3, "T-9");
  text.replace(text.find("limits.one"), 10, "limits.two");
  folder_.Write("suite/names/first-accepted.json", text);
  EXPECT_EQ(Bitsproof({"lint"}), 64);
  EXPECT_THAT(out_,
              AllOf(HasSubstr("first-accepted.json#/steps/0/check/requirement: the catalogue has "
                              "no requirement T-9\n"),
                    HasSubstr("first-accepted.json#/kills/0: there is no mutant limits.two\n"),
                    HasSubstr("2 files checked, 2 problems\n")));
}

TEST_F(LintCommand, FindsMutantsThatBreakUnknownRequirements) {
  mutants_.push_back({"odd", "T-77", "odd"});
  EXPECT_EQ(Bitsproof({"lint"}), 64);
  EXPECT_THAT(out_, HasSubstr("mutant odd: the catalogue has no requirement T-77\n"));
}

TEST_F(LintCommand, ChecksSingleFilesAndFolders) {
  folder_.Write("draft/names/new.json", R"({"format": "1.0"})");
  EXPECT_EQ(Bitsproof({"lint", Path("draft")}), 64);
  EXPECT_THAT(out_, HasSubstr("draft/names/new.json"));
  EXPECT_EQ(Bitsproof({"lint", Path("suite/names/first-accepted.json")}), 0);
  EXPECT_EQ(out_, "1 file checked, 0 problems\n");
  EXPECT_EQ(Bitsproof({"lint", Path("suite/requirements/limits.json")}), 0);
}

TEST_F(LintCommand, NamesWhatIsJudgedAndHasNoMutant) {
  mutants_ = {CountingMutants()[1]};
  std::string text = kThirdRefused;
  text.replace(text.find("\"limits.one\", "), 14, "");
  folder_.Write("suite/limits/third-refused.json", text);
  text = kFirstAccepted;
  text.replace(text.find("\"limits.one\""), 12, "");
  folder_.Write("suite/names/first-accepted.json", text);
  EXPECT_EQ(Bitsproof({"lint"}), 64);
  EXPECT_THAT(out_, HasSubstr("limits.json#/requirements/0: no mutant breaks T-1, which a check "
                              "judges: add a MutantRow that does"));
  EXPECT_THAT(out_, HasSubstr("2 files checked, 1 problem\n"));
}

TEST_F(LintCommand, HoldsRequirementsAgainstTheListOfPages) {
  folder_.Write("suite/requirements/pages.json",
                R"({"format": "1.0", "pages": {"repository": ["page"]}})");
  EXPECT_EQ(Bitsproof({"lint"}), 0) << out_;
  folder_.Write("suite/requirements/pages.json",
                R"({"format": "1.0", "pages": {"repository": ["other"]}})");
  EXPECT_EQ(Bitsproof({"lint"}), 64);
  EXPECT_THAT(out_, HasSubstr("limits.json#/requirements/0/source: T-1 is called documented, but "
                              "\"page\" names no page of pages.json"));
  EXPECT_EQ(Bitsproof({"lint", Path("suite/requirements/limits.json")}), 64);
}

TEST_F(LintCommand, FindsDuplicateRequirements) {
  folder_.Write("suite/requirements/more.json", kRequirements);
  EXPECT_EQ(Bitsproof({"lint"}), 64);
  EXPECT_THAT(out_,
              HasSubstr("more.json#/requirements/0/id: requirement T-1 is already defined in"));
}

TEST_F(LintCommand, NamesAPathThatIsNotThere) {
  EXPECT_EQ(Bitsproof({"lint", "/nowhere/at/all"}), 64);
  EXPECT_THAT(out_, HasSubstr("/nowhere/at/all: there is no such file or folder"));
}

class ExplainCommand : public ::testing::Test, protected CommandBed {};

TEST_F(ExplainCommand, TellsWhatProvesARuleAndWhatBreaksIt) {
  EXPECT_EQ(Bitsproof({"explain", "T-2"}), 0);
  EXPECT_EQ(out_,
            "T-2: A third job is refused.\n"
            "  topic     limits\n"
            "  level     must\n"
            "  status    documented\n"
            "  source    page\n"
            "  scenario  limits.third-refused: A third job is refused\n"
            "            check third-refused (must)\n"
            "  mutant    limits.three: three jobs are allowed\n"
            "            caught by limits.third-refused\n");
}

TEST_F(ExplainCommand, SaysWhenNothingCoversARule) {
  EXPECT_EQ(Bitsproof({"explain", "T-4"}), 0);
  EXPECT_THAT(out_, HasSubstr("scenario  none covers it"));
}

TEST_F(ExplainCommand, Exits3ForAnUnknownRule) {
  EXPECT_EQ(Bitsproof({"explain", "T-5"}), 3);
  EXPECT_EQ(err_,
            "bitsproof: the catalogue has no requirement T-5 (there are: T-1, T-2, T-3, T-4)\n");
  EXPECT_EQ(Bitsproof({"explain", "zzz"}), 3);
  EXPECT_EQ(Bitsproof({"explain"}), 64);
}

class RequirementsCommand : public ::testing::Test, protected CommandBed {
 protected:
  static constexpr const char* kTable =
      "| topic | requirements | judged | only observed | not yet | nothing to check | others |\n"
      "|---|---:|---:|---:|---:|---:|---:|\n"
      "| limits: Queue limits | 4 | 3 | 0 | 0 | 0 | 1 |\n"
      "| **all** | 4 | 3 | 0 | 0 | 0 | 1 |\n";
};

TEST_F(RequirementsCommand, ComputesCoverageFromChecksThatRan) {
  EXPECT_EQ(Bitsproof({"requirements"}), 0);
  EXPECT_THAT(out_,
              HasSubstr("limits: Queue limits (4 requirements: 3 judged (3 passed, 0 failed), "
                        "1 not covered)\n"));
  EXPECT_THAT(out_, HasSubstr("  T-4                must   documented Nothing covers this.\n"
                              "                     not covered: no scenario covers it\n"));
  EXPECT_THAT(out_, HasSubstr("                     pass: 3 passed\n"));
}

TEST_F(RequirementsCommand, TakesCoverageFromAResultsFile) {
  Bitsproof({"run", "--topic", "names", "--results", Path("r.jsonl")});
  EXPECT_EQ(Bitsproof({"requirements", "--results", Path("r.jsonl")}), 0);
  EXPECT_THAT(
      out_, HasSubstr("4 requirements: 2 judged (2 passed, 0 failed), 1 not run, 1 not covered\n"));
  EXPECT_EQ(Bitsproof({"requirements", "--results", Path("none")}), 64);
}

TEST_F(RequirementsCommand, WritesMarkdownAndJson) {
  EXPECT_EQ(Bitsproof({"requirements", "--format", "markdown"}), 0);
  EXPECT_EQ(out_, kTable);
  EXPECT_EQ(Bitsproof({"requirements", "--format", "json"}), 0);
  const Json json = Json::parse(out_);
  EXPECT_EQ(json["topics"][0]["requirements"][3]["verdict"], "not covered");
  EXPECT_EQ(json["topics"][0]["requirements"][1]["why"], "2 passed");
  EXPECT_EQ(json["counts"]["judged"], 3);
}

TEST_F(RequirementsCommand, ShowsWhatASubjectCanBeJudgedOn) {
  EXPECT_EQ(Bitsproof({"requirements", "--for", "job.create"}), 0);
  EXPECT_THAT(out_, AllOf(HasSubstr("  T-1                must   judged in 1 case\n"),
                          HasSubstr("  T-2                must   not: runs in sim mode only\n"),
                          HasSubstr("2 of 4 requirements can be judged in mode live\n")));
  EXPECT_EQ(Bitsproof({"requirements", "--for", "job.create,sim"}), 0);
  EXPECT_THAT(out_, HasSubstr("3 of 4 requirements can be judged in mode sim\n"));
  EXPECT_EQ(Bitsproof({"requirements", "--for", "limits"}), 0);
  EXPECT_THAT(out_, HasSubstr("  T-1                must   not: needs capability job.create\n"));
}

TEST_F(RequirementsCommand, TakesAControlThatCannotBeJudgedIntoAccount) {
  std::string rows = kRequirements;
  rows.replace(rows.find("\"id\": \"T-1\""), 11, "\"id\": \"T-1\", \"controls\": [\"T-2\"]");
  folder_.Write("suite/requirements/limits.json", rows);
  EXPECT_EQ(Bitsproof({"requirements", "--for", "job.create"}), 0);
  EXPECT_THAT(out_,
              HasSubstr("  T-1                must   not: its control T-2 cannot be judged\n"));
}

TEST_F(RequirementsCommand, RefusesAnUnknownCapability) {
  EXPECT_EQ(Bitsproof({"requirements", "--for", "job.create, job.creat"}), 64);
  EXPECT_THAT(err_, HasSubstr("--for: there is no capability 'job.creat': did you mean "
                              "\"job.create\"?"));
  EXPECT_EQ(Bitsproof({"requirements", "--for", ""}), 64);
  EXPECT_THAT(err_, HasSubstr("'': they are listed in conformance/protocol.md"));
}

TEST_F(RequirementsCommand, HasNoOtherFormForASubject) {
  for (const char* option : {"--format=json", "--results=r.jsonl", "--check=p", "--update=p"}) {
    EXPECT_EQ(Bitsproof({"requirements", "--for", "job.create", option}), 64) << option;
  }
}

TEST_F(RequirementsCommand, KeepsTheTableOfAPageFresh) {
  folder_.Write("README.md",
                "Before\n<!-- requirements:begin -->\nold\n<!-- requirements:end -->\nAfter\n");
  EXPECT_EQ(Bitsproof({"requirements", "--check", Path("README.md")}), 1);
  EXPECT_THAT(err_,
              AllOf(HasSubstr("README.md is stale"), HasSubstr("bitsproof requirements --update")));
  EXPECT_EQ(Bitsproof({"requirements", "--update", Path("README.md")}), 0);
  EXPECT_EQ(folder_.Read("README.md"), std::string("Before\n<!-- requirements:begin -->\n") +
                                           kTable + "<!-- requirements:end -->\nAfter\n");
  EXPECT_EQ(Bitsproof({"requirements", "--check", Path("README.md")}), 0);
}

TEST_F(RequirementsCommand, RefusesAPageWithoutTheMarkers) {
  folder_.Write("README.md", "<!-- requirements:end -->\n<!-- requirements:begin -->\n");
  EXPECT_EQ(Bitsproof({"requirements", "--check", Path("README.md")}), 64);
  EXPECT_THAT(err_, HasSubstr("lacks the lines"));
  EXPECT_EQ(Bitsproof({"requirements", "--update", Path("none.md")}), 64);
}

}  // namespace
}  // namespace bitsproof::conformance
