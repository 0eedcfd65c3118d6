#include "conformance/report/report_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "conformance/report/requirement_fate.h"
#include "conformance/run/testing/sample_results.h"
#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The sample's rules with one scenario, which needs what SampleSkip lacks.
Suite SampleSuite() {
  Suite suite;
  suite.catalogue = SampleCatalogue();
  auto scenario = std::make_shared<Scenario>();
  scenario->id = "resume.restart";
  Step step;
  step.check = SampleCheck("nothing-moves", "CORE-RESUME-01");
  scenario->steps = {step};
  suite.scenarios = {scenario};
  return suite;
}

SubjectInfo SampleSubject() {
  SubjectInfo info;
  info.name = "somebody's";
  info.version = "8.0";
  info.profile = "10.3";
  info.mode = Mode::kLive;
  info.capabilities = {"job.create", "limits"};
  info.principals = {"standard"};
  return info;
}

std::string Write(const std::vector<CaseResult>& cases) {
  const Suite suite = SampleSuite();
  Ledger ledger(suite.catalogue);
  for (const CaseResult& result : cases) ledger.Add(result);
  return WriteMarkdown({SampleSubject()}, cases, ledger, suite);
}

RequirementFate FateOf(const std::string& id, const std::vector<CaseResult>& cases) {
  return StandingOf(cases, SampleSuite()).fates.at(id);
}

TEST(MarkdownReport, SaysWhoTheSubjectIsAndHowItDid) {
  const std::string page = Write(SampleResults());
  EXPECT_TRUE(
      page.starts_with("Subject: **somebody's 8.0**, mode live, profile 10.3. Capabilities: "
                       "job.create, limits. Principals: standard.\n\n"
                       "**HARNESS FAULT**: 5 of 6 cases run: "))
      << page;
  EXPECT_THAT(page, HasSubstr("| limits | 3 | 2 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 2 |\n"));
}

TEST(MarkdownReport, TellsWhatBecameOfEachRequirement) {
  const std::string page = Write(SampleResults());
  EXPECT_THAT(page, HasSubstr("| CORE-CREATE-07 | must | **fail** | A standard user may have 60 "
                              "jobs. | 2 passed, 1 failed |\n"));
  EXPECT_THAT(page, HasSubstr("| CORE-CREATE-09 | must | observed |"));
  EXPECT_THAT(page, HasSubstr("| CORE-RESUME-01 | must | not applicable | No byte moves before "
                              "Resume. | needs capability service.restart |\n"));
  EXPECT_THAT(page,
              HasSubstr("| CORE-RESUME-02 | must | nothing to check | Peers are found. | needs two "
                        "machines |\n"));
}

TEST(MarkdownReport, ShowsTheCasesBehindEachFailure) {
  EXPECT_THAT(Write(SampleResults()),
              HasSubstr("### CORE-CREATE-07: A standard user may have 60 jobs.\n\n"
                        "- `limits.per-user[jobType=upload]` (sim), check `sixty-first-refused`: "
                        "`/hresult: expected BG_E_TOO_MANY_JOBS_PER_USER (0x80200049), found S_OK "
                        "(0x00000000)`\n"));
  EXPECT_THAT(Write(SampleResults()),
              HasSubstr("- `resume.gate` (live), at `/evidence/journal/web/GET`: `evidence is "
                        "missing: the journal"));
}

TEST(MarkdownReport, GivesTheReasonOfAnExpectedFailure) {
  CaseResult result = SampleExpectedFailure();
  result.baseline[0].signature =
      "/hresult: expected BG_E_TOO_MANY_JOBS_PER_USER (0x80200049), found S_OK (0x00000000)";
  const std::string page = Write({result});
  EXPECT_THAT(page,
              HasSubstr("found S_OK (0x00000000)` [expected-fail] known: it counts otherwise\n"));
  EXPECT_THAT(page, HasSubstr("| **expected fail** |"));
}

