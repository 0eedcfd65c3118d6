#include "reference/job/job_manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fakes/crashing_file_system.h"
#include "fakes/crashing_job_store.h"
#include "reference/base/http_date.h"
#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

using JobManagerTest = ManagerTest;

TEST_F(JobManagerTest, MovesNothingBeforeResume) {
  ServeTwoFiles();
  NewDownload({"a", "b"});
  Run(hours(24));
  EXPECT_EQ(Requests(), "");
}

TEST_F(JobManagerTest, DownloadsFilesInOrderAndPublishesThemAtComplete) {
  ServeTwoFiles();
  Job job = NewDownload({"a", "b"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  EXPECT_EQ(State(job), JobState::kQueued);
  Run(seconds(10));
  EXPECT_EQ(Trace(job), "QUEUED CONNECTING TRANSFERRING TRANSFERRED");
  EXPECT_EQ(Requests(), "HEAD /a 200, GET /a 206 0-99999, HEAD /b 200, GET /b 206 0-49999");
  EXPECT_FALSE(Exists("/in/a"));
  EXPECT_EQ(job.Complete(kAlice), hresult::S_OK);
  EXPECT_TRUE(Exists("/in/a"));
  EXPECT_EQ(world_.files().Stat("/in/a")->modified,
            ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", {}));
  EXPECT_THAT(*world_.files().List("/in"), testing::ElementsAre("a", "b"));
}

TEST_F(JobManagerTest, KeepsOneConnectionForAllFiles) {
  ServeTwoFiles();
  EXPECT_EQ(NewDownload({"a", "b"}).Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(world_.Journal("web")["connections"], 1);
}

TEST_F(JobManagerTest, AsksTheProxyOfTheJob) {
  Serve(R"({"resources": {"/a": {"body": {"text": "from the proxy"}}}})");
  Job job = NewJob();
  EXPECT_EQ(job.AddFile(kAlice, "HTTP://behind.test/a", "/in/a"), hresult::S_OK);
  EXPECT_EQ(job.SetProxySettings(kAlice, ProxyUsage::kOverride, "web.test", std::nullopt),
            hresult::S_OK);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(1));
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_EQ(Requests(), "HEAD http://behind.test/a 200, GET http://behind.test/a 206 0-13");
}

TEST_F(JobManagerTest, EndsInErrorWhenTheProxySettingsAreMalformed) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.SetProxySettings(kAlice, ProxyUsage::kOverride, "<>", std::nullopt), hresult::S_OK);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(1));
  EXPECT_EQ(State(job), JobState::kError);
  EXPECT_EQ(job.GetError(kAlice)->code(), hresult::BG_E_INVALID_PROXY_INFO);
}

TEST_F(JobManagerTest, GivesNewGuidsAfterARestartWithTheSameChance) {
  const Environment world = world_.environment();
  std::set<Guid> ids;
  for (int start = 0; start < 3; ++start) {
    manager_.reset();
    manager_ = std::make_unique<JobManager>(world, policy_, profile_);
    for (int i = 0; i < 3; ++i) ids.insert(NewJob().id());
  }
  EXPECT_EQ(ids.size(), 9u);
}

TEST_F(JobManagerTest, ContinuesByRangeAfterTheServiceWasRestarted) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000000}, "rate": 100000}}})");
  const Guid id = NewDownload({"a"}).id();
  EXPECT_EQ(manager_->GetJob(kAlice, id)->Resume(kAlice), hresult::S_OK);
  Run(seconds(5));
  Restart();
  Job job = *manager_->GetJob(kAlice, id);
  EXPECT_EQ(State(job), JobState::kQueued);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_THAT(Requests(), testing::Not(testing::EndsWith("206 0-999999")));
  EXPECT_EQ(job.Complete(kAlice), hresult::S_OK);
  EXPECT_EQ(world_.files().Read("/in/a").value().size(), 1000000u);
}

TEST_F(JobManagerTest, SharesTheBackgroundBySlicesOfTime) {
  Serve(R"({"resources": {"/large": {"body": {"seed": 1, "bytes": 4000000}, "rate": 100000},
                          "/small": {"body": {"seed": 2, "bytes": 1000}}}})");
  Job large = NewDownload({"large"});
  Job small = NewDownload({"small"}, kBob);
  EXPECT_EQ(large.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(small.Resume(kBob), hresult::S_OK);
  Run(seconds(12));
  EXPECT_EQ(State(small), JobState::kTransferred);
  EXPECT_EQ(State(large), JobState::kTransferring);
  EXPECT_EQ(Trace(large), "QUEUED CONNECTING TRANSFERRING QUEUED CONNECTING TRANSFERRING");
}

