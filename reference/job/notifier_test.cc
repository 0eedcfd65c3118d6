#include "reference/job/notifier.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fakes/sim_world.h"

namespace bitsproof {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// One job and a client that is registered for it.
class NotifierTest : public testing::Test {
 protected:
  NotifierTest() {
    entry_->notify_interface_registered = true;
    Run(seconds(1));  // no modification was told for long
  }

  void Run(Duration duration) { world_.loop().RunUntil(world_.loop().Now() + duration); }

  // The job comes to `state`, TRANSFERRED or ERROR.
  void ComeTo(JobState state) {
    entry_->record.state = state;
    notifier_.OnOutcome(*entry_);
  }

  // What the client was told so far, taken or not.
  std::string Told() const {
    std::string text;
    for (const auto& numbered : world_.events().After(0)) {
      text += (text.empty() ? "" : " ") + NameOf(numbered.event.kind);
    }
    return text;
  }

  static std::string NameOf(JobEvent::Kind kind) {
    switch (kind) {
      case JobEvent::Kind::kJobTransferred:
        return "transferred";
      case JobEvent::Kind::kJobError:
        return "error";
      case JobEvent::Kind::kJobModification:
        return "modification";
      case JobEvent::Kind::kStateChange:
        return "state";
    }
    return "?";
  }

  mutable fakes::SimWorld world_{1};
  Environment env_ = world_.environment();
  EntryList queued_;
  JobSaver saver_{env_.store, queued_};
  std::shared_ptr<QueueEntry> entry_ =
      std::make_shared<QueueEntry>(nullptr, kNewestProfile, JobRecord{}, std::vector<FileRecord>{});
  JobRecord& record_ = entry_->record;
  Notifier notifier_{env_, saver_};
};

TEST_F(NotifierTest, TellsAnOutcomeOnce) {
  ComeTo(JobState::kTransferred);
  EXPECT_EQ(Told(), "transferred");
  EXPECT_FALSE(record_.notification_pending);
  EXPECT_EQ(world_.loop().next_due(), Instant::Never()) << "no repetition is planned";
  notifier_.Deliver(*entry_);
  EXPECT_EQ(Told(), "transferred");
}

TEST_F(NotifierTest, TellsEachOutcomeByItsOwnFlag) {
  record_.notify_flags = kNotifyJobTransferred;
  ComeTo(JobState::kError);
  EXPECT_EQ(Told(), "");
  EXPECT_FALSE(record_.notification_pending) << "nothing is due";
  record_.notify_flags = kNotifyJobError;
  ComeTo(JobState::kTransferred);
  EXPECT_EQ(Told(), "");
  ComeTo(JobState::kError);
  EXPECT_EQ(Told(), "error");
}

TEST_F(NotifierTest, KeepsAnOutcomeForTheObjectThatRegistersLater) {
  entry_->notify_interface_registered = false;
  ComeTo(JobState::kTransferred);
  EXPECT_EQ(Told(), "");
  EXPECT_TRUE(record_.notification_pending);
  entry_->notify_interface_registered = true;
  notifier_.Deliver(*entry_);
  EXPECT_EQ(Told(), "transferred");
}

TEST_F(NotifierTest, KeepsAnOutcomeWhileNotificationsAreDisabled) {
  record_.notify_flags |= kNotifyDisable;
  ComeTo(JobState::kError);
  EXPECT_EQ(Told(), "");
  EXPECT_TRUE(record_.notification_pending);
  record_.notify_flags &= ~kNotifyDisable;
  notifier_.Deliver(*entry_);
  EXPECT_EQ(Told(), "error");
}

TEST_F(NotifierTest, RepeatsAnOutcomeUntilItIsTaken) {
  world_.events().SetAccepting(false);
  record_.minimum_retry_delay_seconds = 60;
  ComeTo(JobState::kTransferred);
  EXPECT_TRUE(record_.notification_pending);
  Run(seconds(59));
  EXPECT_EQ(Told(), "transferred");
  Run(seconds(1));
  EXPECT_EQ(Told(), "transferred transferred");
  world_.events().SetAccepting(true);
  Run(seconds(60));
  EXPECT_EQ(Told(), "transferred transferred transferred");
  EXPECT_FALSE(record_.notification_pending);
  Run(seconds(600));
  EXPECT_EQ(Told(), "transferred transferred transferred");
}

TEST_F(NotifierTest, CommitsThatARepeatedOutcomeWasTaken) {
  world_.events().SetAccepting(false);
  ComeTo(JobState::kTransferred);
  world_.events().SetAccepting(true);
  Run(seconds(record_.minimum_retry_delay_seconds));
  world_.store().Crash();
  ASSERT_EQ(world_.store().size(), 1u);
  EXPECT_FALSE(world_.store().Load()->front().job.notification_pending);
}

TEST_F(NotifierTest, DoesNotRepeatTheOutcomeOfAJobThatGoesOn) {
  world_.events().SetAccepting(false);
  ComeTo(JobState::kError);
  record_.state = JobState::kQueued;
  record_.notification_pending = false;
  Run(seconds(record_.minimum_retry_delay_seconds));
  EXPECT_EQ(Told(), "error");
}

TEST_F(NotifierTest, TellsModificationsAtIntervals) {
  record_.notify_flags = kNotifyJobModification;
  for (int i = 0; i < 10; ++i) {
    notifier_.OnModification(*entry_);
    Run(milliseconds(10));
  }
  EXPECT_EQ(Told(), "modification") << "the first at once";
  Run(milliseconds(399));
  EXPECT_EQ(Told(), "modification");
  Run(milliseconds(1));
  EXPECT_EQ(Told(), "modification modification") << "one for the other nine";
  Run(seconds(10));
  EXPECT_EQ(Told(), "modification modification");
}

TEST_F(NotifierTest, TellsNoModificationThatNobodyAskedFor) {
  notifier_.OnModification(*entry_);
  record_.notify_flags = kNotifyJobModification | kNotifyDisable;
  notifier_.OnModification(*entry_);
  record_.notify_flags = kNotifyJobModification;
  entry_->notify_interface_registered = false;
  notifier_.OnModification(*entry_);
  Run(seconds(10));
  EXPECT_EQ(Told(), "");
}

TEST_F(NotifierTest, TellsNoModificationOfAJobThatHasEnded) {
  record_.notify_flags = kNotifyJobModification;
  record_.state = JobState::kCancelled;
  notifier_.OnModification(*entry_);
  EXPECT_EQ(Told(), "");
}

TEST_F(NotifierTest, AsksAgainBeforeADelayedModificationIsTold) {
  record_.notify_flags = kNotifyJobModification;
  notifier_.OnModification(*entry_);
  notifier_.OnModification(*entry_);
  record_.notify_flags = 0;
  Run(seconds(10));
  EXPECT_EQ(Told(), "modification");
}

}  // namespace
}  // namespace bitsproof
