#include "reference/job/download_transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fakes/body.h"
#include "fakes/crashing_file_system.h"
#include "fakes/fault_plan.h"
#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kBytes = 100'000;

class DownloadTransferTest : public ManagerTest {
 protected:
  // Of /a at 1,000 bytes a second, of /mirror as fast as the link allows.
  void ServeSlowly(const std::string& more = "") {
    Serve(
        R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "rate": 1000, "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT"},
                           "/mirror": {"body": {"seed": 1, "bytes": 100000}, "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT"},
                           "/b": {"body": {"seed": 2, "bytes": 50000}}})" +
        more + "}");
  }

  Job Started(const std::vector<std::string>& names) {
    Job job = NewDownload(names);
    EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
    return job;
  }

  // Alice's download of /a, suspended after a while.
  Job Interrupted() {
    ServeSlowly();
    Job job = Started({"a"});
    Run(seconds(20));
    EXPECT_EQ(job.Suspend(kAlice), hresult::S_OK);
    EXPECT_GT(Moved(job), 10'000u);
    return job;
  }

  std::uint64_t Moved(const Job& job) const { return job.GetProgress(kRoot)->bytes_transferred; }

  // The first file of the only job, as a crash would leave it.
  FileRecord StoredFile(std::size_t index = 0) { return world_.store().Load()->at(0).files[index]; }
  JobRecord StoredRecord() { return world_.store().Load()->at(0).job; }

  // Completes the job and looks at what is there.
  void ExpectDelivered(Job& job) {
    Run(hours(1));
    ASSERT_EQ(State(job), JobState::kTransferred);
    ASSERT_EQ(job.Complete(kAlice), hresult::S_OK);
    ExpectContent();
  }

  void ExpectContent() {
    std::vector<std::byte> whole(kBytes);
    fakes::Body::FromSeed(1, kBytes).Read(0, whole);
    EXPECT_TRUE(*world_.files().Read("/in/a") == whole);
  }
};

TEST_F(DownloadTransferTest, RecordsWhatItKnowsBeforeTheFirstByte) {
  ServeSlowly();
  Job job = Started({"a"});
  Run(milliseconds(500));
  ASSERT_EQ(State(job), JobState::kTransferring);
  EXPECT_EQ(StoredFile().remote_size, kBytes);
  EXPECT_NE(StoredFile().temporary_name, "");
  EXPECT_EQ(StoredRecord().state, JobState::kTransferring);
}

TEST_F(DownloadTransferTest, CommitsEachFileThatItHasFetched) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "rate": 10000},
                          "/b": {"body": {"seed": 2, "bytes": 50000}}},
            "faults": [{"id": "silence", "when": {"path": "/b"}, "do": "stall"}]})");
  Job job = Started({"a", "b"});
  Run(seconds(15));
  EXPECT_EQ(StoredFile(0).bytes_transferred, kBytes);
  EXPECT_GT(StoredRecord().modified.ticks, StoredRecord().created.ticks + 50'000'000);
}

TEST_F(DownloadTransferTest, KnowsTheSizeOfOneByteBeforeItComes) {
  Serve(R"({"resources": {"/a": {"body": {"text": "x"}}},
            "faults": [{"id": "silence", "when": {"method": "GET"}, "do": "stall"}]})");
  Job job = Started({"a"});
  Run(seconds(1));
  ASSERT_EQ(State(job), JobState::kTransferring);
  EXPECT_EQ(job.GetProgress(kAlice)->bytes_total, 1u);
}

TEST_F(DownloadTransferTest, TakesNoFileForEmptyBeforeGetHasSaidSo) {
  Serve(
      R"({"resources": {"/a": {"body": {"text": ""}, "statuses": [{"status": 503, "method": "GET"}]}}})");
  Job job = Started({"a"});
  Run(seconds(1));
  ASSERT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(job.GetProgress(kAlice)->files_transferred, 0u);
  Run(hours(1));
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_EQ(StoredFile().remote_size, 0u);
}