TEST_F(JobManagerTest, RunsAJobOnlyWhileItsOwnerIsLoggedOn) {
  ServeTwoFiles();
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, false);
  Job job = NewDownload({"a"});
  Job service = NewDownload({"b"}, kSystem);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  EXPECT_EQ(service.Resume(kSystem), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kQueued);
  EXPECT_EQ(State(service), JobState::kTransferred);
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, true);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(JobManagerTest, LeavesAJobAloneWhenAnotherUserLogsOff) {
  ServeTwoFiles(
      R"([{"id": "stall", "when": {"method": "GET", "path": "/a", "resourceOffset": 500}, "do": "stall"}])");
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  world_.conditions().sessions.SetLoggedOn(kBob.sid, false);
  Run(seconds(1));
  EXPECT_EQ(Trace(job), "QUEUED CONNECTING TRANSFERRING");
}

TEST_F(JobManagerTest, CancelsAJobThatNobodyTouchesForNinetyDays) {
  ServeTwoFiles();
  Job idle = NewDownload({"a"});
  Job kept = NewDownload({"b"});
  Run(hours(24 * 89));
  EXPECT_EQ(kept.SetDescription(kAlice, "still wanted"), hresult::S_OK);
  Run(hours(24 * 2));
  EXPECT_EQ(State(idle), JobState::kCancelled);
  EXPECT_EQ(CodeOf(manager_->GetJob(kAlice, idle.id())), hresult::BG_E_NOT_FOUND);
  EXPECT_EQ(State(kept), JobState::kSuspended);
}

TEST_F(JobManagerTest, CountsTheDaysOnWhichTheServiceDidNotRun) {
  ServeTwoFiles();
  const Guid id = NewDownload({"a"}).id();
  manager_.reset();
  constexpr std::uint64_t kTicksOfADay = std::uint64_t{24} * 3600 * 10'000'000;
  world_.loop().SetWallClock(WallTime{world_.loop().WallNow().ticks + 30 * kTicksOfADay});
  Restart();
  Run(hours(24 * 59));
  EXPECT_TRUE(manager_->GetJob(kAlice, id));
  Run(hours(24 * 2));
  EXPECT_EQ(CodeOf(manager_->GetJob(kAlice, id)), hresult::BG_E_NOT_FOUND);
}

TEST_F(JobManagerTest, TellsATransferToTheObjectThatRegistersLater) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  const auto notified = [&] {
    const std::vector<JobEvent> events = Events();
    return std::count_if(events.begin(), events.end(), [](const JobEvent& event) {
      return event.kind == JobEvent::Kind::kJobTransferred;
    });
  };
  EXPECT_EQ(notified(), 0);
  EXPECT_EQ(job.SetNotifyInterface(kAlice, "object"), hresult::S_OK);
  EXPECT_EQ(notified(), 1);
  EXPECT_EQ(job.SetNotifyInterface(kAlice, "object"), hresult::S_OK);
  EXPECT_EQ(notified(), 1);
}

TEST_F(JobManagerTest, TellsNoTransferOfAJobThatHasGoneOn) {
  ServeTwoFiles(
      R"([{"id": "stall", "when": {"method": "GET", "path": "/b", "resourceOffset": 500}, "times": 100, "do": "stall"}])");
  world_.events().SetDelivery(Delivery::kRefused);
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.SetNotifyInterface(kAlice, "object"), hresult::S_OK);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_EQ(job.AddFile(kAlice, "http://web.test/b", "/in/b"), hresult::S_OK);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(700));
  EXPECT_NE(State(job), JobState::kTransferred);
  const std::vector<JobEvent> events = Events();
  EXPECT_EQ(std::count_if(events.begin(), events.end(),
                          [](const JobEvent& event) {
                            return event.kind == JobEvent::Kind::kJobTransferred;
                          }),
            1);
}

