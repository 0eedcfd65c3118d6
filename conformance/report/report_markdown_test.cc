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
  return RequirementFates(cases, SampleSuite()).at(id);
}

TEST(MarkdownReport, SaysWhoTheSubjectIsAndHowItDid) {
  const std::string page = Write(SampleResults());
  EXPECT_TRUE(
      page.starts_with("Subject: **somebody's 8.0**, mode live, profile 10.3. Capabilities: "
                       "job.create, limits. Principals: standard.\n\n"
                       "**HARNESS FAULT**: 5 of 6 cases run: "))
      << page;
  EXPECT_THAT(page, HasSubstr("| limits | 3 | 2 | 1 | 0 | 0 | 0 | 0 | 0 | 2/2 |\n"));
}

TEST(MarkdownReport, TellsWhatBecameOfEachRequirement) {
  const std::string page = Write(SampleResults());
  EXPECT_THAT(page, HasSubstr("| CORE-CREATE-07 | must | **fail** | A standard user may have 60 "
                              "jobs. | 2 passed, 1 failed |\n"));
  EXPECT_THAT(page, HasSubstr("| CORE-CREATE-09 | must | observed |"));
  EXPECT_THAT(page, HasSubstr("| CORE-RESUME-01 | must | not applicable | No byte moves before "
                              "Resume. | needs capability service.restart |\n"));
  EXPECT_THAT(page, HasSubstr("| CORE-RESUME-02 | must | excluded | Peers are found. | needs two "
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
