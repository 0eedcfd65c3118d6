#include "reference/job/scheduler.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fakes/sim_world.h"

namespace bitsproof {
namespace {

using std::chrono::seconds;

constexpr JobPriority kForeground = JobPriority::kForeground;
constexpr JobPriority kHigh = JobPriority::kHigh;
constexpr JobPriority kNormal = JobPriority::kNormal;
constexpr JobPriority kLow = JobPriority::kLow;

// A scheduler whose decisions are written down: "+a" when job a gets its turn, "-a" when it loses
// it.
class SchedulerTest : public testing::Test, public Scheduler::Host {
 protected:
  // The manager of another version of BITS. REQUIRES: no job yet.
  void UseProfile(Profile profile) { scheduler_.emplace(env_, profile, saver_, *this); }

  QueueEntry& Queued(const std::string& name, JobPriority priority, const std::string& sid = "S-1",
                     Principal::Kind kind = Principal::Kind::kStandardUser) {
    JobRecord record;
    record.sequence = entries_.size() + 1;
    record.display_name = name;
    record.priority = priority;
    record.owner = {sid, kind};
    record.state = JobState::kQueued;
    entries_.push_back(std::make_shared<QueueEntry>(nullptr, kNewestProfile, std::move(record),
                                                    std::vector<FileRecord>{}));
    scheduler_->Enqueue(*entries_.back());
    return *entries_.back();
  }

  void Finish(QueueEntry& entry) {
    entry.record.state = JobState::kTransferred;
    scheduler_->Withdraw(entry);
  }

  void ChangePriority(QueueEntry& entry, JobPriority priority) {
    const JobPriority before = std::exchange(entry.record.priority, priority);
    scheduler_->OnPriorityChange(entry, before);
  }

  void Run(Duration duration) { world_.loop().RunUntil(world_.loop().Now() + duration); }

  // What was decided since the last call, after the turn that is due now.
  std::string Decisions() {
    Run(Duration{0});
    return std::exchange(decisions_, "");
  }

  fakes::SimWorld world_{1};
  Environment env_ = world_.environment();
  EntryList queued_;
  JobSaver saver_{env_.store, queued_};
  std::vector<std::shared_ptr<QueueEntry>> entries_;
  std::optional<JobPriority> blocked_;
  std::optional<Scheduler> scheduler_{std::in_place, env_, kNewestProfile, saver_, *this};

 private:
  void BeginTurn(QueueEntry& entry) override {
    Note("+", entry);
    if (IsBlocked(entry.record.priority)) {
      entry.record.state = JobState::kTransientError;
      scheduler_->Withdraw(entry);
      return;
    }
    entry.record.state = JobState::kConnecting;
  }

  void EndTurn(QueueEntry& entry) override {
    Note("-", entry);
    entry.record.state = JobState::kQueued;
    saver_.Save(entry);
    scheduler_->Enqueue(entry);
  }

  bool IsBlocked(JobPriority priority) const override { return priority == blocked_; }

  void Note(const char* what, const QueueEntry& entry) {
    decisions_ += (decisions_.empty() ? "" : " ") + std::string(what) + entry.record.display_name;
  }

