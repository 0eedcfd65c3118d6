#include "reference/job/job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using testing::ElementsAre;

class JobTest : public ManagerTest {
 protected:
  static std::vector<std::string> RemoteNames(Result<Enumerator<JobFile>> files) {
    std::vector<std::string> names;
    for (const JobFile& file : files->Next(files->count()).items) {
      names.push_back(*file.GetRemoteName(kRoot));
    }
    return names;
  }

  std::vector<Guid> Ids(const Principal& caller, std::uint32_t flags) {
    std::vector<Guid> ids;
    auto jobs = manager_->EnumJobs(caller, flags);
    if (!jobs) return ids;
    for (const Job& job : jobs->Next(jobs->count()).items) ids.push_back(job.id());
    return ids;
  }
};

TEST_F(JobTest, ListsItsFilesInTheOrderInWhichTheyWereAdded) {
  Job job = NewDownload({"b", "a"});
  EXPECT_THAT(RemoteNames(job.EnumFiles(kAlice)),
              ElementsAre("http://web.test/b", "http://web.test/a"));
}

TEST_F(JobTest, KeepsFilesThatAreAddedLaterOutOfAListOfFiles) {
  Job job = NewDownload({"a"});
  auto before = job.EnumFiles(kAlice);
  EXPECT_EQ(job.AddFile(kAlice, "http://web.test/b", "/in/b"), hresult::S_OK);
  EXPECT_EQ(before->count(), 1u);
  EXPECT_EQ(job.EnumFiles(kAlice)->count(), 2u);
}

TEST_F(JobTest, ShowsInAFileWhatHasBecomeOfItSince) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  const JobFile file = *job.GetFile(kAlice, 0);
  EXPECT_EQ(file.GetProgress(kAlice)->bytes_total, kSizeUnknown);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(10));
  EXPECT_EQ(file.GetProgress(kAlice)->bytes_total, 100000u);
  EXPECT_EQ(file.GetProgress(kAlice)->bytes_transferred, 100000u);
  EXPECT_FALSE(file.GetProgress(kAlice)->completed);
  EXPECT_EQ(job.Complete(kAlice), hresult::S_OK);
  EXPECT_TRUE(file.GetProgress(kAlice)->completed);
}

TEST_F(JobTest, HasNoFileBehindItsLast) {
  Job job = NewDownload({"a"});
  EXPECT_EQ(*job.GetFile(kAlice, 0)->GetLocalName(kAlice), "/in/a");
  EXPECT_EQ(CodeOf(job.GetFile(kAlice, 1)), hresult::E_INVALIDARG);
}

TEST_F(JobTest, OffersInterfacesByProfile) {
  profile_ = Profile::k2_0;
  Restart();
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.QueryInterface(kAlice, "IBackgroundCopyJob3"), hresult::S_OK);
  EXPECT_EQ(job.QueryInterface(kAlice, "IBackgroundCopyJob4"), hresult::E_NOINTERFACE);
  EXPECT_EQ(job.QueryInterface(kAlice, "IBackgroundCopyFile"), hresult::E_NOINTERFACE);
  const JobFile file = *job.GetFile(kAlice, 0);
  EXPECT_EQ(file.QueryInterface(kAlice, "IBackgroundCopyFile2"), hresult::S_OK);
  EXPECT_EQ(file.QueryInterface(kAlice, "IBackgroundCopyFile3"), hresult::E_NOINTERFACE);
  EXPECT_EQ(file.QueryInterface(kAlice, "IBackgroundCopyJob"), hresult::E_NOINTERFACE);
}

TEST_F(JobTest, TellsAndDoesNothingForOtherUsers) {
  Job job = NewDownload({"a"});
  const JobFile file = *job.GetFile(kAlice, 0);
  for (const HResult code :
       {CodeOf(job.EnumFiles(kBob)), CodeOf(job.GetFile(kBob, 0)), CodeOf(job.GetError(kBob)),
        CodeOf(job.GetState(kBob)), job.QueryInterface(kBob, "IBackgroundCopyJob"),
        CodeOf(file.GetRemoteName(kBob)), CodeOf(file.GetLocalName(kBob)),
        CodeOf(file.GetProgress(kBob)), file.QueryInterface(kBob, "IBackgroundCopyFile"),
        job.Resume(kBob), job.Suspend(kBob), job.Cancel(kBob), job.Complete(kBob),
        job.TakeOwnership(kBob), job.SetDescription(kBob, "mine"),
        job.AddFile(kBob, "http://web.test/b", "/in/b")}) {
    EXPECT_EQ(code, hresult::E_ACCESSDENIED);
  }
  EXPECT_EQ(job.GetFile(kRoot, 0)->GetRemoteName(kRoot), "http://web.test/a");
}

