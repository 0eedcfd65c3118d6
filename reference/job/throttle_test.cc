#include "reference/job/throttle.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "fakes/event_loop.h"
#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t kBytes = 100'000;
constexpr JobPriority kNormal = JobPriority::kNormal;

// `on` kbit/s from `from` to `to`, `off` kbit/s otherwise.
BandwidthPolicy Window(std::uint32_t from, std::uint32_t to, std::uint32_t on, std::uint32_t off) {
  BandwidthPolicy policy;
  policy.enable_max_bandwidth = 1;
  policy.max_rate_on_schedule = on;
  policy.valid_from = from;
  policy.valid_to = to;
  policy.use_system_maximum = 0;
  policy.max_rate_off_schedule = off;
  return policy;
}

// `normal` and `low` kbit/s for jobs of these priorities at any time, and no limit for those of
// HIGH.
BandwidthPolicy AllButHigh(std::uint32_t normal, std::uint32_t low) {
  BandwidthPolicy policy;
  policy.enable_maintenance_limits = 1;
  policy.maintenance.start_day = 0;
  policy.maintenance.end_day = 6;
  policy.maintenance.start_hour = policy.maintenance.end_hour = 0;
  policy.maintenance.high_type = 3;
  policy.maintenance.normal_type = policy.maintenance.low_type = 1;
  policy.maintenance.normal_limit = normal;
  policy.maintenance.low_limit = low;
  return policy;
}

class ThrottleTest : public testing::Test {
 protected:
  void Run(Duration duration) { loop_.RunUntil(loop_.Now() + duration); }

  fakes::EventLoop loop_{*ParseIso8601("2026-03-02T07:59:30Z")};
  int hours_ = 0;
  Throttle throttle_{loop_, loop_, kNewestProfile, [this] { ++hours_; }};
};