TEST_F(DownloadTransferTest, FollowsARedirectOfGetAlone) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "statuses":
            [{"status": 302, "method": "GET", "headers": {"Location": "/b"}}]},
                          "/b": {"body": {"seed": 1, "bytes": 100000}}}})");
  Job job = Started({"a"});
  ExpectDelivered(job);
  EXPECT_EQ(Trace(job), "QUEUED CONNECTING TRANSFERRING TRANSFERRED ACKNOWLEDGED");
}

TEST_F(DownloadTransferTest, FailsForNowWhenMoreComesThanWasAskedFor) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "contentLength": true}},
            "faults": [{"id": "more", "when": {"method": "GET"}, "do": "long-part", "by": 10}]})");
  Job job = Started({"a"});
  Run(seconds(10));
  ASSERT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(job.GetError(kAlice)->code(), hresult::BG_E_INVALID_SERVER_RESPONSE);
  EXPECT_EQ(job.GetError(kAlice)->context(), ErrorContext::kRemoteFile);
}

TEST_F(DownloadTransferTest, ContinuesInItsTemporaryFile) {
  Job job = Interrupted();
  const std::uint64_t moved = Moved(job);
  const std::string temporary = *job.GetFile(kAlice, 0)->GetTemporaryName(kAlice);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(5));
  EXPECT_EQ(*job.GetFile(kAlice, 0)->GetTemporaryName(kAlice), temporary);
  ExpectDelivered(job);
  EXPECT_EQ(Requests(), "HEAD /a 200, GET /a 206 0-99999, HEAD /a 200, GET /a 206 " +
                            std::to_string(moved) + "-99999");
}

