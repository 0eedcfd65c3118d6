// The turns of a loop are sent ahead of their answers, and judged as if they were not.
#include <gmock/gmock.h>

#include "conformance/run/testing/runner_test_case.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class RunnerAheadTest : public RunnerTest {
 protected:
  // Creates jobs in a loop; turn `turn` (from 0) is answered with `reply`, every other one
  // succeeds.
  CaseResult Create(int turns, const std::map<int, Reply>& replies) {
    subject_.On("manager.createJob", [this, replies](const Json&) {
      const auto turn = static_cast<int>(subject_.CallsOf("manager.createJob").size()) - 1;
      const auto it = replies.find(turn);
      if (it != replies.end()) return it->second;
      return Reply::Result({{"hresult", "0x00000000"}, {"jobId", JobId(1)}});
    });
    return RunSteps(
        R"({"id": "fill", "call": "manager.createJob", "as": "alice", "times": )" +
        std::to_string(turns) +
        R"(, "with": {"displayName": "x", "type": "download"}, "expect": {"hresult": "S_OK"},
            "check": {"id": "c", "requirement": "R-1", "level": "must"}})");
  }

  static Reply Refusal() { return Reply::Result({{"hresult", "0x80200049"}}); }
};

TEST_F(RunnerAheadTest, MakesEveryTurnOnce) {
  const CaseResult result = Create(150, {});
  EXPECT_EQ(result.verdict, Verdict::kPass);
  EXPECT_THAT(subject_.CallsOf("manager.createJob"), SizeIs(150));
  EXPECT_EQ(result.steps, 150u);
}

TEST_F(RunnerAheadTest, EndsTheCaseWithinSixtyFourTurnsOfTheOneThatFails) {
  const CaseResult result = Create(1000, {{70, Refusal()}});
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_THAT(subject_.CallsOf("manager.createJob"), SizeIs(128));
}

TEST_F(RunnerAheadTest, BlamesTheFirstTurnThatFails) {
  const CaseResult result = Create(10, {{3, Refusal()}, {4, Reply::Fault("it died")}});
  ASSERT_THAT(result.failures, SizeIs(1));
  EXPECT_THAT(Message(result.failures[0].mismatch), HasSubstr("turn 3"));
}

TEST_F(RunnerAheadTest, JudgesTheTurnsBeforeAFault) {
  const CaseResult result = Create(10, {{5, Reply::Fault("it died")}});
  EXPECT_EQ(result.verdict, Verdict::kFail);
  ASSERT_THAT(result.failures, SizeIs(1));
  EXPECT_THAT(Message(result.failures[0].mismatch), HasSubstr("it died"));
}

}  // namespace
}  // namespace bitsproof::conformance