TEST_F(JobTest, ObeysItsNewOwner) {
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.TakeOwnership(kRoot), hresult::S_OK);
  EXPECT_EQ(CodeOf(job.GetState(kAlice)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(*job.GetOwner(kRoot), kRoot.sid);
}

TEST_F(JobTest, StaysReadableAfterItsEnd) {
  Job job = NewDownload({"a"});
  const JobFile file = *job.GetFile(kAlice, 0);
  EXPECT_EQ(job.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(State(job), JobState::kCancelled);
  EXPECT_EQ(*file.GetRemoteName(kAlice), "http://web.test/a");
  EXPECT_EQ(job.EnumFiles(kAlice)->count(), 1u);
  EXPECT_EQ(job.SetDescription(kAlice, "late"), hresult::BG_E_INVALID_STATE);
  manager_.reset();
  EXPECT_EQ(*job.GetDisplayName(kAlice), "job");
  EXPECT_EQ(*file.GetLocalName(kAlice), "/in/a");
}

TEST_F(JobTest, IsDisconnectedWhenTheServiceHasStopped) {
  Job job = NewDownload({"a"});
  const JobFile file = *job.GetFile(kAlice, 0);
  manager_.reset();
  EXPECT_EQ(job.Resume(kAlice), hresult::RPC_E_DISCONNECTED);
  EXPECT_EQ(CodeOf(job.GetState(kAlice)), hresult::RPC_E_DISCONNECTED);
  EXPECT_EQ(CodeOf(job.EnumFiles(kAlice)), hresult::RPC_E_DISCONNECTED);
  EXPECT_EQ(CodeOf(file.GetRemoteName(kAlice)), hresult::RPC_E_DISCONNECTED);
}

TEST_F(JobTest, TellsThatTheStoreCouldNotForgetIt) {
  Job job = NewDownload({"a"});
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(job.Cancel(kAlice), hresult::E_DISK_FULL);
}

TEST_F(JobTest, StaysTransferredWhenItIsResumedWithNothingNew) {
  Job job = NewTransferred();
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_EQ(job.AddFile(kAlice, "http://web.test/b", "/in/b"), hresult::S_OK);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  EXPECT_EQ(State(job), JobState::kQueued);
}

TEST_F(JobTest, DetectsProxiesSince2) {
  for (const Profile profile : {Profile::k1_5, Profile::k2_0}) {
    profile_ = profile;
    Restart();
    Job job = NewJob();
    EXPECT_EQ(job.SetProxySettings(kAlice, ProxyUsage::kAutodetect, std::nullopt, std::nullopt),
              profile == Profile::k2_0 ? hresult::S_OK : hresult::E_NOTIMPL);
  }
}

TEST_F(JobTest, KeepsAnErrorObjectAsItWas) {
  ServeTwoFiles();
  Job job = NewDownload({"missing"});
  EXPECT_EQ(CodeOf(job.GetError(kAlice)), hresult::BG_E_ERROR_INFORMATION_UNAVAILABLE);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(10));
  const JobError error = *job.GetError(kAlice);
  EXPECT_EQ(job.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(CodeOf(job.GetError(kAlice)), hresult::BG_E_ERROR_INFORMATION_UNAVAILABLE);
  EXPECT_EQ(NameOf(error.code()), "BG_E_HTTP_ERROR_404");
  EXPECT_EQ(*error.GetProtocol(), "http");
}

TEST_F(JobTest, UploadsFromADirectoryInWhichNothingCanBeWritten) {
  Job download = NewJob();
  Job upload = *manager_->CreateJob(kAlice, "up", JobType::kUpload);
  EXPECT_EQ(world_.files().Protect("/in", fakes::MemoryFileSystem::Access::kReadOnly),
            hresult::S_OK);
  EXPECT_EQ(download.AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(upload.AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::S_OK);
}

TEST_F(JobTest, TakesNoEmptySetOfFiles) {
  EXPECT_EQ(NewJob().AddFileSet(kAlice, {}), hresult::E_INVALIDARG);
}

TEST_F(JobTest, StoresThatItWasTouched) {
  ServeTwoFiles();
  Job job = NewDownload({"missing"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(10));
  EXPECT_EQ(job.Suspend(kAlice), hresult::S_OK);
  const WallTime modified = job.GetTimes(kAlice)->modified;
  world_.store().Crash();
  Restart();
  EXPECT_EQ(manager_->GetJob(kAlice, job.id())->GetTimes(kAlice)->modified, modified);
}

// UNSPECIFIED: CORE-SUSP-04.
TEST_F(JobTest, KeepsItsOutcomeWhenItIsSuspended) {
  ServeTwoFiles();
  Job transferred = NewDownload({"a"});
  Job failed = NewDownload({"missing"});
  EXPECT_EQ(transferred.Resume(kAlice), hresult::S_OK);
  EXPECT_EQ(failed.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(10));
  EXPECT_EQ(transferred.Suspend(kAlice), hresult::S_OK);
  EXPECT_EQ(State(transferred), JobState::kTransferred);
  EXPECT_EQ(failed.Suspend(kAlice), hresult::S_OK);
  EXPECT_EQ(State(failed), JobState::kError);
}

TEST_F(JobTest, TakesProxyListsOf4000Characters) {
  Job job = NewJob();
  const std::string longest(4000, 'p');
  const auto set = [&job](const std::string& proxies, const std::string& bypass) {
    return job.SetProxySettings(kAlice, ProxyUsage::kOverride, proxies, bypass);
  };
  EXPECT_EQ(set(longest, longest), hresult::S_OK);
  EXPECT_EQ(set(longest + "p", longest), hresult::BG_E_PROXY_LIST_TOO_LARGE);
  EXPECT_EQ(set(longest, longest + "p"), hresult::BG_E_PROXY_BYPASS_LIST_TOO_LARGE);
}

TEST_F(JobTest, RefusesNumbersWithoutAnEnumerator) {
  Job job = NewJob();
  EXPECT_EQ(job.SetPriority(kAlice, static_cast<JobPriority>(4)), hresult::E_NOTIMPL);
  EXPECT_EQ(job.SetProxySettings(kAlice, static_cast<ProxyUsage>(4), {}, {}), hresult::E_NOTIMPL);
  EXPECT_EQ(CodeOf(manager_->CreateJob(kAlice, "x", static_cast<JobType>(3))), hresult::E_NOTIMPL);
  EXPECT_EQ(*job.GetPriority(kAlice), JobPriority::kNormal);
}

TEST_F(JobTest, IsListedForItsOwnerInTheOrderOfCreation) {
  const Guid first = NewJob(kAlice).id();
  NewJob(kBob);
  const Guid second = NewJob(kAlice).id();
  EXPECT_THAT(Ids(kAlice, 0), ElementsAre(first, second));
}

TEST_F(JobTest, IsListedForAdministratorsWhoAskForAllUsers) {
  NewJob(kAlice);
  NewJob(kBob);
  EXPECT_EQ(Ids(kRoot, 0).size(), 0u);
  EXPECT_EQ(Ids(kRoot, kEnumAllUsers).size(), 2u);
  EXPECT_EQ(CodeOf(manager_->EnumJobs(kAlice, kEnumAllUsers)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(manager_->EnumJobs(kRoot, 2)), hresult::E_NOTIMPL);
}

TEST_F(JobTest, StaysInAListThatWasMadeBeforeItsEnd) {
  Job job = NewJob();
  auto jobs = manager_->EnumJobs(kAlice, 0);
  EXPECT_EQ(job.Cancel(kAlice), hresult::S_OK);
  NewJob();
  const auto batch = jobs->Next(2);
  EXPECT_EQ(batch.code, hresult::S_FALSE);
  ASSERT_EQ(batch.items.size(), 1u);
  EXPECT_EQ(State(batch.items[0]), JobState::kCancelled);
}

}  // namespace
}  // namespace bitsproof
