// What the runner does for subjects that spell paths in their own way or share their machine.
#include <gmock/gmock.h>

#include "conformance/run/testing/runner_test_case.h"
#include "conformance/run/world.h"

namespace bitsproof::conformance {
namespace {

using ::testing::MatchesRegex;

class ExternalSubjectRunnerTest : public RunnerTest {
 protected:
  static constexpr const char* kWithFile = R"("setup": {"principals": {"alice": "standard"},
        "files": {"a.bin": {"text": "x"}}}, "steps": [
      {"id": "add", "call": "job.addFile", "as": "alice",
       "with": {"job": "{1}", "remoteUrl": "http://x/", "localName": {"$path": "sub/b.bin"}}},
      {"id": "there", "assert": {"file": "a.bin"}, "expect": {"exists": true, "bytes": 1},
       "check": {"id": "c", "requirement": "T-1", "level": "must"}}])";
};

TEST_F(ExternalSubjectRunnerTest, TellsPathsInTheSubjectsSpellingAndLooksAtTheHarnesssOwn) {
  subject_.hello["clock"] = "real";
  subject_.AnswerCode("job.addFile", "0x00000000");
  options_.work_root = ::testing::TempDir();
  options_.path_map.Add("/=Z:\\");
  const CaseResult result = Run(kWithFile);
  EXPECT_EQ(result.verdict, Verdict::kPass)
      << (result.failures.empty() ? "" : Message(result.failures[0].mismatch));
  const Json directory = subject_.CallsOf("subject.reset").at(0)["workDirectory"];
  EXPECT_THAT(directory.get<std::string>(), MatchesRegex(R"(Z:\\[^/]+)"));
  EXPECT_EQ(subject_.CallsOf("job.addFile").at(0)["localName"],
            directory.get<std::string>() + "\\sub\\b.bin");
}

TEST_F(ExternalSubjectRunnerTest, LeavesThePathsOfASimulatedWorldAlone) {
  options_.path_map.Add("/=Z:\\");
  subject_.Answer("files.write", Json::object());
  subject_.Answer("files.stat", {{"exists", true},
                                 {"directory", false},
                                 {"bytes", 1},
                                 {"sha256", std::string(64, '0')},
                                 {"modified", nullptr}});
  subject_.AnswerCode("job.addFile", "0x00000000");
  EXPECT_EQ(Run(kWithFile).verdict, Verdict::kPass);
  EXPECT_EQ(subject_.CallsOf("subject.reset").at(0)["workDirectory"], "/case");
  EXPECT_EQ(subject_.CallsOf("job.addFile").at(0)["localName"], "/case/sub/b.bin");
}

class RealClockAwaitTest : public ExternalSubjectRunnerTest {
 protected:
  RealClockAwaitTest() {
    subject_.hello["clock"] = "real";
    subject_.hello["capabilities"] = {"job.create"};
    options_.work_root = ::testing::TempDir();
    options_.client_state_limit = std::chrono::milliseconds(20);
  }

  // Awaits TRANSFERRED of a job that is in each of `states` for one look, and stays in the last.
  CaseResult Await(std::vector<std::string> states, const std::string& within) {
    subject_.On("job.getState", [states, look = std::size_t{0}](const Json&) mutable {
      const std::string& state = states[std::min(look++, states.size() - 1)];
      return Reply::Result({{"hresult", "0x00000000"}, {"state", state}});
    });
    return RunSteps(R"({"id": "done", "await": {"job": "{1}", "state": "TRANSFERRED"},
        "within": ")" +
                    within + R"(", "check": {"id": "c", "requirement": "T-1", "level": "must"}})");
  }
};

TEST_F(RealClockAwaitTest, GivesUpAStateThatOnlyAClientEnds) {
  for (const char* state : {"ERROR", "ACKNOWLEDGED", "CANCELLED"}) {
    const CaseResult result = Await({state}, "1h");
    ASSERT_EQ(result.failures.size(), 1u);
    EXPECT_THAT(Message(result.failures[0].mismatch),
                MatchesRegex("after [0-9]+ms: /state: .*, found \"" + std::string(state) + "\""));
    EXPECT_LT(result.wall_seconds, 3000);
  }
}

TEST_F(RealClockAwaitTest, WaitsOutAStateThatEndsByItself) {
  const CaseResult result = Await({"TRANSIENT_ERROR"}, "60ms");
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_THAT(Message(result.failures[0].mismatch), MatchesRegex("after 60ms: .*"));
}

TEST_F(RealClockAwaitTest, CountsTheTimeInOneStateOnly) {
  std::vector<std::string> states;
  for (int i = 0; i < 30; ++i) states.insert(states.end(), {"ERROR", "QUEUED"});
  states.emplace_back("TRANSFERRED");
  EXPECT_EQ(Await(states, "1h").verdict, Verdict::kPass);
}

TEST_F(ExternalSubjectRunnerTest, LeavesRoomForTheJobsOfOthers) {
  subject_.Answer("subject.reset", {{"foreignJobs", 4}, {"principals", Json::object()}});
  subject_.Answer("manager.createJob",
                  {{"hresult", "0x00000000"}, {"jobId", "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}"}});
  const CaseResult result = RunSteps(R"(
      {"id": "fill", "call": "manager.createJob", "as": "alice", "times": {"$quota": 10},
       "with": {"displayName": "x", "type": "download"},
       "check": {"id": "c", "requirement": "T-1", "level": "must"}})");
  EXPECT_EQ(result.verdict, Verdict::kPass);
  EXPECT_EQ(subject_.CallsOf("manager.createJob").size(), 6u);
}

}  // namespace
}  // namespace bitsproof::conformance
