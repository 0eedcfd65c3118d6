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

const NotifyInterface kClient{"object", "S-1-5-21-1-2-3-1001"};

// One job and a client that is registered for it.
class NotifierTest : public testing::Test {
 protected:
  NotifierTest() {
    entry_->notify_interface = kClient;
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
      case JobEvent::Kind::kFileTransferred:
        return "file";
      case JobEvent::Kind::kStateChange:
        return "state";
      case JobEvent::Kind::kServerCertificate:
        return "certificate";
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

TEST_F(NotifierTest, TellsFilesToWhoWantsThem) {
  notifier_.OnFileTransferred(*entry_, 0);
  EXPECT_EQ(Told(), "") << "without the flag";
  record_.notify_flags |= kNotifyFileTransferred;
  notifier_.OnFileTransferred(*entry_, 7);
  EXPECT_EQ(Told(), "file");
  EXPECT_EQ(world_.events().After(0)[0].event.file_index, 7u);
  EXPECT_TRUE(entry_->untold_files.empty());
  record_.notify_flags |= kNotifyDisable;
  notifier_.OnFileTransferred(*entry_, 8);
  record_.notify_flags &= ~kNotifyDisable;
  entry_->notify_interface.reset();
  notifier_.OnFileTransferred(*entry_, 9);
  EXPECT_EQ(Told(), "file");
  EXPECT_TRUE(entry_->untold_files.empty());
}

TEST_F(NotifierTest, TellsNoFilesBefore3) {
  auto old =
      std::make_shared<QueueEntry>(nullptr, Profile::k2_5, JobRecord{}, std::vector<FileRecord>{});
  old->notify_interface = kClient;
  old->record.notify_flags |= kNotifyFileTransferred;
  notifier_.OnFileTransferred(*old, 0);
  EXPECT_EQ(Told(), "");
}

TEST_F(NotifierTest, TellsFilesOneAfterAnotherAndBeforeTheOutcome) {
  record_.notify_flags |= kNotifyFileTransferred;
  world_.events().SetDelivery(Delivery::kPending);
  notifier_.OnFileTransferred(*entry_, 0);
  notifier_.OnFileTransferred(*entry_, 1);
  ComeTo(JobState::kTransferred);
  EXPECT_EQ(Told(), "file");
  const auto first = world_.events().After(0)[0].event;
  world_.events().SetDelivery(Delivery::kTaken);
  notifier_.OnAnswer(entry_.get(), first, true);
  EXPECT_EQ(Told(), "file file transferred");
  EXPECT_EQ(world_.events().After(0)[1].event.file_index, 1u);
}

TEST_F(NotifierTest, RepeatsAFileUntilItIsTaken) {
  record_.notify_flags |= kNotifyFileTransferred;
  record_.minimum_retry_delay_seconds = 60;
  world_.events().SetDelivery(Delivery::kRefused);
  notifier_.OnFileTransferred(*entry_, 0);
  ComeTo(JobState::kError);
  Run(seconds(59));
  EXPECT_EQ(Told(), "file file") << "the outcome asks for it once more";
  world_.events().SetDelivery(Delivery::kTaken);
  Run(seconds(2));
  EXPECT_EQ(Told(), "file file file error");
}

TEST_F(NotifierTest, RepeatsAFileThatIsRefusedInTheEnd) {
  record_.notify_flags |= kNotifyFileTransferred;
  record_.minimum_retry_delay_seconds = 60;
  world_.events().SetDelivery(Delivery::kPending);
  notifier_.OnFileTransferred(*entry_, 0);
  world_.events().SetDelivery(Delivery::kTaken);
  notifier_.OnAnswer(entry_.get(), world_.events().After(0)[0].event, false);
  EXPECT_EQ(Told(), "file");
  Run(seconds(61));
  EXPECT_EQ(Told(), "file file");
}

TEST_F(NotifierTest, ForgetsFilesThatNobodyWantsAnyMore) {
  record_.notify_flags |= kNotifyFileTransferred;
  world_.events().SetDelivery(Delivery::kPending);
  notifier_.OnFileTransferred(*entry_, 0);
  notifier_.OnFileTransferred(*entry_, 1);
  record_.notify_flags &= ~kNotifyFileTransferred;
  world_.events().SetDelivery(Delivery::kTaken);
  ComeTo(JobState::kTransferred);
  notifier_.OnAnswer(entry_.get(), world_.events().After(0)[0].event, true);
  EXPECT_EQ(Told(), "file transferred");
}

TEST_F(NotifierTest, SpacesModificationsByTheIntervalOfTheJob) {
  record_.notify_flags = kNotifyJobModification;
  record_.properties.notification_interval_ms = 5000;
  Run(seconds(10));
  for (int i = 0; i < 12; ++i) {
    notifier_.OnModification(*entry_, kBytesMoved);
    Run(seconds(1));
  }
  EXPECT_EQ(Told(), "modification modification modification");
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

TEST_F(NotifierTest, TellsNoOutcomeASecondTimeBeforeTheFirstIsAnswered) {
  world_.events().SetDelivery(Delivery::kPending);
  ComeTo(JobState::kTransferred);
  notifier_.Deliver(*entry_);
  EXPECT_EQ(Told(), "transferred");
}

TEST_F(NotifierTest, KeepsAnOutcomeForTheObjectThatRegistersLater) {
  entry_->notify_interface.reset();
  ComeTo(JobState::kTransferred);
  EXPECT_EQ(Told(), "");
  EXPECT_TRUE(record_.notification_pending);
  entry_->notify_interface = kClient;
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
  world_.events().SetDelivery(Delivery::kRefused);
  record_.minimum_retry_delay_seconds = 60;
  ComeTo(JobState::kTransferred);
  EXPECT_TRUE(record_.notification_pending);
  Run(seconds(59));
  EXPECT_EQ(Told(), "transferred");
  Run(seconds(1));
  EXPECT_EQ(Told(), "transferred transferred");
  world_.events().SetDelivery(Delivery::kTaken);
  Run(seconds(60));
  EXPECT_EQ(Told(), "transferred transferred transferred");
  EXPECT_FALSE(record_.notification_pending);
  Run(seconds(600));
  EXPECT_EQ(Told(), "transferred transferred transferred");
}

TEST_F(NotifierTest, CommitsThatARepeatedOutcomeWasTaken) {
  world_.events().SetDelivery(Delivery::kRefused);
  ComeTo(JobState::kTransferred);
  world_.events().SetDelivery(Delivery::kTaken);
  Run(seconds(record_.minimum_retry_delay_seconds));
  world_.store().Crash();
  ASSERT_EQ(world_.store().size(), 1u);
  EXPECT_FALSE(world_.store().Load()->front().job.notification_pending);
}

TEST_F(NotifierTest, DoesNotRepeatTheOutcomeOfAJobThatGoesOn) {
  world_.events().SetDelivery(Delivery::kRefused);
  ComeTo(JobState::kError);
  record_.state = JobState::kQueued;
  record_.notification_pending = false;
  Run(seconds(record_.minimum_retry_delay_seconds));
  EXPECT_EQ(Told(), "error");
}

TEST_F(NotifierTest, TellsModificationsAtIntervals) {
  record_.notify_flags = kNotifyJobModification;
  for (int i = 0; i < 10; ++i) {
    notifier_.OnModification(*entry_, kPropertyChanged);
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
  notifier_.OnModification(*entry_, kPropertyChanged);
  record_.notify_flags = kNotifyJobModification | kNotifyDisable;
  notifier_.OnModification(*entry_, kPropertyChanged);
  record_.notify_flags = kNotifyJobModification;
  entry_->notify_interface.reset();
  notifier_.OnModification(*entry_, kPropertyChanged);
  Run(seconds(10));
  EXPECT_EQ(Told(), "");
}

TEST_F(NotifierTest, TellsNoModificationOfAJobThatHasEnded) {
  record_.notify_flags = kNotifyJobModification;
  record_.state = JobState::kCancelled;
  notifier_.OnModification(*entry_, kPropertyChanged);
  EXPECT_EQ(Told(), "");
}

TEST_F(NotifierTest, AsksAgainBeforeADelayedModificationIsTold) {
  record_.notify_flags = kNotifyJobModification;
  notifier_.OnModification(*entry_, kPropertyChanged);
  notifier_.OnModification(*entry_, kPropertyChanged);
  record_.notify_flags = 0;
  Run(seconds(10));
  EXPECT_EQ(Told(), "modification");
}

TEST_F(NotifierTest, TellsAllCausesOfADelayedModification) {
  record_.notify_flags = kNotifyJobModification;
  notifier_.OnModification(*entry_, kPropertyChanged);
  notifier_.OnModification(*entry_, kFilesAdded);
  notifier_.OnModification(*entry_, StateEntered(JobState::kQueued));
  Run(seconds(1));
  const auto told = world_.events().After(0);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].event.causes, kPropertyChanged);
  EXPECT_EQ(told[1].event.causes, kFilesAdded | StateEntered(JobState::kQueued));
}

TEST_F(NotifierTest, TellsModificationsAtIntervalsAgainAndAgain) {
  record_.notify_flags = kNotifyJobModification;
  for (int round = 1; round <= 3; ++round) {
    notifier_.OnModification(*entry_, kPropertyChanged);
    notifier_.OnModification(*entry_, kPropertyChanged);
    Run(seconds(1));
    EXPECT_EQ(world_.events().last_sequence(), 2u * static_cast<unsigned>(round));
    Run(seconds(1));
  }
}

TEST_F(NotifierTest, TellsNoCauseThatNobodyWasToHear) {
  record_.notify_flags = kNotifyJobModification;
  notifier_.OnModification(*entry_, kBytesMoved);
  notifier_.OnModification(*entry_, kFilesAdded);
  record_.notify_flags = 0;
  Run(seconds(1));
  record_.notify_flags = kNotifyJobModification;
  notifier_.OnModification(*entry_, kBytesMoved);
  const auto told = world_.events().After(0);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].event.causes, kBytesMoved);
  EXPECT_EQ(told[1].event.causes, kBytesMoved);
}

