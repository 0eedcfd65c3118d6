// What the queue records, and what outlives it.
#include "reference/job/queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class QueueTest : public ManagerTest {
 protected:
  // As a crash of the process would leave them, in order of creation.
  std::vector<StoredJob> Stored() {
    world_.store().Crash();
    return *world_.store().Load();
  }

  // The causes of the modification that the client was told last.
  ModificationCauses LastCauses() const {
    ModificationCauses causes = 0;
    for (const JobEvent& event : Events()) {
      if (event.kind == JobEvent::Kind::kJobModification) causes = event.causes;
    }
    return causes;
  }

  void Hear(Job& job) {
    ASSERT_EQ(job.SetNotifyFlags(kAlice, kNotifyJobModification), hresult::S_OK);
    ASSERT_EQ(job.SetNotifyInterface(kAlice, "client"), hresult::S_OK);
    Run(seconds(1));
    ASSERT_EQ(LastCauses(), kPropertyChanged);
  }

  // A job that the store has without the queue's help.
  void Store(JobRecord job, const std::vector<FileRecord>& files) {
    job.sequence = 7;
    job.id = Guid::Generate(random_);
    job.owner = kAlice;
    world_.store().PutJob(job);
    for (std::size_t i = 0; i < files.size(); ++i) world_.store().PutFile(job.key(), i, files[i]);
    ASSERT_EQ(world_.store().Commit(), hresult::S_OK);
    id_ = job.id;
    Restart();
  }
  void StoreTransferred(const std::vector<FileRecord>& files) {
    JobRecord job;
    job.state = JobState::kTransferred;
    Store(job, files);
  }
  Job Loaded() { return *manager_->GetJob(kAlice, id_); }

  static FileRecord Fetched(const std::string& name) {
    FileRecord file;
    file.remote_name = "http://web.test/" + name;
    file.local_name = "/in/" + name;
    file.temporary_name = "/in/" + name + ".tmp";
    file.remote_size = file.bytes_transferred = 5;
    return file;
  }
  void WriteFile(const std::string& path) {
    ASSERT_EQ(world_.files().Write(path, std::vector<std::byte>(5)), hresult::S_OK);
  }

  Random random_{1};
  Guid id_;
};

// --- What is recorded ---

TEST_F(QueueTest, NumbersJobsOnAfterARestart) {
  const Guid first = NewJob().id();
  Restart();
  const Guid second = NewJob().id();
  Restart();
  EXPECT_TRUE(manager_->GetJob(kAlice, first).has_value());
  EXPECT_TRUE(manager_->GetJob(kAlice, second).has_value());
}

TEST_F(QueueTest, LoadsAJobThatWaitsWithoutAnError) {
  JobRecord job;
  job.state = JobState::kTransientError;
  Store(job, {Fetched("a")});
  EXPECT_EQ(State(Loaded()), JobState::kTransientError);
  world_.conditions().network.SetCost(0x80);
  world_.conditions().network.SetCost(1);
  EXPECT_EQ(State(Loaded()), JobState::kTransientError) << "it waits for no cost";
}

TEST_F(QueueTest, CountsNoFirstFailureToConnectAfterARestart) {
  JobRecord job;
  job.state = JobState::kQueued;
  FileRecord file;
  file.remote_name = "http://nobody.test/a";
  file.local_name = "/in/a";
  Store(job, {file});
  Run(seconds(30));
  ASSERT_EQ(State(Loaded()), JobState::kTransientError);
  EXPECT_EQ(*Loaded().GetErrorCount(kAlice), 0u);
}

TEST_F(QueueTest, TellsNoTotalWhileTheSizeOfOneFileIsUnknown) {
  FileRecord unknown = Fetched("b");
  unknown.remote_size = kSizeUnknown;
  unknown.bytes_transferred = 0;
  Store(JobRecord{}, {unknown, Fetched("a")});
  EXPECT_EQ(Loaded().GetProgress(kAlice)->bytes_total, kSizeUnknown);
}

TEST_F(QueueTest, RecordsNewRemoteNamesAtOnce) {
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.GetFile(kAlice, 0)->SetRemoteName(kAlice, "http://web.test/b"), hresult::S_OK);
  EXPECT_EQ(Stored()[0].files[0].remote_name, "http://web.test/b");
}

