// What a crash of the machine leaves of a job, its files and the record of both.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/body.h"
#include "fakes/crashing_file_system.h"
#include "fakes/crashing_job_store.h"
#include "fakes/fault_plan.h"
#include "fakes/memory_job_store.h"
#include "fakes/origin_script.h"
#include "fakes/sim_world.h"
#include "reference/job/job_manager.h"
#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using Durability = fakes::MemoryJobStore::Durability;

constexpr std::uint64_t kSeeds = 16;

// What one file may hold in the end: the first bytes of a stream of the origin.
struct Version {
  std::uint64_t seed;
  std::uint64_t size_bytes;
};
struct Delivery {
  const char* name;  // of the resource
  const char* local_name;
  std::vector<Version> versions;
};
const Delivery kDeliveries[] = {{"a", "/in/a", {{1, 300'000}}},
                                {"b", "/in/b", {{2, 150'000}, {22, 50'000}}},
                                {"c", "/other/c", {{3, 1'000}}}};

// A minute for the first file, so that its progress is saved in the middle.
const fakes::LinkModel kSlowLink{.bandwidth_bytes_s = 5'000, .chunk_bytes = 16 * 1024};

// The second file is cut off, changes while it is fetched again, into something shorter, and is
// what it was for those who ask once more.
constexpr const char* kOrigin = R"({
  "resources": {
    "/a": {"body": {"seed": 1, "bytes": 300000}, "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT"},
    "/b": {"body": {"seed": 2, "bytes": 150000}, "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT",
           "versions": [{"afterRequests": 3, "body": {"seed": 22, "bytes": 50000},
                         "lastModified": "Mon, 07 Nov 1994 08:49:37 GMT"},
                        {"afterRequests": 6, "body": {"seed": 2, "bytes": 150000},
                         "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT"}]},
    "/c": {"body": {"seed": 3, "bytes": 1000}}},
  "faults": [{"id": "cut", "when": {"method": "GET", "path": "/b", "resourceOffset": 120000},
              "do": "reset"}]})";

bool IsOneOf(const std::vector<Version>& versions, const std::vector<std::byte>& content) {
  return std::any_of(versions.begin(), versions.end(), [&](const Version& version) {
    std::vector<std::byte> whole(version.size_bytes);
    fakes::Body::FromSeed(version.seed, version.size_bytes).Read(0, whole);
    return content == whole;
  });
}

// One machine, which crashes at an operation of its files or of its store.
class Machine {
 public:
  Machine(std::uint64_t crash_at, Durability durability)
      : store_(durability),
        power_(crash_at, hresult::E_FAIL, fakes::FaultPlan::Extent::kFromThereOn) {
    EXPECT_EQ(world_.files().MakeDirectory("/in"), hresult::S_OK);
    EXPECT_EQ(world_.files().MakeDirectory("/other"), hresult::S_OK);
    world_.StartOrigin("web", fakes::ParseOriginScriptText(kOrigin, fakes::FileBodies::kRefused));
    Start(failing_files_, failing_store_);
  }

  bool has_crashed() const { return power_.injected().has_value(); }
  std::string crash() const { return power_.injected().value_or("no crash"); }

  // From making the job to Complete, or to the crash.
  void Work() {
    auto created = manager_->CreateJob(kAlice, "job", JobType::kDownload);
    was_created_ = created.has_value();
    if (!was_created_) return;
    if (AddFiles(*created)) was_completed_ = Finish(*created);
  }

  // Loses power and starts again on what is left.
  void Restart(std::uint64_t seed) {
    manager_.reset();
    world_.files().Crash(seed);
    store_.CrashMachine(seed);
    Start(world_.files(), store_);
  }

  // The end of the work that the crash interrupted, as its user does it who looks what is there.
  void WorkOn() {
    auto jobs = manager_->EnumJobs(kAlice, 0).value();
    ASSERT_LE(jobs.count(), 1u);
    EXPECT_FALSE(was_completed_ && jobs.count() > 0) << "the job came back";
    if (jobs.count() == 0) {
      // A job that is gone was completed, even if nobody heard of it.
      EXPECT_TRUE(!was_created_ || IsDelivered()) << "the job was lost";
      if (!was_created_) Work();
      return;
    }
    Job job = jobs.Next(1).items[0];
    if (job.EnumFiles(kAlice)->count() == 0) AddFiles(job);
    EXPECT_TRUE(Finish(job));
  }

  // What stands under a final name is the whole file and nothing else.
  void ExpectNothingWrong() {
    for (const Delivery& delivery : kDeliveries) {
      const auto content = world_.files().Read(delivery.local_name);
      EXPECT_TRUE(!content || IsOneOf(delivery.versions, *content)) << delivery.name;
    }
  }

  bool IsDelivered() {
    bool all = true;
    for (const Delivery& delivery : kDeliveries) {
      all = all && world_.files().Stat(delivery.local_name).has_value();
    }
    return all;
  }

  // Temporary files that are left; the one of a job whose record never was is nobody's.
  std::size_t Leftovers() {
    return world_.files().List("/in")->size() + world_.files().List("/other")->size() -
           std::size(kDeliveries);
  }

 private:
  void Start(FileSystem& files, JobStore& store) {
    const Environment plain = world_.environment();
    manager_ = std::make_unique<JobManager>(
        Environment{plain.clock, plain.timers, plain.transport, files, store, plain.network,
                    plain.sessions, plain.events, plain.programs, plain.random},
        Policy{}, kNewestProfile);
  }

  bool AddFiles(Job& job) {
    std::vector<FileNames> names;
    for (const Delivery& delivery : kDeliveries) {
      names.push_back({std::string("http://web.test/") + delivery.name, delivery.local_name});
    }
    return job.AddFileSet(kAlice, names).succeeded();
  }

  bool Finish(Job& job) {
    if (*job.GetState(kAlice) != JobState::kTransferred && job.Resume(kAlice).failed())
      return false;
    const Instant limit = world_.loop().Now() + std::chrono::hours(2);
    const bool had_crashed = has_crashed();
    while (*job.GetState(kAlice) != JobState::kTransferred && has_crashed() == had_crashed) {
      if (!world_.loop().Step(limit)) break;
    }
    return *job.GetState(kAlice) == JobState::kTransferred && job.Complete(kAlice) == hresult::S_OK;
  }

  fakes::SimWorld world_{1, kSlowLink};
  fakes::MemoryJobStore store_;
  fakes::FaultPlan power_;
  fakes::CrashingFileSystem failing_files_{world_.files(), power_};
  fakes::CrashingJobStore failing_store_{store_, power_};
  bool was_created_ = false;    // and its creator heard so
  bool was_completed_ = false;  // and its user heard so
  std::unique_ptr<JobManager> manager_;
};

// Crashes the machine at operation N of the files and of the store, for every N and several seeds.
TEST(MachineCrash, LosesNoJobAndDeliversNoFileTwiceOrHalf) {
  bool crashed = true;
  std::uint64_t operation = 0;
  for (; crashed && !testing::Test::HasFailure(); ++operation) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      Machine machine(operation, Durability::kFull);
      machine.Work();
      crashed = machine.has_crashed();
      SCOPED_TRACE(machine.crash() + ", seed " + std::to_string(seed));
      machine.Restart(seed);
      machine.ExpectNothingWrong();
      machine.WorkOn();
      machine.ExpectNothingWrong();
      EXPECT_TRUE(machine.IsDelivered());
      EXPECT_LE(machine.Leftovers(), 1u);
    }
  }
  EXPECT_GT(operation, 50u) << "the sweep has hardly any operation to crash at";
}

// The same with a store that may lose its newest commits: jobs may be lost or come back, but what
// is delivered is right.
TEST(MachineCrash, DeliversNoWrongByteEvenWhenTheNewestCommitsAreLost) {
  bool crashed = true;
  for (std::uint64_t operation = 0; crashed && !testing::Test::HasFailure(); ++operation) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      Machine machine(operation, Durability::kNormal);
      machine.Work();
      crashed = machine.has_crashed();
      SCOPED_TRACE(machine.crash() + ", seed " + std::to_string(seed));
      machine.Restart(seed);
      machine.ExpectNothingWrong();
      machine.Work();
      machine.ExpectNothingWrong();
    }
  }
}

// A service whose file changes under it, which is killed at its Nth commit. Meanwhile a client has
// something to commit after every step: what is stored then must be true as a whole.
class KilledService {
 public:
  KilledService(std::uint64_t commit, std::uint64_t changed_bytes)
      : plan_(commit, hresult::E_FAIL, fakes::FaultPlan::Extent::kFromThereOn) {
    EXPECT_EQ(world_.files().MakeDirectory("/in"), hresult::S_OK);
    // 32,768 bytes arrive; then there is another version, whose first GET gets no answer.
    const std::string script = R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 65536},
        "lastModified": "Sun, 06 Nov 1994 08:49:37 GMT", "versions": [{"afterRequests": 2,
        "lastModified": "Mon, 07 Nov 1994 08:49:37 GMT", "body": {"seed": 2, "bytes": )" +
                               std::to_string(changed_bytes) + R"(}}]}},
      "faults": [{"id": "cut", "when": {"method": "GET", "resourceOffset": 32768}, "do": "reset"},
                 {"id": "silent", "when": {"method": "GET", "request": 4}, "do": "stall"}]})";
    world_.StartOrigin("web", fakes::ParseOriginScriptText(script, fakes::FileBodies::kRefused));
    Start(killed_store_);
  }

  bool is_killed() const { return plan_.injected().has_value(); }

  void Work() {
    auto job = manager_->CreateJob(kAlice, "job", JobType::kDownload);
    if (!job || job->AddFile(kAlice, "http://web.test/a", "/in/a").failed()) return;
    Finish(*job);
  }

  // Starts again with what the store has, on the files as they are.
  void Restart() {
    manager_.reset();
    world_.store().Crash();
    Start(world_.store());
    auto jobs = manager_->EnumJobs(kAlice, 0).value();
    if (jobs.count() == 0) {
      if (!world_.files().Stat("/in/a")) Work();
      return;
    }
    Job job = jobs.Next(1).items[0];
    if (job.EnumFiles(kAlice)->count() == 0) {
      EXPECT_EQ(job.AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::S_OK);
    }
    Finish(job);
  }

  std::vector<std::byte> delivered() { return world_.files().Read("/in/a").value(); }
  std::vector<std::string> names() { return world_.files().List("/in").value(); }

 private:
  void Start(JobStore& store) {
    const Environment plain = world_.environment();
    manager_ = std::make_unique<JobManager>(
        Environment{plain.clock, plain.timers, plain.transport, plain.files, store, plain.network,
                    plain.sessions, plain.events, plain.programs, plain.random},
        Policy{}, kNewestProfile);
  }

  void Finish(Job& job) {
    const bool was_killed = is_killed();
    static_cast<void>(job.Resume(kAlice));
    const Instant limit = world_.loop().Now() + std::chrono::hours(2);
    while (*job.GetState(kAlice) != JobState::kTransferred && is_killed() == was_killed) {
      if (!world_.loop().Step(limit)) break;
      static_cast<void>(job.SetDescription(kAlice, "a commit"));
    }
    if (is_killed() == was_killed) {
      const HResult completed = job.Complete(kAlice);
      if (is_killed() == was_killed) {
        EXPECT_EQ(completed, hresult::S_OK);
      }
    }
  }

  fakes::SimWorld world_{1};
  fakes::FaultPlan plan_;
  fakes::CrashingJobStore killed_store_{world_.store(), plan_};
  std::unique_ptr<JobManager> manager_;
};

TEST(ServiceKill, AfterAnyCommitDeliversTheNewVersionWholeAndNothingElse) {
  for (const std::uint64_t bytes : {32'768, 50'000, 16'384, 65'536, 1, 0}) {
    bool killed = true;
    std::uint64_t commit = 1;  // 0 is the first Load
    for (; killed && !testing::Test::HasFailure(); ++commit) {
      SCOPED_TRACE(std::to_string(bytes) + " bytes, commit " + std::to_string(commit));
      KilledService service(commit, bytes);
      service.Work();
      killed = service.is_killed();
      if (killed) service.Restart();
      std::vector<std::byte> whole(bytes);
      fakes::Body::FromSeed(2, bytes).Read(0, whole);
      EXPECT_TRUE(service.delivered() == whole) << service.delivered().size() << " bytes";
      // A temporary file whose record was lost with the commit is nobody's.
      EXPECT_LE(service.names().size(), killed ? 2u : 1u);
    }
    EXPECT_GT(commit, 15u) << "the sweep has hardly any commit to kill at";
  }
}

// A job of one file that takes a minute, on files one of whose operations fails.
class SlowJob {
 public:
  explicit SlowJob(fakes::FaultPlan plan) : plan_(plan) {
    EXPECT_EQ(world_.files().MakeDirectory("/in"), hresult::S_OK);
    world_.StartOrigin("web", fakes::ParseOriginScriptText(kOrigin, fakes::FileBodies::kRefused));
    const Environment plain = world_.environment();
    manager_.emplace(
        Environment{plain.clock, plain.timers, plain.transport, failing_files_, plain.store,
                    plain.network, plain.sessions, plain.events, plain.programs, plain.random},
        Policy{}, kNewestProfile);
    job_ = *manager_->CreateJob(kAlice, "job", JobType::kDownload);
    EXPECT_EQ(job_->AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::S_OK);
    EXPECT_EQ(job_->Resume(kAlice), hresult::S_OK);
  }

  Job& job() { return *job_; }
  fakes::MemoryJobStore& store() { return world_.store(); }
  std::string failed_operation() const { return plan_.injected().value_or(""); }
  void Run(std::chrono::seconds time) { world_.loop().RunUntil(world_.loop().Now() + time); }
  std::uint64_t Progress() const { return job_->GetProgress(kAlice)->bytes_transferred; }
  std::uint64_t StoredProgress() { return store().Load()->at(0).files.at(0).bytes_transferred; }

 private:
  fakes::SimWorld world_{1, kSlowLink};
  fakes::FaultPlan plan_;
  fakes::CrashingFileSystem failing_files_{world_.files(), plan_};
  std::optional<JobManager> manager_;
  std::optional<Job> job_;
};

TEST(JobProgress, InTheStoreIsWhatIsSynced) {
  SlowJob slow{fakes::FaultPlan()};
  slow.Run(std::chrono::seconds(20));
  // After a commit that failed the next one writes all that is known of the job.
  slow.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(slow.job().SetDescription(kAlice, "lost"), hresult::E_DISK_FULL);
  EXPECT_EQ(slow.job().SetDescription(kAlice, "kept"), hresult::S_OK);
  EXPECT_GT(slow.Progress(), 0u);
  EXPECT_EQ(slow.StoredProgress(), 0u);
  slow.Run(std::chrono::seconds(20));
  EXPECT_GT(slow.StoredProgress(), 0u) << "half a minute after the first byte";
}

TEST(JobProgress, LosesWhatCouldNotBeSynced) {
  for (std::uint64_t number = 1;; ++number) {  // 0 is of AddFile
    SlowJob slow(fakes::FaultPlan(number, hresult::E_FAIL));
    slow.Run(std::chrono::seconds(40));
    if (!slow.failed_operation().starts_with("Sync ")) continue;
    EXPECT_EQ(slow.job().GetState(kAlice), JobState::kError);
    EXPECT_EQ(slow.Progress(), 0u);
    EXPECT_EQ(slow.StoredProgress(), 0u);
    break;
  }
}

}  // namespace
}  // namespace bitsproof
