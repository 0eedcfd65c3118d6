// Both crashing_* decorators.
#include <gtest/gtest.h>

#include "fakes/crashing_file_system.h"
#include "fakes/crashing_job_store.h"
#include "fakes/event_loop.h"
#include "fakes/memory_file_system.h"
#include "fakes/memory_job_store.h"

namespace bitsproof::fakes {
namespace {

// Writes a file by way of a temporary one and records a job; the first failure ends it.
HResult Scene(FileSystem& files, JobStore& store) {
  const auto path = files.CreateTemporary("/");
  if (!path) return path.error();
  const auto file = files.Open(*path);
  if (!file) return file.error();
  HResult result = (*file)->WriteAt(0, std::as_bytes(std::span("abc", 3)));
  if (result.succeeded()) result = (*file)->Sync();
  if (result.succeeded()) result = files.Rename(*path, "/done");
  if (result.failed()) return result;
  store.PutJob(JobRecord{});
  return store.Commit();
}

TEST(Crashing, ASweepFailsEveryOperationOnceAndThenEnds) {
  std::string failed;
  std::uint64_t runs = 0;
  for (;; ++runs) {
    const EventLoop loop(FromUnixSeconds(0));
    MemoryFileSystem memory_files(loop);
    MemoryJobStore memory_store;
    FaultPlan plan(runs, hresult::E_DISK_FULL);
    CrashingFileSystem files(memory_files, plan);
    CrashingJobStore store(memory_store, plan);
    const HResult result = Scene(files, store);
    if (!plan.injected()) {
      EXPECT_EQ(result, hresult::S_OK);
      EXPECT_EQ(plan.operations(), runs);
      EXPECT_EQ(memory_store.size(), 1u);
      break;
    }
    EXPECT_EQ(result, hresult::E_DISK_FULL);
    EXPECT_EQ(memory_store.size(), 0u);
    failed += *plan.injected() + "\n";
  }
  EXPECT_EQ(runs, 6u);
  EXPECT_EQ(failed,
            "CreateTemporary (operation 0): E_DISK_FULL (0x80070070)\n"
            "Open (operation 1): E_DISK_FULL (0x80070070)\n"
            "WriteAt (operation 2): E_DISK_FULL (0x80070070)\n"
            "Sync (operation 3): E_DISK_FULL (0x80070070)\n"
            "Rename (operation 4): E_DISK_FULL (0x80070070)\n"
            "Commit (operation 5): E_DISK_FULL (0x80070070)\n");
}

TEST(Crashing, AFailedOperationHasNoEffect) {
  const EventLoop loop(FromUnixSeconds(0));
  MemoryFileSystem memory(loop);
  ASSERT_EQ(memory.Write("/a", {}), hresult::S_OK);
  FaultPlan plan(0, hresult::E_ACCESSDENIED);
  CrashingFileSystem files(memory, plan);
  EXPECT_EQ(files.Remove("/a"), hresult::E_ACCESSDENIED);
  EXPECT_TRUE(files.Stat("/a").has_value());
  EXPECT_EQ(files.Remove("/a"), hresult::S_OK);
}

TEST(Crashing, AFailedCommitLeavesTheStoreAsItWas) {
  MemoryJobStore memory;
  FaultPlan plan(0, hresult::E_FAIL);
  CrashingJobStore store(memory, plan);
  store.PutJob(JobRecord{});
  EXPECT_EQ(store.Commit(), hresult::E_FAIL);
  EXPECT_EQ(store.Commit(), hresult::S_OK);
  EXPECT_EQ(store.Load()->size(), 0u);
}

TEST(Crashing, APlanMayFailAllThatComesAfterToo) {
  FaultPlan plan(1, hresult::E_FAIL, FaultPlan::Extent::kFromThereOn);
  EXPECT_EQ(plan.Next("a"), std::nullopt);
  EXPECT_EQ(plan.Next("b"), hresult::E_FAIL);
  EXPECT_EQ(plan.Next("c"), hresult::E_FAIL);
  EXPECT_EQ(plan.injected(), "b (operation 1): E_FAIL (0x80004005)");
}

TEST(Crashing, APlanWithoutANumberOnlyCounts) {
  FaultPlan plan;
  EXPECT_EQ(plan.Next("a"), std::nullopt);
  EXPECT_EQ(plan.Next("b"), std::nullopt);
  EXPECT_EQ(plan.operations(), 2u);
  EXPECT_EQ(plan.injected(), std::nullopt);
}

}  // namespace
}  // namespace bitsproof::fakes