TEST_F(QueueTest, RecordsTheLossOfTheNetworkAtOnce) {
  ServeTwoFiles(R"([{"id": "silence", "when": {"method": "GET"}, "do": "stall"}])");
  Job first = NewDownload({"a"});
  Job second = NewDownload({"b"});
  ASSERT_EQ(first.Resume(kAlice), hresult::S_OK);
  ASSERT_EQ(second.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  ASSERT_EQ(State(first), JobState::kTransferring);
  ASSERT_EQ(State(second), JobState::kQueued);
  world_.conditions().network.SetConnected(false);
  EXPECT_EQ(State(first), JobState::kTransientError);
  EXPECT_EQ(State(second), JobState::kTransientError);
  for (const StoredJob& job : Stored()) EXPECT_EQ(job.job.state, JobState::kTransientError);
  world_.conditions().network.SetConnected(true);
  for (const StoredJob& job : Stored()) EXPECT_EQ(job.job.state, JobState::kQueued);
}

TEST_F(QueueTest, RecordsThatItsOwnerLeftAtOnce) {
  ServeTwoFiles(R"([{"id": "silence", "when": {"method": "GET"}, "do": "stall"}])");
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, false);
  EXPECT_EQ(Stored()[0].job.state, JobState::kQueued);
}

TEST_F(QueueTest, LeavesTheJobsOfServicesAloneWhenSessionsChange) {
  ServeTwoFiles(R"([{"id": "silence", "when": {"method": "GET"}, "do": "stall"}])");
  world_.conditions().sessions.SetLoggedOn(kSystem.sid, false);
  Job job = NewDownload({"a"}, kSystem);
  ASSERT_EQ(job.Resume(kSystem), hresult::S_OK);
  Run(seconds(1));
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, false);
  Run(seconds(1));
  EXPECT_EQ(Trace(job), "QUEUED CONNECTING TRANSFERRING");
}

TEST_F(QueueTest, RecordsThatAnOutcomeWasTakenAtOnce) {
  ServeTwoFiles();
  world_.events().SetDelivery(Delivery::kPending);
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetNotifyInterface(kAlice, "client"), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  ASSERT_EQ(State(job), JobState::kTransferred);
  EXPECT_TRUE(Stored()[0].job.notification_pending);
  for (const auto& numbered : world_.events().After(0)) {
    if (numbered.event.kind == JobEvent::Kind::kJobTransferred)
      world_.events().Answer(numbered.event, true);
  }
  Run(seconds(1));
  EXPECT_FALSE(Stored()[0].job.notification_pending);
}

TEST_F(QueueTest, RecordsThatAFileIsNotValid) {
  Job job = NewTransferred();
  ASSERT_EQ(job.GetFile(kAlice, 0)->SetValidationState(kAlice, false), hresult::S_OK);
  EXPECT_EQ(Stored()[0].files[0].bytes_transferred, 0u);
}

TEST_F(QueueTest, TakesTheValidationOfAFileForActivity) {
  policy_.job_inactivity_timeout_days = 2;
  Restart();
  Job job = NewTransferred();
  Run(hours(30));
  ASSERT_EQ(job.GetFile(kAlice, 0)->SetValidationState(kAlice, false), hresult::S_OK);
  Run(hours(30));
  EXPECT_EQ(State(job), JobState::kError) << "and not CANCELLED";
}

TEST_F(QueueTest, RecordsWithTheNextActionWhatAStoreHasLost) {
  Job job = NewJob();
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  ASSERT_EQ(job.AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::E_DISK_FULL);
  ASSERT_EQ(job.SetDescription(kAlice, "again"), hresult::S_OK);
  EXPECT_EQ(Stored()[0].files.size(), 1u);
}

TEST_F(QueueTest, TakesNoNullForAName) {
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.AddFile(kAlice, std::nullopt, "/in/b"), hresult::E_INVALIDARG);
  EXPECT_EQ(job.AddFile(kAlice, "http://web.test/b", std::nullopt), hresult::E_INVALIDARG);
  EXPECT_EQ(job.GetFile(kAlice, 0)->SetRemoteName(kAlice, std::nullopt), hresult::E_INVALIDARG);
}

// --- What is told ---

