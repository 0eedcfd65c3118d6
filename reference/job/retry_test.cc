// What becomes of a job whose transfer fails, through the queue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class RetryTest : public ManagerTest {
 protected:
  // An origin whose /a is busy for the first `times` requests.
  void ServeBusy(int times) {
    Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000},
                                   "statuses": [{"status": 503, "times": )" +
          std::to_string(times) + "}]}}}");
  }

  // A job for /a that tries again after `delay` and gives up `timeout` after its first failure.
  Job Started(std::uint32_t delay, std::uint32_t timeout) {
    Job job = NewDownload({"a"});
    EXPECT_EQ(job.SetMinimumRetryDelay(kAlice, delay), hresult::S_OK);
    EXPECT_EQ(job.SetNoProgressTimeout(kAlice, timeout), hresult::S_OK);
    EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
    Run(seconds(1));
    return job;
  }

  // Requests that the origin saw.
  std::size_t Attempts() const { return world_.Journal("web")["requests"].size(); }
};

TEST_F(RetryTest, ContinuesByRangeAfterADroppedConnection) {
  ServeTwoFiles(
      R"([{"id": "cut", "when": {"method": "GET", "path": "/a", "resourceOffset": 70000}, "do": "reset"}])");
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(job.GetError(kAlice)->code(), hresult::BG_E_CONNECTION_CLOSED);
  EXPECT_EQ(*job.GetErrorCount(kAlice), 1u);
  Run(seconds(580));
  EXPECT_EQ(State(job), JobState::kTransientError) << "the retry delay is 600 s";
  Run(seconds(20));
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_THAT(Requests(), testing::EndsWith("GET /a 206 70000-99999"));
  EXPECT_EQ(CodeOf(job.GetError(kAlice)), hresult::BG_E_ERROR_INFORMATION_UNAVAILABLE);
}

TEST_F(RetryTest, WaitsForTheMinimumRetryDelayEachTime) {
  ServeBusy(2);
  Job job = Started(60, 10'000);
  EXPECT_EQ(State(job), JobState::kTransientError);
  Run(seconds(58));
  EXPECT_EQ(Attempts(), 1u);
  Run(seconds(2));
  EXPECT_EQ(Attempts(), 2u);
  EXPECT_EQ(State(job), JobState::kTransientError);
  Run(seconds(61));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(RetryTest, CountsFailuresToConnectFromTheSecondInARowOn) {
  ServeBusy(3);
  Job job = Started(60, 10'000);
  std::string counts = std::to_string(*job.GetErrorCount(kAlice));
  for (int i = 0; i < 2; ++i) {
    Run(seconds(61));
    counts += " " + std::to_string(*job.GetErrorCount(kAlice));
  }
  EXPECT_EQ(counts, "0 1 2");
}

TEST_F(RetryTest, CountsAFailureToConnectAsNewOnceARetryHasConnected) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}}},
      "faults": [{"id": "busy", "when": {"request": 1}, "do": "status", "status": 503},
                 {"id": "stall", "when": {"method": "GET", "resourceOffset": 500}, "do": "stall"},
                 {"id": "busy-again", "when": {"request": 4}, "do": "status", "status": 503}]})");
  Job job = Started(60, 10'000);
  Run(seconds(61));
  EXPECT_EQ(State(job), JobState::kTransferring);
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, false);
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, true);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(*job.GetErrorCount(kAlice), 0u);
}