TEST_F(JobManagerTest, LeavesTheJobTransferredWhenAFileCannotBePublished) {
  ServeTwoFiles();
  Job job = NewDownload({"a", "b"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(world_.files().Write("/in/b", {}), hresult::S_OK);
  EXPECT_EQ(world_.files().Protect("/in/b", fakes::MemoryFileSystem::Access::kReadOnly),
            hresult::S_OK);
  EXPECT_TRUE(job.Complete(kAlice).failed());
  EXPECT_EQ(State(job), JobState::kTransferred);
  EXPECT_TRUE(job.GetFile(kAlice, 0)->GetProgress(kAlice)->completed);
  EXPECT_FALSE(job.GetFile(kAlice, 1)->GetProgress(kAlice)->completed);
  EXPECT_EQ(world_.files().Protect("/in/b", fakes::MemoryFileSystem::Access::kFull), hresult::S_OK);
  EXPECT_EQ(job.Complete(kAlice), hresult::S_OK);
  EXPECT_EQ(State(job), JobState::kAcknowledged);
}

TEST_F(JobManagerTest, DeliversNoOldFileInPlaceOfATemporaryThatIsGone) {
  Job job = NewTransferred();
  const std::vector<std::string> names = *world_.files().List("/in");
  ASSERT_EQ(names.size(), 1u);
  EXPECT_EQ(world_.files().Remove("/in/" + names[0]), hresult::S_OK);
  EXPECT_EQ(world_.files().Write("/in/a", {}), hresult::S_OK);
  for (int attempt = 0; attempt < 2; ++attempt) {
    EXPECT_EQ(job.Complete(kAlice), hresult::E_FILE_NOT_FOUND);
    EXPECT_EQ(State(job), JobState::kTransferred);
  }
}

TEST_F(JobManagerTest, DeliversNoTemporaryThatWasCut) {
  Job job = NewTransferred();
  const std::vector<std::string> names = *world_.files().List("/in");
  ASSERT_EQ(names.size(), 1u);
  EXPECT_EQ(world_.files().Write("/in/" + names[0], {}), hresult::S_OK);
  EXPECT_EQ(job.Complete(kAlice), hresult::BG_E_LOCAL_FILE_CHANGED);
  EXPECT_FALSE(Exists("/in/a"));
}

TEST_F(JobManagerTest, FailsAnUploadInsteadOfLettingItWait) {
  Job job = *manager_->CreateJob(kAlice, "up", JobType::kUpload);
  EXPECT_EQ(job.AddFile(kAlice, "http://web.test/u", "/in/u"), hresult::S_OK);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kError);
  EXPECT_EQ(job.GetError(kAlice)->code(), hresult::E_NOTIMPL);
}

struct ObservedNetwork final : NetworkStatus {
  bool IsConnected() const override { return true; }
  std::uint32_t Cost() const override { return kCostUnrestricted; }
  void SetObserver(std::function<void()> observer) override { is_observed = observer != nullptr; }
  bool is_observed = false;
};

struct ObservedSessions final : Sessions {
  bool IsLoggedOn(const std::string& /*sid*/) const override { return true; }
  void SetObserver(std::function<void()> observer) override { is_observed = observer != nullptr; }
  bool is_observed = false;
};

struct ObservedEvents final : EventSink {
  Delivery OnEvent(const JobEvent& /*event*/) override { return Delivery::kTaken; }
  void SetObserver(Observer observer) override { is_observed = observer != nullptr; }
  bool is_observed = false;
};

TEST_F(JobManagerTest, ObservesTheWorldWhileItLives) {
  ObservedNetwork network;
  ObservedSessions sessions;
  ObservedEvents events;
  const Environment plain = world_.environment();
  auto manager = std::make_unique<JobManager>(
      Environment{plain.clock, plain.timers, plain.transport, plain.files, plain.store, network,
                  sessions, events, plain.programs, plain.random},
      policy_, profile_);
  EXPECT_TRUE(network.is_observed && sessions.is_observed && events.is_observed);
  manager.reset();
  EXPECT_FALSE(network.is_observed);
  EXPECT_FALSE(sessions.is_observed);
  EXPECT_FALSE(events.is_observed);
}

TEST_F(JobManagerTest, StartsWithAnEmptyQueueWhenTheStoreIsUnreadable) {
  NewJob();
  world_.store().SetUnreadable(true);
  Restart();
  EXPECT_EQ(manager_->EnumJobs(kAlice, 0)->count(), 0u);
}

TEST_F(JobManagerTest, FailsAJobWhoseStoreCannotForgetAnOldVersion) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}, "delay": "2s",
      "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT",
      "versions": [{"afterRequests": 2, "body": {"seed": 2, "bytes": 100000},
                    "lastModified": "Mon, 07 Nov 1994 08:49:37 GMT"}]}},
      "faults": [{"id": "cut", "when": {"method": "GET", "resourceOffset": 500}, "do": "reset"}]})");
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kConnecting);
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kError);
  EXPECT_EQ(job.GetError(kAlice)->code(), hresult::E_DISK_FULL);
  EXPECT_EQ(job.GetError(kAlice)->context(), ErrorContext::kLocalFile);
}

