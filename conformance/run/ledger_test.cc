#include "conformance/run/ledger.h"

#include <gtest/gtest.h>

#include "conformance/run/testing/sample_results.h"

namespace bitsproof::conformance {
namespace {

class LedgerTest : public ::testing::Test {
 protected:
  void AddAll(const std::vector<CaseResult>& results) {
    for (const CaseResult& result : results) ledger_.Add(result);
  }

  const Catalogue catalogue_ = SampleCatalogue();
  Ledger ledger_{catalogue_};
};

TEST_F(LedgerTest, CountsEachVerdictOnce) {
  AddAll(SampleResults());
  const Tally& total = ledger_.total();
  EXPECT_EQ(total.cases, 6u);
  EXPECT_EQ(total.passed, 2u);
  EXPECT_EQ(total.failed, 1u);
  EXPECT_EQ(total.inconclusive, 1u);
  EXPECT_EQ(total.harness_errors, 1u);
  EXPECT_EQ(total.skipped, 1u);
  EXPECT_EQ(total.run(), 5u);
}

TEST_F(LedgerTest, KeepsTopicsApart) {
  AddAll(SampleResults());
  EXPECT_EQ(ledger_.topics().at("limits").cases, 3u);
  EXPECT_EQ(ledger_.topics().at("resume").cases, 3u);
  EXPECT_EQ(ledger_.topics().at("resume").skip_reasons.at("needs capability service.restart"), 1u);
  EXPECT_TRUE(ledger_.topics().at("limits").skip_reasons.empty());
}

TEST_F(LedgerTest, DoesNotCountAnObservationAsAFailedCheck) {
  AddAll({SampleFailure(), SampleObservation()});
  EXPECT_EQ(ledger_.total().checks, 3u);
  EXPECT_EQ(ledger_.total().checks_failed, 1u);
}

TEST_F(LedgerTest, ReportsWhatWasSeenOfADisputedRuleWhicheverWayItWent) {
  CaseResult agreeing = SampleObservation();
  agreeing.checks[0].passed = true;
  AddAll({agreeing, SampleObservation(), SampleObservation()});
  const auto observations = ledger_.Observations();
  ASSERT_EQ(observations.size(), 1u);
  EXPECT_EQ(observations[0].matched, 1u);
  EXPECT_EQ(observations[0].differed, 2u);
  EXPECT_EQ(observations[0].example_case, "limits.machine");
}

TEST_F(LedgerTest, KeepsQuietAboutAnOptionalRuleThatWasMet) {
  CaseResult optional = SampleObservation();
  optional.checks[0].check.requirement = "CORE-CREATE-07";
  optional.checks[0].passed = true;
  AddAll({optional});
  EXPECT_TRUE(ledger_.Observations().empty());
  optional.checks[0].passed = false;
  AddAll({optional});
  EXPECT_EQ(ledger_.Observations().size(), 1u);
}

TEST_F(LedgerTest, ConformsWhenWhatRanPassed) {
  AddAll({SamplePass(), SampleSkip(), SampleObservation()});
  EXPECT_EQ(ledger_.Judge(0), ExitCode::kConforms);
}

TEST_F(LedgerTest, DeviatesOnAFailureAndOnMissingEvidence) {
  Ledger other(catalogue_);
  other.Add(SamplePass());
  other.Add(SampleInconclusive());
  EXPECT_EQ(other.Judge(0), ExitCode::kDeviates);
  AddAll({SamplePass(), SampleFailure()});
  EXPECT_EQ(ledger_.Judge(100), ExitCode::kDeviates);
}

TEST_F(LedgerTest, BlamesTheHarnessBeforeTheSubject) {
  AddAll({SampleFailure(), SampleHarnessError()});
  EXPECT_EQ(ledger_.Judge(0), ExitCode::kHarnessFault);
}

TEST_F(LedgerTest, CountsWhatABaselineSaysApart) {
  CaseResult passed = SamplePass();
  passed.verdict = Verdict::kUnexpectedPass;
  CaseResult changed = SampleFailure();
  changed.verdict = Verdict::kChangedFail;
  changed.baseline = {SampleNote(BaselineNote::Finding::kChanged),
                      SampleNote(BaselineNote::Finding::kStale)};
  AddAll({SampleExpectedFailure(), passed, changed});
  const Tally& total = ledger_.total();
  EXPECT_EQ(total.expected_failures, 1u);
  EXPECT_EQ(total.unexpected_passes, 1u);
  EXPECT_EQ(total.changed_failures, 1u);
  EXPECT_EQ(total.stale_entries, 1u);
  EXPECT_EQ(total.passed + total.failed, 0u);
  EXPECT_EQ(total.run(), 3u);
}

TEST_F(LedgerTest, ConformsWhenEveryFailureIsExpected) {
  AddAll({SamplePass(), SampleExpectedFailure()});
  EXPECT_EQ(ledger_.Judge(2), ExitCode::kConforms);
}

TEST_F(LedgerTest, CountsTheChecksOfAnExpectedFailureAsTheyRan) {
  AddAll({SampleExpectedFailure()});
  EXPECT_EQ(ledger_.total().checks_failed, 1u);
}

TEST_F(LedgerTest, PutsAnUnexpectedFailureBeforeAnOutdatedBaseline) {
  CaseResult passed = SamplePass();
  passed.verdict = Verdict::kUnexpectedPass;
  AddAll({passed});
  EXPECT_EQ(ledger_.Judge(0), ExitCode::kUnexpectedPass);
  EXPECT_EQ(ledger_.Judge(100), ExitCode::kUnexpectedPass);
  AddAll({SampleFailure()});
  EXPECT_EQ(ledger_.Judge(0), ExitCode::kDeviates);
}

TEST_F(LedgerTest, FindsTheBaselineOutdatedWhenAnEntryHasNoCase) {
  AddAll({SamplePass()});
  ledger_.AddStale({"gone (sim), check x"});
  EXPECT_EQ(ledger_.Judge(0), ExitCode::kUnexpectedPass);
}

TEST_F(LedgerTest, DoesNotConformWhenNothingRan) {
  EXPECT_EQ(ledger_.Judge(0), ExitCode::kNothingRan);
  AddAll({SampleSkip(), SampleSkip()});
  EXPECT_EQ(ledger_.Judge(0), ExitCode::kNothingRan);
}

TEST_F(LedgerTest, DoesNotConformWhenFewerRanThanAskedFor) {
  AddAll({SamplePass(), SamplePass(), SampleSkip()});
  EXPECT_EQ(ledger_.Judge(2), ExitCode::kConforms);
  EXPECT_EQ(ledger_.Judge(3), ExitCode::kNothingRan);
}

}  // namespace
}  // namespace bitsproof::conformance
