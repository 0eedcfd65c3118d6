#include "conformance/run/case_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "conformance/run/testing/sample_results.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const Json& json) {
  try {
    CaseResultFromJson(json);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
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
    EXPECT_EQ(ErrorOf(json), std::string("/") + member + ": is missing");
  }
}

TEST(CaseResult, NamesTheMemberThatIsOfAnotherType) {
  Json json = ToJson(SampleFailure());
  json["seed"] = -1;
  EXPECT_EQ(ErrorOf(json), "/seed: must be a whole number, 0 or more");
  json = ToJson(SampleFailure());
  json["mode"] = "dream";
  EXPECT_EQ(ErrorOf(json), "/mode: must be sim or live");
  json = ToJson(SampleFailure());
  json["verdict"] = "ok";
  EXPECT_THAT(ErrorOf(json), HasSubstr("/verdict: must be pass, fail"));
}

TEST(CaseResult, NamesThePlaceInsideAListThatIsWrong) {
  Json json = ToJson(SampleFailure());
  json["checks"][1]["level"] = "perhaps";
  EXPECT_EQ(ErrorOf(json), "/checks/1/level: must be must, should or may");
  json = ToJson(SampleFailure());
  json["checks"][0].erase("passed");
  EXPECT_EQ(ErrorOf(json), "/checks/0/passed: is missing");
  json = ToJson(SampleFailure());
  json["failures"][0]["lastEvents"][1] = 7;
  EXPECT_EQ(ErrorOf(json), "/failures/0/lastEvents/1: must be a text");
  json = ToJson(SampleFailure());
  json["failures"][0]["check"] = "x";
  EXPECT_EQ(ErrorOf(json), "/failures/0/check: must be an object");
}

TEST(CaseResult, RefusesALineThatIsNoObject) {
  EXPECT_EQ(ErrorOf(Json::array()), "/: must be an object");
}

}  // namespace
}  // namespace bitsproof::conformance