  std::string decisions_;
};

TEST_F(SchedulerTest, DecidesNothingBeforeThePresentActionIsOver) {
  Queued("a", kNormal);
  EXPECT_EQ(Decisions(), "+a");
  QueueEntry& b = Queued("b", kForeground);
  Finish(b);
  EXPECT_EQ(Decisions(), "") << "the action that queued the job has withdrawn it again";
}

TEST_F(SchedulerTest, RunsOneBackgroundJobAtATimeInTheOrderOfTheirComing) {
  QueueEntry& a = Queued("a", kNormal);
  Queued("b", kNormal);
  Queued("c", kNormal);
  EXPECT_EQ(Decisions(), "+a");
  Finish(a);
  EXPECT_EQ(Decisions(), "+b");
}

TEST_F(SchedulerTest, RunsEveryForegroundJobBesideTheBackgroundJob) {
  Queued("a", kLow);
  Queued("f", kForeground);
  Queued("g", kForeground);
  EXPECT_EQ(Decisions(), "+f +g +a");
}

TEST_F(SchedulerTest, TakesTheHighestPriorityFirst) {
  Queued("low", kLow);
  Queued("normal", kNormal);
  QueueEntry& high = Queued("high", kHigh);
  EXPECT_EQ(Decisions(), "+high");
  Finish(high);
  EXPECT_EQ(Decisions(), "+normal");
}

TEST_F(SchedulerTest, StartsEveryJobOfABlockedPriority) {
  Queued("high", kHigh);
  Queued("a", kLow);
  Queued("b", kLow, "S-away");
  world_.conditions().sessions.SetLoggedOn("S-away", false);
  blocked_ = kLow;
  EXPECT_EQ(Decisions(), "+a +b +high");
}

TEST_F(SchedulerTest, GivesTheTurnToAHigherPriorityAtOnce) {
  Queued("low", kLow);
  EXPECT_EQ(Decisions(), "+low");
  QueueEntry& high = Queued("high", kHigh);
  EXPECT_EQ(Decisions(), "-low +high");
  Finish(high);
  EXPECT_EQ(Decisions(), "+low");
}

TEST_F(SchedulerTest, LetsEqualsTakeTurnsBySlices) {
  Queued("a", kNormal);
  Queued("b", kNormal);
  EXPECT_EQ(Decisions(), "+a");
  Run(Scheduler::kTimeSlice - seconds(1));
  EXPECT_EQ(Decisions(), "");
  Run(seconds(1));
  EXPECT_EQ(Decisions(), "-a +b");
  Run(Scheduler::kTimeSlice);
  EXPECT_EQ(Decisions(), "-b +a");
}

TEST_F(SchedulerTest, CommitsTheEndOfASlice) {
  Queued("a", kNormal);
  Queued("b", kNormal);
  Run(Scheduler::kTimeSlice);
  world_.store().Crash();
  EXPECT_EQ(world_.store().size(), 1u) << "job a, queued again";
}

TEST_F(SchedulerTest, NeverEndsASliceForALowerPriority) {
  Queued("a", kNormal);
  Queued("low", kLow);
  Run(10 * Scheduler::kTimeSlice);
  EXPECT_EQ(Decisions(), "+a");
}

TEST_F(SchedulerTest, BeginsAnotherSliceWhenNoEqualWaits) {
  Queued("a", kNormal);
  Run(Scheduler::kTimeSlice * 3 / 2);
  EXPECT_EQ(Decisions(), "+a");
  Queued("b", kNormal);
  EXPECT_EQ(Decisions(), "");
  Run(Scheduler::kTimeSlice / 2);
  EXPECT_EQ(Decisions(), "-a +b");
}

TEST_F(SchedulerTest, PassesOverJobsWhoseOwnersAreNotLoggedOn) {
  world_.conditions().sessions.SetLoggedOn("S-away", false);
  Queued("a", kHigh, "S-away");
  Queued("f", kForeground, "S-away");
  QueueEntry& b = Queued("b", kNormal);
  EXPECT_EQ(Decisions(), "+b");
  Finish(b);
  EXPECT_EQ(Decisions(), "");
  world_.conditions().sessions.SetLoggedOn("S-away", true);
  scheduler_->Reconsider();
  EXPECT_EQ(Decisions(), "+f +a");
}

TEST_F(SchedulerTest, CountsServicesAsLoggedOn) {
  world_.conditions().sessions.SetLoggedOn("S-1-5-18", false);
  Queued("a", kNormal, "S-1-5-18", Principal::Kind::kService);
  EXPECT_EQ(Decisions(), "+a");
}

TEST_F(SchedulerTest, MovesAWaitingJobToTheLineOfItsNewPriority) {
  QueueEntry& a = Queued("a", kNormal);
  Queued("b", kNormal);
  QueueEntry& c = Queued("c", kNormal);
  EXPECT_EQ(Decisions(), "+a");
  ChangePriority(c, kHigh);
  EXPECT_EQ(Decisions(), "-a +c");
  Finish(c);
  EXPECT_EQ(Decisions(), "+b") << "a waits behind its equals";
  Finish(a);
}

TEST_F(SchedulerTest, LeavesTheTurnToAJobWhosePriorityChangesWithinTheBackground) {
  QueueEntry& a = Queued("a", kHigh);
  EXPECT_EQ(Decisions(), "+a");
  ChangePriority(a, kLow);
  EXPECT_EQ(Decisions(), "");
  Queued("b", kNormal);
  EXPECT_EQ(Decisions(), "-a +b");
}

TEST_F(SchedulerTest, StartsAnewAJobThatChangesBetweenForegroundAndBackground) {
  Queued("b", kHigh);
  QueueEntry& a = Queued("a", kForeground);
  EXPECT_EQ(Decisions(), "+a +b");
  ChangePriority(a, kNormal);
  EXPECT_EQ(Decisions(), "-a") << "b has the turn of the background";
  ChangePriority(a, kForeground);
  EXPECT_EQ(Decisions(), "+a");
}

TEST_F(SchedulerTest, RunsOneJobAtATimeUpTo1Point5) {
  UseProfile(Profile::k1_5);
  Queued("a", kNormal);
  EXPECT_EQ(Decisions(), "+a");
  QueueEntry& f = Queued("f", kForeground);
  QueueEntry& g = Queued("g", kForeground);
  EXPECT_EQ(Decisions(), "-a +f");
  Finish(f);
  EXPECT_EQ(Decisions(), "+g");
  Finish(g);
  EXPECT_EQ(Decisions(), "+a");
}

TEST_F(SchedulerTest, GivesTheTurnToAHigherPriorityUpTo1Point5Too) {
  UseProfile(Profile::k1_5);
  Queued("low", kLow);
  EXPECT_EQ(Decisions(), "+low");
  Queued("high", kHigh);
  EXPECT_EQ(Decisions(), "-low +high");
}

TEST_F(SchedulerTest, RunsJobsBesideEachOtherSince2) {
  UseProfile(Profile::k2_0);
  Queued("a", kNormal);
  Queued("f", kForeground);
  EXPECT_EQ(Decisions(), "+f +a");
}

TEST_F(SchedulerTest, ForgetsAJobThatWasWithdrawnWhileItWaited) {
  QueueEntry& a = Queued("a", kNormal);
  QueueEntry& b = Queued("b", kNormal);
  EXPECT_EQ(Decisions(), "+a");
  Finish(b);
  Finish(a);
  EXPECT_EQ(Decisions(), "");
}

}  // namespace
}  // namespace bitsproof
