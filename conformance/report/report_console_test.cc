#include "conformance/report/report_console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "conformance/run/testing/sample_results.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Report(const std::vector<CaseResult>& cases, ConsoleOptions options = {}) {
  Suite suite;
  suite.catalogue = SampleCatalogue();
  Ledger ledger(suite.catalogue);
  for (const CaseResult& result : cases) ledger.Add(result);
  options.seconds = 2.04;
  std::ostringstream out;
  WriteConsoleReport(out, cases, ledger, suite.catalogue, StandingOf(cases, suite), options);
  return out.str();
}

const char* const kWholeReport =
    R"report(topic   run  passed  failed  inconclusive  errors  skipped  rules judged  of
limits    3       2       1             0       0        0             1   2
resume    2       0       0             1       1        1             0   3

skipped in resume: 1 case: needs capability service.restart

fail limits.per-user[jobType=upload] (sim)
  at        scenarios/limits/x.json /steps/2
  step      overflow
  check     sixty-first-refused (must)
  rule      CORE-CREATE-07: A standard user may have 60 jobs.
  message   /hresult: expected BG_E_TOO_MANY_JOBS_PER_USER (0x80200049), found S_OK (0x00000000)
  expected  {"hresult":"BG_E_TOO_MANY_JOBS_PER_USER (0x80200049)"}
  actual    {"hresult":"S_OK (0x00000000)"}
  events    0.000 create 1
            0.000 create 2
  replay    bitsproof run --case 'limits.per-user[jobType=upload]' --mode sim --seed 7 --subject reference

inconclusive resume.gate (live)
  at        scenarios/resume/x.json /evidence/journal/web/GET
  message   evidence is missing: the journal of web shows GET 1 times, at least 2 are needed
  replay    bitsproof run --case resume.gate --mode live --seed 7 --subject reference

harness-error resume.broken (sim)
  at        scenarios/resume/x.json /steps/0
  step      create
  message   the subject answered something that is not an object
  replay    bitsproof run --case resume.broken --mode sim --seed 7 --subject reference

Observed where the rule is disputed or optional
  rule      CORE-CREATE-09: Administrators pass the machine limit.
  reading   one page says yes
  reading   one page says no
  check     administrator-passes-machine-limit: as expected in 0 cases, otherwise in 1
  observed  limits.machine: /hresult: expected S_OK (0x00000000), found BG_E_TOO_MANY_JOBS_PER_MACHINE (0x80200050)
            actual {"hresult":"BG_E_TOO_MANY_JOBS_PER_MACHINE (0x80200050)"}

HARNESS FAULT: 5 of 6 cases run: 2 passed, 1 failed, 1 inconclusive, 0 expected failures, 1 harness error; skipped 1 (1 needs capability service.restart); 4 checks; 5 requirements: 1 judged (0 passed, 1 failed), 1 only observed, 1 not yet, 1 nothing to check, 1 not covered; 2.0 s
)report";

TEST(ConsoleReport, IsWrittenLikeThis) { EXPECT_EQ(Report(SampleResults()), kWholeReport); }

TEST(ConsoleReport, OfACleanRunIsATableAndAVerdict) {
  EXPECT_EQ(Report({SamplePass()}),
            "topic   run  passed  failed  inconclusive  errors  skipped  rules judged  of\n"
            "limits    1       1       0             0       0        0             1   2\n"
            "\n"
            "CONFORMS: 1 of 1 case run: 1 passed, 0 failed, 0 inconclusive, 0 expected failures; "
            "skipped 0; 1 check; 5 requirements: 1 judged (1 passed, 0 failed), 1 not yet, 1 "
            "nothing to check, 2 not covered; 2.0 s\n");
}

TEST(ConsoleReport, SaysThatNothingRan) {
  EXPECT_THAT(
      Report({SampleSkip()}),
      HasSubstr("NOTHING RAN: 0 of 1 case run: 0 passed, 0 failed, 0 inconclusive, "
                "0 expected failures; skipped 1 (1 needs capability "
                "service.restart); 0 checks; 5 requirements: 0 judged (0 passed, 0 failed)"));
}

