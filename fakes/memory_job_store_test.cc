#include "fakes/memory_job_store.h"

#include <gtest/gtest.h>

#include <set>

namespace bitsproof::fakes {
namespace {

JobRecord JobOf(std::uint8_t number) {
  JobRecord job;
  job.id.bytes[15] = number;
  job.sequence = number;
  return job;
}

FileRecord FileOf(const std::string& name) {
  FileRecord file;
  file.remote_name = name;
  return file;
}

TEST(MemoryJobStore, ACrashLosesExactlyWhatWasNotCommitted) {
  MemoryJobStore store;
  store.PutJob(JobOf(1));
  ASSERT_EQ(store.Commit(), hresult::S_OK);
  store.PutJob(JobOf(2));
  store.Erase(JobOf(1).key());
  store.Crash();
  ASSERT_EQ(store.Commit(), hresult::S_OK);
  const auto jobs = store.Load().value();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].job, JobOf(1));
}

// How many of three commits are left after a crash of the machine, by seed.
std::set<std::size_t> LeftOfThree(MemoryJobStore::Durability durability) {
  std::set<std::size_t> left;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    MemoryJobStore store(durability);
    for (std::uint8_t number = 1; number <= 3; ++number) {
      store.PutJob(JobOf(number));
      EXPECT_EQ(store.Commit(), hresult::S_OK);
    }
    store.PutJob(JobOf(4));
    store.CrashMachine(seed);
    EXPECT_EQ(store.Commit(), hresult::S_OK);
    const auto jobs = store.Load().value();
    for (std::size_t i = 0; i < jobs.size(); ++i) EXPECT_EQ(jobs[i].job.sequence, i + 1);
    left.insert(jobs.size());
  }
  return left;
}

TEST(MemoryJobStore, KeepsEveryCommitThroughACrashOfTheMachine) {
  EXPECT_EQ(LeftOfThree(MemoryJobStore::Durability::kFull), (std::set<std::size_t>{3}));
}

TEST(MemoryJobStore, MayLoseTheNewestCommitsWhenToldTo) {
  EXPECT_EQ(LeftOfThree(MemoryJobStore::Durability::kNormal), (std::set<std::size_t>{0, 1, 2, 3}));
}

TEST(MemoryJobStore, AFailedCommitKeepsNothingAndTheNextOneWorks) {
  MemoryJobStore store;
  store.FailNextCommit(hresult::E_DISK_FULL);
  store.PutJob(JobOf(1));
  EXPECT_EQ(store.Commit(), hresult::E_DISK_FULL);
  store.PutJob(JobOf(2));
  EXPECT_EQ(store.Commit(), hresult::S_OK);
  ASSERT_EQ(store.size(), 1u);
  EXPECT_EQ(store.Load().value()[0].job, JobOf(2));
  EXPECT_EQ(store.commits(), 1u);
}

TEST(MemoryJobStore, ChangesApplyInTheOrderInWhichTheyWereMade) {
  MemoryJobStore store;
  store.PutJob(JobOf(2));
  store.PutJob(JobOf(1));
  store.PutFile(JobOf(1).key(), 0, FileOf("gone"));
  store.Erase(JobOf(1).key());
  store.PutJob(JobOf(1));
  store.PutFile(JobOf(1).key(), 0, FileOf("a"));
  store.PutFile(JobOf(1).key(), 1, FileOf("b"));
  store.PutFile(JobOf(1).key(), 0, FileOf("c"));
  store.PutFile(JobOf(9).key(), 0, FileOf("no job"));
  ASSERT_EQ(store.Commit(), hresult::S_OK);
  const auto jobs = store.Load().value();
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[0].job, JobOf(1)) << "in order of sequence";
  ASSERT_EQ(jobs[0].files.size(), 2u);
  EXPECT_EQ(jobs[0].files[0].remote_name, "c");
  EXPECT_EQ(jobs[0].files[1].remote_name, "b");
}

TEST(MemoryJobStore, ADamagedStoreCannotBeLoaded) {
  MemoryJobStore store;
  store.SetUnreadable(true);
  EXPECT_EQ(CodeOf(store.Load()), hresult::E_FAIL);
}

}  // namespace
}  // namespace bitsproof::fakes