TEST_F(DownloadTransferTest, StartsAnewWhenItsTemporaryFileIsGone) {
  Job job = Interrupted();
  ASSERT_EQ(world_.files().Remove(StoredFile().temporary_name), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(milliseconds(1));
  ASSERT_EQ(State(job), JobState::kConnecting);
  EXPECT_EQ(Moved(job), 0u);
  EXPECT_EQ(StoredFile().bytes_transferred, 0u) << "before others take their place";
  Run(seconds(1));
  EXPECT_TRUE(Exists(StoredFile().temporary_name));
  ExpectDelivered(job);
}

TEST_F(DownloadTransferTest, StartsAnewWhenItsTemporaryFileIsTooShort) {
  Job job = Interrupted();
  ASSERT_EQ(world_.files().Write(StoredFile().temporary_name, std::vector<std::byte>(5)),
            hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(milliseconds(1));
  EXPECT_EQ(StoredFile().bytes_transferred, 0u);
  ExpectDelivered(job);
}

TEST_F(DownloadTransferTest, TellsAStoreThatCannotForgetWhatIsGone) {
  Job job = Interrupted();
  ASSERT_EQ(world_.files().Remove(StoredFile().temporary_name), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  Run(milliseconds(1));
  EXPECT_EQ(State(job), JobState::kError);
  EXPECT_EQ(job.GetError(kAlice)->code(), hresult::E_DISK_FULL);
  EXPECT_EQ(job.GetError(kAlice)->context(), ErrorContext::kLocalFile);
}

TEST_F(DownloadTransferTest, KeepsWhatIsDurableWhenTheNameChangesEarly) {
  Job job = Interrupted();
  const std::uint64_t moved = Moved(job);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(milliseconds(1));
  ASSERT_EQ(State(job), JobState::kConnecting);
  ASSERT_EQ(job.GetFile(kAlice, 0)->SetRemoteName(kAlice, "http://web.test/mirror"), hresult::S_OK);
  EXPECT_EQ(StoredFile().bytes_transferred, moved);
  EXPECT_EQ(StoredFile().remote_name, "http://web.test/mirror");
}

TEST_F(DownloadTransferTest, GoesOnWhenAnotherFileIsRenamed) {
  ServeSlowly();
  Job job = Started({"a", "b"});
  Run(seconds(5));
  ASSERT_EQ(job.GetFile(kAlice, 1)->SetRemoteName(kAlice, "http://web.test/mirror"), hresult::S_OK);
  Run(seconds(5));
  EXPECT_EQ(Requests(), "HEAD /a 200, GET /a 206 0-99999");
}

// Each operation of the files fails once, with a code of its own.
class FailingFilesTest : public DownloadTransferTest {
 protected:
  void Start(fakes::FaultPlan& plan) {
    files_ = std::make_unique<fakes::CrashingFileSystem>(world_.files(), plan);
    const Environment plain = world_.environment();
    manager_ = std::make_unique<JobManager>(
        Environment{plain.clock, plain.timers, plain.transport, *files_, plain.store, plain.network,
                    plain.sessions, plain.events, plain.programs, plain.random},
        Policy{}, kNewestProfile);
  }

  std::unique_ptr<fakes::CrashingFileSystem> files_;
};

// A file changes once while it is fetched, its name changes, the job is suspended. What fails when
// the client has not asked for anything is told as the error of the job.
TEST_F(FailingFilesTest, AreToldAndLeaveNoWrongByte) {
  const std::set<std::string> told_always{"CreateTemporary", "Open", "WriteAt", "Truncate"};
  bool was_told_by_a_new_name = false;
  for (std::uint64_t number = 0;; ++number) {
    manager_.reset();
    world_.store().CrashMachine(0);
    fakes::FaultPlan plan(number, hresult::E_ACCESSDENIED);
    Serve(
        R"({"resources": {"/a": {"body": {"seed": 7, "bytes": 60000}, "rate": 1000, "lastModified": "Sat, 05 Nov 1994 08:49:37 GMT",
             "versions": [{"afterRequests": 2, "body": {"seed": 1, "bytes": 100000}, "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT"}]},
            "/mirror": {"body": {"seed": 1, "bytes": 100000}, "rate": 2000, "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT"}},
            "faults": [{"id": "cut", "when": {"method": "GET", "path": "/a", "resourceOffset": 9000}, "do": "reset"}]})");
    Start(plan);
    Job job = NewJob();
    if (job.AddFile(kAlice, "http://web.test/a", "/in/a").failed()) continue;  // its caller knows
    ASSERT_EQ(job.SetMinimumRetryDelay(kAlice, 5), hresult::S_OK);
    ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
    Run(seconds(30));
    const std::uint64_t before_the_name = plan.operations();
    const bool was_moving = State(job) == JobState::kTransferring;
    ASSERT_EQ(job.GetFile(kAlice, 0)->SetRemoteName(kAlice, "http://web.test/mirror"),
              hresult::S_OK);
    const bool fails_by_the_name =
        was_moving && number >= before_the_name && plan.injected().has_value();
    was_told_by_a_new_name |= fails_by_the_name && State(job) == JobState::kError;
    Run(seconds(10));
    static_cast<void>(job.Suspend(kAlice));
    static_cast<void>(job.Resume(kAlice));
    Run(hours(1));
    const std::string what = plan.injected().value_or("nothing");
    const std::string operation = what.substr(0, what.find(' '));
    const bool was_told = Trace(job).find(" ERROR") != std::string::npos;
    if (told_always.contains(operation)) {
      EXPECT_TRUE(was_told) << what;
    }
    if (operation == "Sync" && fails_by_the_name) {
      EXPECT_TRUE(was_told) << what << " by a new name";
    }
    if (State(job) == JobState::kError) {
      EXPECT_EQ(job.GetError(kAlice)->code(), hresult::E_ACCESSDENIED) << what;
      EXPECT_EQ(job.GetError(kAlice)->context(), ErrorContext::kLocalFile) << what;
      ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
      Run(hours(1));
    }
    ASSERT_EQ(State(job), JobState::kTransferred) << what;
    HResult completed = job.Complete(kAlice);
    if (completed.failed()) completed = job.Complete(kAlice);
    ASSERT_TRUE(completed.succeeded()) << what;
    ExpectContent();
    static_cast<void>(world_.files().Remove("/in/a"));
    if (!plan.injected()) break;
  }
  EXPECT_TRUE(was_told_by_a_new_name);
}

}  // namespace
}  // namespace bitsproof
