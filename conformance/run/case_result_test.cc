#include "conformance/run/case_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/json/schema.h"
#include "conformance/run/testing/sample_results.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const Json& json) {
  return WrongForm(*BuiltInSchema("results-1.0").Find("case"), json);
}

TEST(Verdict, KeepsItsNameBothWays) {
  for (const Verdict verdict : {Verdict::kPass, Verdict::kFail, Verdict::kInconclusive,
                                Verdict::kSkipped, Verdict::kHarnessError, Verdict::kExpectedFail,
                                Verdict::kUnexpectedPass, Verdict::kChangedFail}) {
    EXPECT_EQ(ParseVerdict(ToString(verdict)), verdict);
  }
  EXPECT_EQ(ToString(Verdict::kHarnessError), "harness-error");
  EXPECT_EQ(ParseVerdict("passed"), std::nullopt);
}

TEST(CaseResult, SurvivesTheWayThroughJson) {
  for (const CaseResult& result : SampleResults()) {
    const Json json = ToJson(result);
    EXPECT_EQ(ErrorOf(json), "");
    EXPECT_EQ(ToJson(CaseResultFromJson(json)), json) << json.dump(2);
  }
}

TEST(CaseResult, KeepsEveryFieldOfAFailure) {
  const CaseResult result = CaseResultFromJson(ToJson(SampleFailure()));
  ASSERT_EQ(result.failures.size(), 1u);
  const Failure& failure = result.failures[0];
  EXPECT_EQ(failure.step, "overflow");
  EXPECT_EQ(failure.pointer, "/steps/2");
  ASSERT_TRUE(failure.check);
  EXPECT_EQ(failure.check->id, "sixty-first-refused");
  EXPECT_EQ(failure.check->level, Level::kMust);
  EXPECT_EQ(failure.expected, Json({{"hresult", "BG_E_TOO_MANY_JOBS_PER_USER"}}));
  EXPECT_EQ(failure.actual, Json({{"hresult", "0x00000000"}}));
  EXPECT_EQ(failure.last_events.size(), 2u);
}

TEST(CaseResult, KeepsWhatTheBaselineSays) {
  const CaseResult result = CaseResultFromJson(ToJson(SampleExpectedFailure()));
  EXPECT_EQ(result.verdict, Verdict::kExpectedFail);
  ASSERT_EQ(result.baseline.size(), 1u);
  const BaselineNote& note = result.baseline[0];
  EXPECT_EQ(note.finding, BaselineNote::Finding::kExpected);
  EXPECT_EQ(note.kind, "known");
  EXPECT_EQ(note.place, "check sixty-first-refused");
  EXPECT_EQ(note.signature, "old signature");
  EXPECT_EQ(note.reason, "it counts otherwise");
}

TEST(CaseResult, KeepsSeedsThatNeedAll64Bits) {
  CaseResult result = SamplePass();
  result.seed = ~std::uint64_t{0};
  EXPECT_EQ(CaseResultFromJson(Json::parse(ToJson(result).dump())).seed, ~std::uint64_t{0});
}

TEST(CaseResult, NamesTheMemberThatIsMissing) {
  for (const char* member : {"case", "scenario", "topic", "file", "mode", "seed", "verdict",
                             "steps", "seconds", "checks", "failures"}) {
    Json json = ToJson(SampleFailure());
    json.erase(member);
    EXPECT_EQ(ErrorOf(json), "a case lacks the member \"" + std::string(member) + "\"");
  }
}

TEST(CaseResult, NamesTheMemberThatIsOfAnotherType) {
  Json json = ToJson(SampleFailure());
  json["seed"] = -1;
  EXPECT_EQ(ErrorOf(json), "/seed: must be a whole number, 0 or more, not -1");
  json = ToJson(SampleFailure());
  json["mode"] = "dream";
  EXPECT_EQ(ErrorOf(json), "/mode: must be \"sim\" or \"live\", not \"dream\"");
  json = ToJson(SampleFailure());
  json["verdict"] = "ok";
  EXPECT_THAT(ErrorOf(json), HasSubstr("/verdict: must be \"pass\" or \"fail\""));
}

TEST(CaseResult, NamesThePlaceInsideAListThatIsWrong) {
  Json json = ToJson(SampleFailure());
  json["checks"][1]["level"] = "perhaps";
  EXPECT_EQ(ErrorOf(json),
            "/checks/1/level: must be \"must\" or \"should\" or \"may\", not \"perhaps\"");
  json = ToJson(SampleFailure());
  json["checks"][0].erase("passed");
  EXPECT_EQ(ErrorOf(json), "/checks/0: a check lacks the member \"passed\"");
  json = ToJson(SampleFailure());
  json["failures"][0]["lastEvents"][1] = 7;
  EXPECT_EQ(ErrorOf(json), "/failures/0/lastEvents/1: must be a text, not 7");
  json = ToJson(SampleFailure());
  json["failures"][0]["check"] = "x";
  EXPECT_EQ(ErrorOf(json), "/failures/0/check: must be a check, not \"x\"");
}

TEST(CaseResult, RefusesALineThatIsNoObject) {
  EXPECT_EQ(ErrorOf(Json::array()), "must be a case, not []");
}

}  // namespace
}  // namespace bitsproof::conformance