TEST(MarkdownReport, IsTheSameForTheSameOutcome) {
  std::vector<CaseResult> later = SampleResults();
  for (CaseResult& result : later) result.wall_seconds += 1;
  EXPECT_EQ(Write(SampleResults()), Write(later));
}

TEST(RequirementFate, IsPassOnlyWithTheEvidence) {
  CaseResult hollow = SamplePass();
  hollow.verdict = Verdict::kInconclusive;
  Failure failure;
  failure.pointer = "/evidence";
  hollow.failures = {failure};
  EXPECT_EQ(FateOf("CORE-CREATE-07", {hollow}).verdict, RequirementVerdict::kInconclusive);
  EXPECT_EQ(FateOf("CORE-CREATE-07", {hollow, SamplePass()}).verdict, RequirementVerdict::kPass);
}

TEST(RequirementFate, IsFailWhenOneFailureIsNotExpected) {
  EXPECT_EQ(FateOf("CORE-CREATE-07", {SampleExpectedFailure()}).verdict,
            RequirementVerdict::kExpectedFail);
  EXPECT_EQ(FateOf("CORE-CREATE-07", {SampleExpectedFailure(), SampleFailure()}).verdict,
            RequirementVerdict::kFail);
}

TEST(RequirementFate, IsFailWhenTheSubjectBrokeWithinACheck) {
  CaseResult broken = SampleFailure();
  broken.checks.clear();
  EXPECT_EQ(FateOf("CORE-CREATE-07", {broken}).verdict, RequirementVerdict::kFail);
}

TEST(RequirementFate, NamesTheCasesThatEndedBeforeItsChecks) {
  CaseResult ended = SampleSkip();
  ended.verdict = Verdict::kFail;
  const RequirementFate fate = FateOf("CORE-RESUME-01", {ended});
  EXPECT_EQ(fate.verdict, RequirementVerdict::kNotReached);
  EXPECT_EQ(fate.why, "ended before: resume.restart");
}

TEST(RequirementFate, TellsNotSelectedFromNotCovered) {
  EXPECT_EQ(FateOf("CORE-RESUME-01", {}).verdict, RequirementVerdict::kNotRun);
  EXPECT_EQ(FateOf("CORE-CREATE-07", {}).verdict, RequirementVerdict::kNotCovered);
}

TEST(RequirementFate, SaysWhatItWaitsForAndWhatNothingWillEverCheck) {
  EXPECT_EQ(FateOf("CORE-RESUME-02", {}).verdict, RequirementVerdict::kExcluded);
  const RequirementFate fate = FateOf("CORE-RESUME-03", {});
  EXPECT_EQ(fate.verdict, RequirementVerdict::kNotYet);
  EXPECT_EQ(fate.why, "uploads");
}

TEST(RequirementFate, IsObservedWhenNoCheckOfItJudges) {
  CaseResult result = SamplePass();
  result.checks[0].observation = true;
  EXPECT_EQ(FateOf("CORE-CREATE-07", {result}).verdict, RequirementVerdict::kObserved);
}

TEST(RequirementFate, IsNotApplicableWhereTheSubjectReadsARuleOtherwise) {
  CaseResult result = SampleSkip();
  result.skip_reason = "reads CORE-CREATE-09 otherwise";
  EXPECT_EQ(FateOf("CORE-RESUME-01", {result}).reason, "reads CORE-CREATE-09 otherwise");
}

// The sample with CORE-RESUME-01 as the control of CORE-CREATE-07, and the other way round when
// `both`.
RequirementVerdict VerdictWithControl(const std::vector<CaseResult>& cases, bool both = false) {
  Suite suite;
  const Catalogue sample = SampleCatalogue();
  for (Requirement row : sample.requirements()) {
    if (row.id == "CORE-CREATE-07") row.controls = {"CORE-RESUME-01"};
    if (row.id == "CORE-RESUME-01" && both) row.controls = {"CORE-CREATE-07"};
    suite.catalogue.Add(row, "Title");
  }
  return StandingOf(cases, suite).fates.at("CORE-CREATE-07").verdict;
}