// Five jobs of one user whose client does not return.
class BusyClientTest : public NotifierTest {
 protected:
  BusyClientTest() {
    world_.events().SetDelivery(Delivery::kPending);
    for (int i = 0; i < 5; ++i) {
      auto entry = std::make_shared<QueueEntry>(nullptr, kNewestProfile, JobRecord{},
                                                std::vector<FileRecord>{});
      entry->notify_interface = kClient;
      entry->record.state = JobState::kTransferred;
      notifier_.OnOutcome(*entry);
      entries_.push_back(std::move(entry));
    }
  }

  void Answer(std::size_t call, bool taken) {
    notifier_.OnAnswer(entries_[call].get(), world_.events().After(0)[call].event, taken);
  }

  std::vector<std::shared_ptr<QueueEntry>> entries_;
};

TEST_F(BusyClientTest, CallsAUserFourTimesAtOnce) {
  EXPECT_EQ(world_.events().last_sequence(), 4u);
  EXPECT_FALSE(entries_[3]->is_held_back);
  EXPECT_TRUE(entries_[4]->is_held_back);
  notifier_.Deliver(*entries_[4]);
  EXPECT_EQ(world_.events().last_sequence(), 4u);
}

TEST_F(BusyClientTest, CallsAgainWhenThereIsRoom) {
  Answer(1, true);
  EXPECT_FALSE(entries_[1]->record.notification_pending);
  notifier_.Deliver(*entries_[4]);
  EXPECT_EQ(world_.events().last_sequence(), 5u);
  EXPECT_FALSE(entries_[4]->is_held_back);
}