TEST(ConsoleReport, CountsExpectedFailuresAndKeepsQuietAboutThem) {
  const std::string report = Report({SamplePass(), SampleExpectedFailure()});
  EXPECT_THAT(report, HasSubstr("topic   run  passed  failed  expected  outdated  inconclusive"));
  EXPECT_THAT(report, HasSubstr("AS THE BASELINE SAYS: 2 of 2 cases run: 1 passed, 0 failed, 0 "
                                "inconclusive, 1 expected failure; skipped 0;"));
  EXPECT_THAT(report, Not(HasSubstr("replay")));
}

TEST(ConsoleReport, GivesTheReasonOfAnExpectedFailureWhenVerbose) {
  ConsoleOptions options;
  options.verbose = true;
  EXPECT_THAT(Report({SampleExpectedFailure()}, options),
              HasSubstr("expected-fail limits.per-user[jobType=upload] (sim) 0.250 s: it counts "
                        "otherwise\n"));
}

TEST(ConsoleReport, TellsWhatTheBaselineSaysAndIsNotSo) {
  CaseResult passed = SamplePass();
  passed.verdict = Verdict::kUnexpectedPass;
  passed.baseline = {SampleNote(BaselineNote::Finding::kUnexpectedPass)};
  CaseResult changed = SampleFailure();
  changed.verdict = Verdict::kChangedFail;
  changed.baseline = {SampleNote(BaselineNote::Finding::kChanged)};
  const std::string report = Report({passed, changed});
  EXPECT_THAT(report, HasSubstr("unexpected-pass limits.per-user[jobType=download] (sim)\n"
                                "  baseline  unexpected-pass: known, check sixty-first-refused: "
                                "old signature (it counts otherwise)\n"));
  EXPECT_THAT(report, HasSubstr("  baseline  changed: known, check sixty-first-refused: old "
                                "signature (it counts otherwise)\n"
                                "  now       /hresult: expected BG_E_TOO_MANY_JOBS_PER_USER "
                                "(0x80200049), found S_OK (0x00000000)\n"));
  EXPECT_THAT(report, HasSubstr("BASELINE OUTDATED: 2 of 2 cases run: 0 passed, 0 failed, 0 "
                                "inconclusive, 0 expected failures, 1 changed failure, 1 "
                                "unexpected pass; "));
}

TEST(ConsoleReport, TellsOfAStaleEntryInACaseThatFailsAsExpected) {
  CaseResult result = SampleExpectedFailure();
  result.baseline.push_back(SampleNote(BaselineNote::Finding::kStale));
  EXPECT_THAT(Report({result}), HasSubstr("  baseline  stale: known, check"));
  EXPECT_THAT(Report({result}), HasSubstr("1 expected failure, 1 stale baseline entry;"));
}

TEST(ConsoleReport, NamesTheRuleThatAMutantBreaks) {
  const MutantInfo mutant{"limits.per-user-61", "CORE-CREATE-07", "61 jobs are allowed"};
  ConsoleOptions options;
  options.mutant = &mutant;
  EXPECT_THAT(Report({SampleFailure()}, options),
              HasSubstr("Mutant limits.per-user-61: 61 jobs are allowed\n"
                        "  breaks    CORE-CREATE-07: A standard user may have 60 jobs.\n"
                        "  noticed   CORE-CREATE-07 by 1 case\n"));
  EXPECT_THAT(Report({SamplePass()}, options), HasSubstr("no case that ran noticed it"));
}

TEST(ConsoleReport, ListsEachCaseWhenVerbose) {
  ConsoleOptions options;
  options.verbose = true;
  const std::string report = Report(SampleResults(), options);
  EXPECT_THAT(report, HasSubstr("pass limits.per-user[jobType=download] (sim) 0.250 s\n"));
  EXPECT_THAT(
      report,
      HasSubstr("skipped resume.restart (sim) 0.250 s: needs capability service.restart\n"));
}

TEST(ConsoleReport, PaintsOnlyWhenAsked) {
  EXPECT_THAT(Report(SampleResults()), Not(HasSubstr("\x1b")));
  ConsoleOptions options;
  options.color = true;
  EXPECT_THAT(Report(SampleResults(), options), HasSubstr("\x1b[31mfail\x1b[0m"));
}

TEST(FormatTable, AlignsColumns) {
  EXPECT_EQ(FormatTable({"name", "n"}, {{"a", "100"}, {"longer", "2"}}),
            "name      n\n"
            "a       100\n"
            "longer    2\n");
}

}  // namespace
}  // namespace bitsproof::conformance
