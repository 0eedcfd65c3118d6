#include "reference/job/job_saver.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "fakes/memory_job_store.h"

namespace bitsproof {
namespace {

class JobSaverTest : public testing::Test {
 protected:
  // A job with two files in the queue, saved with its next commit.
  QueueEntry& Queued(std::uint64_t sequence) {
    JobRecord record;
    record.sequence = sequence;
    entries_.push_back(std::make_shared<QueueEntry>(nullptr, kNewestProfile, std::move(record),
                                                    std::vector<FileRecord>(2)));
    queued_.push_back(entries_.back().get());
    saver_.Save(*entries_.back());
    return *entries_.back();
  }

  fakes::MemoryJobStore store_;
  EntryList queued_;
  std::vector<std::shared_ptr<QueueEntry>> entries_;
  JobSaver saver_{store_, queued_};
};

TEST_F(JobSaverTest, SavesWhatWasGatheredInOneTransaction) {
  saver_.SaveFile(Queued(1), 0);
  Queued(2);
  EXPECT_EQ(store_.size(), 0u);
  EXPECT_EQ(saver_.Commit(), hresult::S_OK);
  EXPECT_EQ(store_.size(), 2u);
  EXPECT_EQ(store_.commits(), 1u);
}

TEST_F(JobSaverTest, CatchesUpWithJobsAndFilesAfterACommitThatFailed) {
  QueueEntry& entry = Queued(1);
  saver_.SaveFile(entry, 0);
  saver_.SaveFile(entry, 1);
  store_.FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(saver_.Commit(), hresult::E_DISK_FULL);
  EXPECT_EQ(saver_.Commit(), hresult::S_OK);
  ASSERT_EQ(store_.size(), 1u);
  EXPECT_EQ(store_.Load()->front().files.size(), 2u);
}

TEST_F(JobSaverTest, CatchesUpWithRemovalsAfterACommitThatFailed) {
  const JobKey key = Queued(1).record.key();
  EXPECT_EQ(saver_.Commit(), hresult::S_OK);
  queued_.clear();
  saver_.Erase(key);
  for (int i = 0; i < 2; ++i) {
    store_.FailNextCommit(hresult::E_DISK_FULL);
    EXPECT_EQ(saver_.Commit(), hresult::E_DISK_FULL);
  }
  EXPECT_EQ(store_.size(), 1u);
  EXPECT_EQ(saver_.Commit(), hresult::S_OK);
  EXPECT_EQ(store_.size(), 0u);
}

}  // namespace
}  // namespace bitsproof