TEST_F(ThrottleTest, ChangesAtTheHour) {
  throttle_.set_policy(Window(8, 9, 10, 20));
  Run(seconds(29));
  EXPECT_EQ(throttle_.LimitOf(kNormal), 20'000u);
  EXPECT_EQ(hours_, 0);
  Run(seconds(1));
  EXPECT_EQ(throttle_.LimitOf(kNormal), 10'000u);
  EXPECT_EQ(hours_, 1);
  Run(hours(1));
  EXPECT_EQ(throttle_.LimitOf(kNormal), 20'000u);
  EXPECT_EQ(hours_, 2);
}

TEST_F(ThrottleTest, WakesNobodyWithoutLimits) {
  Run(hours(2));
  EXPECT_EQ(loop_.steps(), 0u);
  throttle_.set_policy(Window(8, 9, 10, 20));
  throttle_.set_policy({});
  Run(hours(2));
  EXPECT_EQ(hours_, 0);
  EXPECT_EQ(throttle_.LimitOf(kNormal), std::nullopt);
}

TEST_F(ThrottleTest, DoesNotFollowTheSystemClock) {
  throttle_.set_policy(Window(8, 9, 10, 20));
  loop_.MoveWallClock(hours(12));
  throttle_.set_policy(Window(8, 9, 11, 21));
  EXPECT_EQ(throttle_.LimitOf(kNormal), 21'000u);
  Run(seconds(30));
  EXPECT_EQ(throttle_.LimitOf(kNormal), 11'000u);
}

// Transfers under a policy, from 07:59:30 on a Monday.
class ThrottledTest : public ManagerTest {
 protected:
  ThrottledTest() {
    world_.loop().SetWallClock(*ParseIso8601("2026-03-02T07:59:30Z"));
    ServeTwoFiles();
  }

  void Limit(const BandwidthPolicy& policy) {
    policy_.bandwidth = policy;
    Restart();
  }
  void ChangeLimit(const BandwidthPolicy& policy) {
    policy_.bandwidth = policy;
    manager_->SetPolicy(policy_);
  }

  Job Started(const std::vector<std::string>& names, JobPriority priority = kNormal) {
    Job job = NewDownload(names);
    EXPECT_EQ(job.SetPriority(kAlice, priority), hresult::S_OK);
    EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
    return job;
  }

  std::uint64_t Moved(const Job& job) const { return job.GetProgress(kRoot)->bytes_transferred; }
  void ExpectBlocked(const Job& job) const {
    EXPECT_EQ(State(job), JobState::kTransientError);
    const auto error = job.GetError(kRoot);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), hresult::BG_E_BLOCKED_BY_POLICY);
    EXPECT_EQ(*job.GetErrorCount(kRoot), 0u);
  }
};

TEST_F(ThrottledTest, AsksForTheBytesOfASecondAtATime) {
  Limit(Window(0, 0, 320, 320));
  Job job = Started({"a"});
  Run(seconds(2));
  EXPECT_EQ(State(job), JobState::kTransferring);
  EXPECT_EQ(Moved(job), 80'000u);
  EXPECT_EQ(Requests(), "HEAD /a 200, GET /a 206 0-39999, GET /a 206 40000-79999");
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(ThrottledTest, ABlockOutlastsARestartFromTheFirstMomentOn) {
  Limit(Window(0, 0, 0, 0));
  const Job job = Started({"a"});
  Run(seconds(1));
  ExpectBlocked(job);
  const Guid id = job.id();
  Restart();
  const auto again = manager_->GetJob(kAlice, id);
  ASSERT_TRUE(again);
  ExpectBlocked(*again);
}

TEST_F(ThrottledTest, AsksForFourKibibytesAtLeast) {
  Limit(Window(0, 0, 32, 32));
  Job job = Started({"a"});
  Run(seconds(1));
  EXPECT_EQ(Requests(), "HEAD /a 200, GET /a 206 0-4095");
  Run(seconds(1));
  EXPECT_EQ(Moved(job), 8192u);
}

TEST_F(ThrottledTest, LetsTheNextJobPayWhatIsOwed) {
  Limit(Window(0, 0, 80, 80));
  Job first = Started({"a"});
  Job second = Started({"b"});
  Run(milliseconds(9'500));
  EXPECT_EQ(State(first), JobState::kTransferred);
  EXPECT_EQ(State(second), JobState::kTransferring);
  EXPECT_EQ(Moved(second), 0u);
  Run(seconds(1));
  EXPECT_EQ(Moved(second), 10'000u);
}

TEST_F(ThrottledTest, LeavesForegroundJobsAlone) {
  Limit(Window(0, 0, 2, 2));
  Job background = Started({"a"});
  Job foreground = Started({"b"}, JobPriority::kForeground);
  Run(seconds(1));
  EXPECT_EQ(State(foreground), JobState::kTransferred);
  EXPECT_EQ(Moved(background), 4096u);
  Run(seconds(17));
  EXPECT_EQ(Moved(background), 8192u);
}

TEST_F(ThrottledTest, FollowsThePolicyInTheMiddleOfARest) {
  Limit(Window(0, 0, 2, 2));
  Job job = Started({"a"});
  Run(seconds(1));
  EXPECT_EQ(Moved(job), 4096u);
  ChangeLimit({});
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_EQ(Requests(), "HEAD /a 200, GET /a 206 0-4095, HEAD /a 200, GET /a 206 4096-99999");
}

TEST_F(ThrottledTest, FollowsThePolicyInTheMiddleOfAResponse) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "rate": 10000}}})");
  Limit({});
  Job job = Started({"a"});
  Run(seconds(3));
  const std::uint64_t before = Moved(job);
  EXPECT_GT(before, 20'000u);
  ChangeLimit(Window(0, 0, 8, 8));
  Run(seconds(10));
  EXPECT_GE(Moved(job), before + 10'000);
  EXPECT_LE(Moved(job), before + 15'000);
  ChangeLimit(Window(0, 0, 8, 8));  // nothing new
  EXPECT_EQ(Requests().find("HEAD", 20), Requests().rfind("HEAD"));
}

TEST_F(ThrottledTest, GoesOnAtTheHour) {
  Limit(Window(8, 9, 800, 2));
  Job job = Started({"a"});
  Run(seconds(29));
  EXPECT_EQ(Moved(job), 8192u);
  Run(seconds(3));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(ThrottledTest, HoldsARunningJobToTheLimitOfItsNewPriority) {
  Limit(AllButHigh(2, 0));
  Job job = Started({"a"});
  Run(seconds(1));
  EXPECT_EQ(Moved(job), 4096u);
  EXPECT_EQ(job.SetPriority(kAlice, JobPriority::kLow), hresult::S_OK);
  ExpectBlocked(job);
  EXPECT_EQ(job.SetPriority(kAlice, JobPriority::kHigh), hresult::S_OK);
  EXPECT_EQ(State(job), JobState::kQueued);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(ThrottledTest, BlocksAllBackgroundJobsForAnHour) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "rate": 1000}}})");
  Limit(Window(8, 9, 0, 80));
  Job running = Started({"a"});
  Job waiting = Started({"a"});
  Job suspended = NewDownload({"a"});
  Job foreground = Started({"a"}, JobPriority::kForeground);
  Run(seconds(15));
  EXPECT_EQ(State(waiting), JobState::kTransferring);
  Run(seconds(15));
  ExpectBlocked(running);
  ExpectBlocked(waiting);
  EXPECT_EQ(State(suspended), JobState::kSuspended);
  EXPECT_EQ(State(foreground), JobState::kTransferring);
  Job late = Started({"a"});
  EXPECT_EQ(State(late), JobState::kQueued);
  Run(minutes(59));
  ExpectBlocked(late);
  ExpectBlocked(running);
  Run(minutes(1));
  EXPECT_TRUE(IsActive(State(running)));
  EXPECT_EQ(State(waiting), JobState::kQueued);
  Run(minutes(10));
  EXPECT_EQ(State(running), JobState::kTransferred);
  EXPECT_EQ(State(waiting), JobState::kTransferred);
  EXPECT_EQ(State(late), JobState::kTransferred);
  EXPECT_EQ(State(suspended), JobState::kSuspended);
}

TEST_F(ThrottledTest, BlocksJobsThatWaitBehindOneThatMay) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "rate": 1000}}})");
  Limit(AllButHigh(0, 0));
  Job high = Started({"a"}, JobPriority::kHigh);
  Job low = Started({"a"}, JobPriority::kLow);
  Job normal = Started({"a"}, JobPriority::kNormal);
  Run(seconds(1));
  EXPECT_EQ(State(high), JobState::kTransferring);
  ExpectBlocked(low);
  ExpectBlocked(normal);
}

TEST_F(ThrottledTest, KeepsABlockOverARestart) {
  Limit(Window(8, 9, 10, 0));
  Job job = Started({"a"});
  Run(seconds(1));
  const Guid id = job.id();
  Restart();
  Run(seconds(1));
  ExpectBlocked(*manager_->GetJob(kAlice, id));
  world_.loop().MoveWallClock(minutes(10));
  Run(seconds(1));
  ExpectBlocked(*manager_->GetJob(kAlice, id));
  Restart();  // at ten past eight
  EXPECT_EQ(State(*manager_->GetJob(kAlice, id)), JobState::kQueued);
}

TEST_F(ThrottledTest, ReturnsFromABlockToANetworkThatIsGone) {
  Limit(Window(8, 9, 10, 0));
  Job job = Started({"a"});
  Run(seconds(1));
  ExpectBlocked(job);
  world_.conditions().network.SetConnected(false);
  Run(minutes(1));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(job.GetError(kRoot)->code(), hresult::BG_E_NETWORK_DISCONNECTED);
}

}  // namespace
}  // namespace bitsproof