TEST_F(RetryTest, KeepsTheErrorUntilTheServerAnswersAgain) {
  ServeBusy(1);
  Job job = Started(60, 10'000);
  EXPECT_EQ(ToHex(job.GetError(kAlice)->code()), "0x801901F7");
  EXPECT_EQ(job.GetError(kAlice)->context(), ErrorContext::kRemoteFile);
  EXPECT_EQ(job.GetError(kAlice)->GetFile()->index(), 0u);
  Run(seconds(61));
  EXPECT_EQ(CodeOf(job.GetError(kAlice)), hresult::BG_E_ERROR_INFORMATION_UNAVAILABLE);
}

TEST_F(RetryTest, GivesUpWhenTheNoProgressTimeoutIsOver) {
  ServeBusy(100);
  Job job = Started(600, 1000);
  Run(seconds(997));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(Attempts(), 2u);
  Run(seconds(3));
  EXPECT_EQ(State(job), JobState::kError);
  Run(hours(24));
  EXPECT_EQ(Attempts(), 2u);
}

TEST_F(RetryTest, CountsTheNoProgressTimeoutFromTheLastProgress) {
  ServeTwoFiles(R"([
    {"id": "1", "when": {"method": "GET", "path": "/a", "resourceOffset": 40000}, "do": "reset"},
    {"id": "2", "when": {"method": "GET", "path": "/a", "resourceOffset": 80000}, "do": "reset"},
    {"id": "3", "when": {"method": "GET", "path": "/a", "resourceOffset": 90000}, "do": "reset"}])");
  Job job = Started(600, 1000);
  Run(seconds(600));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(job.GetProgress(kAlice)->bytes_transferred, 80000u);
  Run(seconds(600));
  EXPECT_EQ(job.GetProgress(kAlice)->bytes_transferred, 90000u) << "1200 s after the first failure";
  Run(seconds(601));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(RetryTest, GivesUpAtOnceWithoutANoProgressTimeout) {
  ServeBusy(1);
  EXPECT_EQ(Trace(Started(60, 0)), "QUEUED CONNECTING ERROR");
}

TEST_F(RetryTest, GivesUpAtOnceWhenTheRetryDelayIsTheLonger) {
  ServeBusy(1);
  EXPECT_EQ(Trace(Started(601, 600)), "QUEUED CONNECTING ERROR");
}

TEST_F(RetryTest, TriesOnceMoreWhenTheRetryDelayIsAsLong) {
  ServeBusy(2);
  Job job = Started(600, 600);
  Run(seconds(601));
  EXPECT_EQ(Attempts(), 2u);
  EXPECT_EQ(State(job), JobState::kError);
}

TEST_F(RetryTest, TriesAgainAtOnceWhenTheClientResumes) {
  ServeBusy(1);
  Job job = Started(600, 10'000);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_EQ(Attempts(), 3u);
  Run(seconds(600));
  EXPECT_EQ(Attempts(), 3u) << "the retry that was planned is off";
}

TEST_F(RetryTest, CountsTheFailureOfARetryThatTheClientAskedFor) {
  ServeBusy(2);
  Job job = Started(600, 10'000);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(*job.GetErrorCount(kAlice), 1u);
}

TEST_F(RetryTest, StartsTheNoProgressTimeoutAnewWhenTheClientResumes) {
  ServeBusy(100);
  Job job = Started(600, 1000);
  Run(seconds(500));
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(998));
  EXPECT_EQ(State(job), JobState::kTransientError);
  Run(seconds(3));
  EXPECT_EQ(State(job), JobState::kError);
}

TEST_F(RetryTest, TriesNoMoreWhileTheJobIsSuspended) {
  ServeBusy(1);
  Job job = Started(60, 10'000);
  EXPECT_EQ(job.Suspend(kAlice), hresult::S_OK);
  Run(hours(24));
  EXPECT_EQ(State(job), JobState::kSuspended);
  EXPECT_EQ(Attempts(), 1u);
}

TEST_F(RetryTest, TriesNoMoreAfterAFatalError) {
  ServeTwoFiles();
  Job job = NewDownload({"missing"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(hours(24));
  EXPECT_EQ(Trace(job), "QUEUED CONNECTING ERROR");
  EXPECT_EQ(Attempts(), 1u);
}

TEST_F(RetryTest, WaitsForTheRetryDelayAgainAfterTheServiceWasRestarted) {
  ServeBusy(1);
  const Guid id = Started(600, 10'000).id();
  Run(seconds(300));
  Restart();
  Run(seconds(598));
  EXPECT_EQ(State(*manager_->GetJob(kAlice, id)), JobState::kTransientError);
  Run(seconds(3));
  EXPECT_EQ(State(*manager_->GetJob(kAlice, id)), JobState::kTransferred);
}

TEST_F(RetryTest, WaitsForTheNetworkOverARestart) {
  ServeTwoFiles();
  world_.conditions().network.SetConnected(false);
  const Guid id = Started(60, 10'000).id();
  Restart();
  Run(hours(1));
  EXPECT_EQ(State(*manager_->GetJob(kAlice, id)), JobState::kTransientError);
  EXPECT_EQ(Attempts(), 0u) << "no retry by the clock";
  world_.conditions().network.SetConnected(true);
  Run(seconds(1));
  EXPECT_EQ(State(*manager_->GetJob(kAlice, id)), JobState::kTransferred);
}

TEST_F(RetryTest, GoesOnWhenTheNetworkHasReturnedWhileTheServiceWasAway) {
  ServeTwoFiles();
  world_.conditions().network.SetConnected(false);
  const Guid id = Started(600, 10'000).id();
  world_.conditions().network.SetObserver({});  // nobody is there to hear of it
  world_.conditions().network.SetConnected(true);
  Restart();
  Run(seconds(1));
  EXPECT_EQ(State(*manager_->GetJob(kAlice, id)), JobState::kTransferred);
  EXPECT_EQ(*manager_->GetJob(kAlice, id)->GetErrorCount(kAlice), 0u);
}

TEST_F(RetryTest, TriesAgainWhenTheNetworkReturnsWhateverTheErrorWas) {
  ServeBusy(1);
  Job job = Started(600, 10'000);
  world_.conditions().network.SetConnected(false);
  EXPECT_EQ(ToHex(job.GetError(kAlice)->code()), "0x801901F7") << "it was in error before";
  world_.conditions().network.SetConnected(true);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(RetryTest, TakesTheFirstFailureAfterTheNetworkReturnedForNoRetry) {
  ServeBusy(1);
  world_.conditions().network.SetConnected(false);
  Job job = Started(60, 10'000);
  world_.conditions().network.SetConnected(true);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(*job.GetErrorCount(kAlice), 0u);
}

TEST_F(RetryTest, KeepsTheErrorOfAJobThatWaitsWhenTheNetworkIsLost) {
  ServeBusy(1);
  Job job = Started(60, 10'000);
  world_.conditions().network.SetConnected(false);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(NameOf(job.GetError(kAlice)->code()), "BG_E_HTTP_ERROR_503");
}

TEST_F(RetryTest, GivesUpOnANetworkThatStaysAwayForTheNoProgressTimeout) {
  ServeBusy(1);
  world_.conditions().network.SetConnected(false);
  Job job = Started(60, 1000);
  Run(seconds(998));
  EXPECT_EQ(Trace(job), "QUEUED TRANSIENT_ERROR") << "no retry before the network returns";
  Run(seconds(2));
  EXPECT_EQ(State(job), JobState::kError);
}

TEST_F(RetryTest, ParksJobsWithoutNetworkAndTakesThemUpAgain) {
  Serve(R"({"resources": {"/f": {"body": {"seed": 1, "bytes": 1000000}, "rate": 100000}}})");
  Job running = NewDownload({"f"});
  EXPECT_EQ(running.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  world_.conditions().network.SetConnected(false);
  EXPECT_EQ(State(running), JobState::kTransientError);
  EXPECT_EQ(running.GetError(kAlice)->code(), hresult::BG_E_NETWORK_DISCONNECTED);
  Job late = NewDownload({"f"});
  EXPECT_EQ(late.Resume(kAlice), hresult::S_OK);
  Run(hours(1));
  EXPECT_EQ(State(late), JobState::kTransientError);
  EXPECT_EQ(*running.GetErrorCount(kAlice) + *late.GetErrorCount(kAlice), 0u);
  world_.conditions().network.SetConnected(true);
  Run(seconds(60));
  EXPECT_EQ(State(running), JobState::kTransferred);
  EXPECT_EQ(State(late), JobState::kTransferred);
}

// CORE-LIFE-19: the time of all turns counts, that of other jobs does not.
TEST_F(RetryTest, FailsAJobWhoseTurnsTookLongerThanThePolicyAllows) {
  Serve(R"({"resources": {"/f": {"body": {"seed": 1, "bytes": 10000000}, "rate": 100000}}})");
  policy_.max_download_time_seconds = 15;
  manager_->SetPolicy(policy_);
  Job first = NewDownload({"f"});
  Job second = NewDownload({"f"});
  EXPECT_EQ(first.Resume(kAlice), hresult::S_OK);
  EXPECT_EQ(second.Resume(kAlice), hresult::S_OK);
  Run(seconds(24));  // 10 s for the first, 10 s for the second, 4 s for the first
  EXPECT_EQ(State(first), JobState::kTransferring);
  Run(seconds(1));
  EXPECT_EQ(State(first), JobState::kError);
  EXPECT_EQ(first.GetError(kAlice)->code(), hresult::BG_E_MAXDOWNLOAD_TIMEOUT);
  Run(seconds(1));
  EXPECT_EQ(State(second), JobState::kTransferring);
}

TEST_F(RetryTest, AllowsAResumedJobItsFullTimeAgain) {
  Serve(R"({"resources": {"/f": {"body": {"seed": 1, "bytes": 10000000}, "rate": 100000}}})");
  policy_.max_download_time_seconds = 15;
  manager_->SetPolicy(policy_);
  Job job = NewDownload({"f"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(14));
  EXPECT_EQ(job.Suspend(kAlice), hresult::S_OK);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(14));
  EXPECT_EQ(State(job), JobState::kTransferring);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kError);
}

}  // namespace
}  // namespace bitsproof