TEST_F(QueueTest, TellsAFileThatWasAdded) {
  Job job = NewJob();
  Hear(job);
  ASSERT_EQ(job.AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(LastCauses(), kFilesAdded);
}

TEST_F(QueueTest, TellsAFileWithRangesThatWasAdded) {
  Job job = NewJob();
  Hear(job);
  ASSERT_EQ(job.AddFileWithRanges(kAlice, "http://web.test/a", "/in/a", {{{0, 1}}}), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(LastCauses(), kFilesAdded);
}

TEST_F(QueueTest, TellsAFileThatIsNamedAnewOrValidated) {
  Job job = NewTransferred();
  Hear(job);
  const WallTime before = job.GetTimes(kAlice)->modified;
  ASSERT_EQ(job.GetFile(kAlice, 0)->SetRemoteName(kAlice, "http://web.test/b"), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(LastCauses(), kPropertyChanged);
  const WallTime between = job.GetTimes(kAlice)->modified;
  EXPECT_GT(between.ticks, before.ticks);
  ASSERT_EQ(job.GetFile(kAlice, 0)->SetValidationState(kAlice, true), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(LastCauses(), kPropertyChanged);
  EXPECT_GT(job.GetTimes(kAlice)->modified.ticks, between.ticks);
}

TEST_F(QueueTest, TellsTheContextOfWhatHasNothingToDoWithAFile) {
  policy_.max_download_time_seconds = 60;
  Restart();
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "rate": 100}}})");
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(61));
  ASSERT_EQ(State(job), JobState::kError);
  EXPECT_EQ(job.GetError(kAlice)->context(), ErrorContext::kGeneralQueueManager);
  auto upload = manager_->CreateJob(kAlice, "up", JobType::kUpload);
  ASSERT_EQ(upload->AddFile(kAlice, "http://web.test/up", "/in/up"), hresult::S_OK);
  ASSERT_EQ(upload->Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(upload->GetError(kAlice)->context(), ErrorContext::kGeneralQueueManager);
}

TEST_F(QueueTest, HasNoTimeLimitBefore3) {
  profile_ = Profile::k2_5;
  policy_.max_download_time_seconds = 60;
  Restart();
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "rate": 100}}})");
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(61));
  EXPECT_EQ(State(job), JobState::kTransferring);
}

// --- Complete and Cancel ---

TEST_F(QueueTest, EndsATransferThatIsCompletedEarly) {
  ServeTwoFiles(R"([{"id": "silence", "when": {"method": "GET", "path": "/b"}, "do": "stall"}])");
  Job job = NewDownload({"a", "b"});
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  ASSERT_EQ(job.Complete(kAlice), hresult::BG_S_PARTIAL_COMPLETE);
  EXPECT_EQ(Trace(job), "QUEUED CONNECTING TRANSFERRING SUSPENDED ACKNOWLEDGED");
}