TEST(RequirementFate, PassesOnlyIfItsControlHeldInTheSameRun) {
  CaseResult control = SamplePass();
  control.checks = {SamplePassedCheck("moves", "CORE-RESUME-01")};
  EXPECT_EQ(VerdictWithControl({SamplePass()}), RequirementVerdict::kUnproven);
  EXPECT_EQ(VerdictWithControl({SamplePass(), control}), RequirementVerdict::kPass);
  EXPECT_EQ(VerdictWithControl({SamplePass(), control}, true), RequirementVerdict::kPass);
  control.checks[0].passed = false;
  EXPECT_EQ(VerdictWithControl({SamplePass(), control}), RequirementVerdict::kUnproven);
  EXPECT_EQ(VerdictWithControl({SampleFailure(), control}), RequirementVerdict::kFail);
}

TEST(RequirementFate, PassesOnlyInACaseThatPassed) {
  CaseResult later = SampleFailure();  // what it checks first holds, what follows does not
  later.checks[1].check.requirement = "CORE-RESUME-01";
  later.failures[0].check->requirement = "CORE-RESUME-01";
  EXPECT_EQ(FateOf("CORE-CREATE-07", {later}).verdict, RequirementVerdict::kUnproven);
  EXPECT_EQ(FateOf("CORE-CREATE-07", {later, SamplePass()}).verdict, RequirementVerdict::kPass);
}

TEST(RequirementCounts, TellOfTheWholeCatalogue) {
  EXPECT_EQ(Describe(StandingOf(SampleResults(), SampleSuite()).total),
            "5 requirements: 1 judged (0 passed, 1 failed), 1 only observed, 1 not applicable (1 "
            "needs capability service.restart), 1 not yet, 1 nothing to check");
  EXPECT_EQ(Describe(StandingOf({}, SampleSuite()).total),
            "5 requirements: 0 judged (0 passed, 0 failed), 1 not run, 1 not yet, 1 nothing to "
            "check, 2 not covered");
}

TEST(RequirementCounts, HaveEachMemberAsJson) {
  EXPECT_EQ(ToJson(StandingOf(SampleResults(), SampleSuite()).total),
            Json({{"all", 5},
                  {"judged", 1},
                  {"passed", 0},
                  {"failed", 1},
                  {"expectedFailures", 0},
                  {"unproven", 0},
                  {"inconclusive", 0},
                  {"observed", 1},
                  {"notReached", 0},
                  {"notApplicable", {{"needs capability service.restart", 1}}},
                  {"notRun", 0},
                  {"notYet", 1},
                  {"nothingToCheck", 1},
                  {"notCovered", 0}}));
}

TEST(MarkdownPage, IsMadeWithAHeadingWhenThereIsNone) {
  TemporaryFolder folder;
  MarkdownPage(folder / "p.md").Commit("report\n", {SampleSubject()});
  EXPECT_EQ(folder.Read("p.md"),
            "# somebody's 8.0 against the conformance suite\n\n"
            "<!-- report:begin -->\nreport\n<!-- report:end -->\n");
}

TEST(MarkdownPage, KeepsWhatPeopleWroteAroundTheReport) {
  TemporaryFolder folder;
  folder.Write("p.md", "prose\n<!-- report:begin -->\nold\n<!-- report:end -->\nmore\n");
  MarkdownPage(folder / "p.md").Commit("new\n", {});
  EXPECT_EQ(folder.Read("p.md"), "prose\n<!-- report:begin -->\nnew\n<!-- report:end -->\nmore\n");
}

TEST(MarkdownPage, RefusesAPageWithoutThePlaceForTheReport) {
  TemporaryFolder folder;
  folder.Write("p.md", "prose\n");
  try {
    const MarkdownPage page(folder / "p.md");
    FAIL() << "accepted";
  } catch (const ReportError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("p.md"), HasSubstr("<!-- report:begin -->"),
                                    HasSubstr("add them where the report belongs")));
  }
  EXPECT_EQ(folder.Read("p.md"), "prose\n");
}

}  // namespace
}  // namespace bitsproof::conformance