TEST_F(BusyClientTest, CallsOtherUsersMeanwhile) {
  entries_[4]->notify_interface->user = "S-1-5-21-1-2-3-1002";
  notifier_.Deliver(*entries_[4]);
  EXPECT_EQ(world_.events().last_sequence(), 5u);
}

TEST_F(BusyClientTest, DropsModificationsMeanwhile) {
  record_.notify_flags = kNotifyJobModification;
  notifier_.OnModification(*entry_, kPropertyChanged);
  EXPECT_EQ(world_.events().last_sequence(), 4u);
}

TEST_F(BusyClientTest, TellsAnotherObjectAtOnceWhatTheOldOneRefused) {
  entries_[0]->notify_interface->callback = "another";
  Answer(0, false);
  ASSERT_EQ(world_.events().last_sequence(), 5u);
  EXPECT_EQ(world_.events().After(4)[0].event.callback, "another");
}

TEST_F(BusyClientTest, TellsAnotherObjectNothingThatTheOldOneHasTaken) {
  entries_[0]->notify_interface->callback = "another";
  Answer(0, true);
  EXPECT_EQ(world_.events().last_sequence(), 4u);
  EXPECT_FALSE(entries_[0]->record.notification_pending);
}

TEST_F(BusyClientTest, TellsTheSameObjectLaterWhatItRefused) {
  Answer(0, false);
  EXPECT_EQ(world_.events().last_sequence(), 4u);
  Run(seconds(record_.minimum_retry_delay_seconds));
  EXPECT_EQ(world_.events().last_sequence(), 5u);
}

TEST_F(BusyClientTest, TellsTheOutcomeThatCameWhileTheClientWasBusy) {
  entries_[0]->record.state = JobState::kError;
  notifier_.OnOutcome(*entries_[0]);
  EXPECT_EQ(world_.events().last_sequence(), 4u) << "one at a time";
  Answer(0, true);
  ASSERT_EQ(world_.events().last_sequence(), 5u);
  EXPECT_EQ(world_.events().After(4)[0].event.kind, JobEvent::Kind::kJobError);
}

TEST_F(BusyClientTest, ForgetsTheOutcomeOfAJobThatHasGoneOn) {
  entries_[0]->record.state = JobState::kQueued;
  entries_[0]->record.notification_pending = false;
  Answer(0, false);
  EXPECT_FALSE(entries_[0]->record.notification_pending);
  Run(seconds(700));
  EXPECT_EQ(world_.events().last_sequence(), 4u);
}

TEST_F(BusyClientTest, ForgetsTheCallOfAJobThatHasLeft) {
  notifier_.OnAnswer(nullptr, world_.events().After(0)[0].event, true);
  notifier_.Deliver(*entries_[4]);
  EXPECT_EQ(world_.events().last_sequence(), 5u);
}

}  // namespace
}  // namespace bitsproof