TEST_F(QueueTest, ForgetsTheTemporaryNamesOfAJobThatHasEnded) {
  Job completed = NewTransferred();
  ASSERT_EQ(completed.Complete(kAlice), hresult::S_OK);
  EXPECT_EQ(*completed.GetFile(kAlice, 0)->GetTemporaryName(kAlice), "");
  Job cancelled = NewTransferred();
  ASSERT_EQ(cancelled.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(*cancelled.GetFile(kAlice, 0)->GetTemporaryName(kAlice), "");
}

TEST_F(QueueTest, CancelsWhatIsGoneAlready) {
  FileRecord elsewhere = Fetched("b");
  elsewhere.temporary_name = "/none/b.tmp";
  Store(JobRecord{}, {Fetched("a"), elsewhere});
  EXPECT_EQ(Loaded().Cancel(kAlice), hresult::S_OK);
}

// The first file is gone, the second may not get its name.
TEST_F(QueueTest, TellsTheFirstOfTwoFailuresOfComplete) {
  ASSERT_EQ(world_.files().MakeDirectory("/locked"), hresult::S_OK);
  FileRecord locked = Fetched("b");
  locked.local_name = "/locked/b";
  locked.temporary_name = "/locked/b.tmp";
  WriteFile("/locked/b.tmp");
  WriteFile("/in/c.tmp");
  ASSERT_EQ(world_.files().Protect("/locked", fakes::MemoryFileSystem::Access::kReadOnly),
            hresult::S_OK);
  StoreTransferred({Fetched("a"), locked, Fetched("c")});
  EXPECT_EQ(Loaded().Complete(kAlice), hresult::E_FILE_NOT_FOUND);
  const std::vector<StoredJob> stored = Stored();
  for (const FileRecord& file : stored[0].files) EXPECT_FALSE(file.publishing) << file.local_name;
  EXPECT_TRUE(stored[0].files[2].completed);
  EXPECT_EQ(stored[0].files[2].temporary_name, "");
  WriteFile("/in/a.tmp");
  EXPECT_EQ(Loaded().Complete(kAlice), hresult::E_ACCESSDENIED);
}

TEST_F(QueueTest, FetchesAFileAgainThatWasCompletedAndIsNotValid) {
  WriteFile("/in/a.tmp");
  StoreTransferred({Fetched("a"), Fetched("b")});
  ASSERT_EQ(Loaded().Complete(kAlice), hresult::E_FILE_NOT_FOUND);
  JobFile file = *Loaded().GetFile(kAlice, 0);
  ASSERT_TRUE(file.GetProgress(kAlice)->completed);
  ASSERT_EQ(file.SetValidationState(kAlice, false), hresult::S_OK);
  EXPECT_FALSE(file.GetProgress(kAlice)->completed);
}

// Before a crash Complete had begun with the file.
TEST_F(QueueTest, TakesNoFileForPublishedThatIsNowhere) {
  FileRecord file = Fetched("a");
  file.publishing = true;
  StoreTransferred({file});
  EXPECT_EQ(Loaded().Complete(kAlice), hresult::E_FILE_NOT_FOUND);
}

TEST_F(QueueTest, TakesAnOldFileForNoPublishedOne) {
  WriteFile("/in/a");
  WriteFile("/in/a.tmp");
  ASSERT_EQ(world_.files().Protect("/in", fakes::MemoryFileSystem::Access::kReadOnly),
            hresult::S_OK);
  FileRecord file = Fetched("a");
  file.publishing = true;
  StoreTransferred({file});
  EXPECT_EQ(Loaded().Complete(kAlice), hresult::E_ACCESSDENIED);
}

// --- What outlives the queue ---

TEST_F(QueueTest, LeavesNoTimerBehind) {
  ServeTwoFiles(R"([{"id": "silence", "when": {"method": "GET", "path": "/b"}, "do": "stall"}])");
  world_.events().SetDelivery(Delivery::kRefused);
  Job repeated = NewDownload({"a"});
  ASSERT_EQ(repeated.SetNotifyInterface(kAlice, "client"), hresult::S_OK);
  ASSERT_EQ(repeated.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  ASSERT_EQ(State(repeated), JobState::kTransferred);
  Job failing = NewDownload({"a"});
  ASSERT_EQ(failing.GetFile(kAlice, 0)->SetRemoteName(kAlice, "http://nobody.test/a"),
            hresult::S_OK);
  ASSERT_EQ(failing.Resume(kAlice), hresult::S_OK);
  Run(seconds(30));
  ASSERT_EQ(State(failing), JobState::kTransientError);
  Job moving = NewDownload({"b"});
  ASSERT_EQ(moving.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  ASSERT_EQ(State(moving), JobState::kTransferring);
  Job told = NewJob();
  ASSERT_EQ(told.SetNotifyFlags(kAlice, kNotifyJobModification), hresult::S_OK);
  ASSERT_EQ(told.SetNotifyInterface(kAlice, "client"), hresult::S_OK);
  ASSERT_EQ(told.SetDescription(kAlice, "soon"), hresult::S_OK);
  manager_.reset();
  const std::size_t events = Events().size();
  Run(hours(24 * 100));
  EXPECT_EQ(Events().size(), events);
  EXPECT_EQ(CodeOf(told.GetState(kAlice)), hresult::RPC_E_DISCONNECTED);
}

TEST_F(QueueTest, RepeatsNoOutcomeOfAJobThatHasLeft) {
  ServeTwoFiles();
  world_.events().SetDelivery(Delivery::kRefused);
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetNotifyInterface(kAlice, "client"), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  ASSERT_EQ(job.Complete(kAlice), hresult::S_OK);
  const std::size_t events = Events().size();
  Run(hours(24));
  EXPECT_EQ(Events().size(), events);
}

}  // namespace
}  // namespace bitsproof