TEST_F(JobManagerTest, CreatesNoJobThatCannotBeStored) {
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(CodeOf(manager_->CreateJob(kAlice, "job", JobType::kDownload)), hresult::E_DISK_FULL);
  EXPECT_EQ(manager_->EnumJobs(kAlice, 0)->count(), 0u);
}

TEST_F(JobManagerTest, CatchesUpAfterACommitThatFailed) {
  Job kept = NewJob();
  Job cancelled = NewJob();
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(cancelled.Cancel(kAlice), hresult::E_DISK_FULL);
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(kept.SetDescription(kAlice, "kept"), hresult::E_DISK_FULL);
  NewJob();
  world_.store().Crash();
  EXPECT_EQ(world_.store().size(), 2u);
  Restart();
  EXPECT_EQ(*manager_->GetJob(kAlice, kept.id())->GetDescription(kAlice), "kept");
}

// Fails operation N of the files and of the store, for every N: whatever breaks, the job ends with
// the right bytes or in an error, and nothing is left behind after Cancel.
class FaultSweep : public testing::TestWithParam<HResult> {};

// Runs one download of two files with `plan` at work; true when no operation failed.
bool SurvivesWith(fakes::FaultPlan& plan) {
  fakes::SimWorld world(1);
  EXPECT_EQ(world.files().MakeDirectory("/in"), hresult::S_OK);
  world.StartOrigin("web", fakes::ParseOriginScriptText(R"({"resources": {
      "/a": {"body": {"seed": 1, "bytes": 200000}}, "/b": {"body": {"seed": 2, "bytes": 1000}}}})",
                                                        fakes::FileBodies::kRefused));
  fakes::CrashingFileSystem files(world.files(), plan);
  fakes::CrashingJobStore store(world.store(), plan);
  const Environment plain = world.environment();
  JobManager manager({plain.clock, plain.timers, plain.transport, files, store, plain.network,
                      plain.sessions, plain.events, plain.programs, plain.random},
                     Policy{}, kNewestProfile);
  const auto created = manager.CreateJob(kAlice, "job", JobType::kDownload);
  if (!created) {
    EXPECT_EQ(manager.EnumJobs(kAlice, 0)->count(), 0u);
    return !plan.injected();
  }
  Job job = *created;
  for (const std::string name : {"a", "b"}) {
    // A failed call is repeated as a client would; whether it had an effect is for GetProgress to
    // say.
    if (job.AddFile(kAlice, "http://web.test/" + name, "/in/" + name).failed() &&
        job.GetProgress(kAlice)->files_total < (name == "a" ? 1u : 2u)) {
      EXPECT_EQ(job.AddFile(kAlice, "http://web.test/" + name, "/in/" + name), hresult::S_OK);
    }
  }
  for (int attempt = 0; attempt < 3 && *job.GetState(kAlice) != JobState::kTransferred; ++attempt) {
    if (job.Resume(kAlice).failed()) continue;
    world.loop().RunUntil(world.loop().Now() + hours(1));
  }
  EXPECT_EQ(*job.GetState(kAlice), JobState::kTransferred) << plan.injected().value_or("");
  HResult completed = job.Complete(kAlice);
  if (!IsFinal(*job.GetState(kAlice))) completed = job.Complete(kAlice);
  EXPECT_EQ(*job.GetState(kAlice), JobState::kAcknowledged) << plan.injected().value_or("");
  EXPECT_EQ(world.files().Read("/in/a").value_or(std::vector<std::byte>{}).size(), 200000u)
      << plan.injected().value_or("");
  EXPECT_THAT(*world.files().List("/in"), testing::ElementsAre("a", "b"))
      << plan.injected().value_or("");
  return !plan.injected();
}

TEST_P(FaultSweep, NeverCostsMoreThanARetry) {
  std::uint64_t number = 0;
  for (;; ++number) {
    fakes::FaultPlan plan(number, GetParam());
    if (SurvivesWith(plan)) break;
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(number, 20u) << "the sweep has hardly any operation to fail";
}

INSTANTIATE_TEST_SUITE_P(Codes, FaultSweep,
                         testing::Values(hresult::E_DISK_FULL, hresult::E_ACCESSDENIED,
                                         hresult::E_SHARING_VIOLATION),
                         [](const auto& param) { return NameOf(param.param); });

}  // namespace
}  // namespace bitsproof
