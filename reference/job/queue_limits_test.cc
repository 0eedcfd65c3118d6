// How many jobs and files a queue takes, and from whom.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

class QueueLimitsTest : public ManagerTest {
 protected:
  void Limit(std::uint32_t per_user, std::uint32_t per_machine) {
    policy_.max_jobs_per_user = per_user;
    policy_.max_jobs_per_machine = per_machine;
    manager_->SetPolicy(policy_);
  }

  // What comes of one more job.
  HResult Create(const Principal& owner) {
    return CodeOf(manager_->CreateJob(owner, "job", JobType::kDownload));
  }

  static std::vector<FileNames> Files(int count) {
    std::vector<FileNames> files;
    for (int i = 0; i < count; ++i) {
      const std::string name = std::to_string(i);
      files.push_back({"http://web.test/" + name, "/in/" + name});
    }
    return files;
  }
};

TEST_F(QueueLimitsTest, BindsEveryUserToTheLimitOfUsers) {
  Limit(2, 100);
  NewJob();
  NewJob();
  EXPECT_EQ(Create(kAlice), hresult::BG_E_TOO_MANY_JOBS_PER_USER);
  EXPECT_EQ(Create(kBob), hresult::S_OK);
  EXPECT_EQ(manager_->EnumJobs(kAlice, 0)->count(), 2u) << "a refusal leaves nothing";
}

TEST_F(QueueLimitsTest, CountsNoJobThatHasLeftTheQueue) {
  Limit(1, 1);
  for (int i = 0; i < 3; ++i) {
    Job job = NewJob();
    EXPECT_EQ(Create(kAlice), hresult::BG_E_TOO_MANY_JOBS_PER_USER);
    EXPECT_EQ(i % 2 == 0 ? job.Cancel(kAlice) : job.Complete(kAlice), hresult::S_OK);
  }
}

TEST_F(QueueLimitsTest, BindsAllUsersToTheLimitOfTheMachine) {
  Limit(60, 3);
  NewJob(kAlice);
  NewJob(kAlice);
  Job last = NewJob(kBob);
  EXPECT_EQ(Create(kBob), hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE);
  EXPECT_EQ(last.Cancel(kBob), hresult::S_OK);
  EXPECT_EQ(Create(kAlice), hresult::S_OK);
}

TEST_F(QueueLimitsTest, NamesTheLimitOfUsersWhenBothAreMet) {
  Limit(1, 1);
  NewJob(kAlice);
  EXPECT_EQ(Create(kAlice), hresult::BG_E_TOO_MANY_JOBS_PER_USER);
  EXPECT_EQ(Create(kBob), hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE);
}

TEST_F(QueueLimitsTest, NeitherBindsNorCountsAdministratorsAndServices) {
  Limit(1, 1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Create(kRoot), hresult::S_OK);
    EXPECT_EQ(Create(kSystem), hresult::S_OK);
  }
  EXPECT_EQ(Create(kAlice), hresult::S_OK);
}

// DISPUTED rules have a switch each.
TEST_F(QueueLimitsTest, CountsExemptJobsTowardsTheMachineLimitWhenToldTo) {
  policy_.exempt_jobs_count_towards_machine_limit = 1;
  Limit(60, 2);
  NewJob(kRoot);
  NewJob(kSystem);
  EXPECT_EQ(Create(kAlice), hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE);
  EXPECT_EQ(Create(kRoot), hresult::S_OK);
}

TEST_F(QueueLimitsTest, BindsAdministratorsToTheMachineLimitWhenToldTo) {
  policy_.exemption_covers_machine_limit = 0;
  policy_.exempt_jobs_count_towards_machine_limit = 1;
  Limit(1, 2);
  EXPECT_EQ(Create(kRoot), hresult::S_OK);
  EXPECT_EQ(Create(kRoot), hresult::S_OK);
  EXPECT_EQ(Create(kRoot), hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE);
}

TEST_F(QueueLimitsTest, CountsAJobForItsNewOwner) {
  Limit(1, 1);
  Job job = NewJob(kAlice);
  EXPECT_EQ(job.TakeOwnership(kRoot), hresult::S_OK);
  EXPECT_EQ(Create(kAlice), hresult::S_OK);
  EXPECT_EQ(Create(kBob), hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE);
  EXPECT_EQ(job.Cancel(kRoot), hresult::S_OK);
  EXPECT_EQ(Create(kBob), hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE);
}

TEST_F(QueueLimitsTest, CountsTheJobsOfEarlierRunsOfTheService) {
  Limit(2, 3);
  NewJob(kAlice);
  NewJob(kAlice);
  NewJob(kBob);
  Restart();
  EXPECT_EQ(Create(kAlice), hresult::BG_E_TOO_MANY_JOBS_PER_USER);
  EXPECT_EQ(Create(kBob), hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE);
}

TEST_F(QueueLimitsTest, LeavesJobsAloneThatANewPolicyWouldRefuse) {
  Job first = NewJob();
  NewJob();
  Limit(1, 1);
  EXPECT_EQ(manager_->EnumJobs(kAlice, 0)->count(), 2u);
  EXPECT_EQ(first.SetDescription(kAlice, "stays"), hresult::S_OK);
}

TEST_F(QueueLimitsTest, HasNoLimitsBefore3) {
  profile_ = Profile::k2_5;
  policy_.max_jobs_per_user = policy_.max_jobs_per_machine = policy_.max_files_per_job = 1;
  Restart();
  EXPECT_EQ(Create(kAlice), hresult::S_OK);
  Job job = NewJob();
  EXPECT_EQ(job.AddFileSet(kAlice, Files(3)), hresult::S_OK);
}

TEST_F(QueueLimitsTest, TakesAsManyFilesAsThePolicySays) {
  policy_.max_files_per_job = 3;
  manager_->SetPolicy(policy_);
  Job job = NewJob();
  EXPECT_EQ(job.AddFileSet(kAlice, Files(4)), hresult::BG_E_TOO_MANY_FILES_IN_JOB);
  EXPECT_EQ(job.EnumFiles(kAlice)->count(), 0u) << "all or none";
  EXPECT_EQ(job.AddFileSet(kAlice, Files(3)), hresult::S_OK);
  EXPECT_EQ(job.AddFileSet(kAlice, Files(1)), hresult::BG_E_TOO_MANY_FILES_IN_JOB);
  EXPECT_EQ(job.EnumFiles(kAlice)->count(), 3u);
}

TEST_F(QueueLimitsTest, BindsWhoAddsFilesAndNotWhoOwnsTheJob) {
  policy_.max_files_per_job = 1;
  manager_->SetPolicy(policy_);
  Job job = NewJob(kAlice);
  EXPECT_EQ(job.AddFileSet(kRoot, Files(2)), hresult::S_OK);
  EXPECT_EQ(job.AddFileSet(kAlice, Files(1)), hresult::BG_E_TOO_MANY_FILES_IN_JOB);
}

TEST_F(QueueLimitsTest, TakesOneFileOfAnUploadWhoeverAddsIt) {
  Job job = *manager_->CreateJob(kRoot, "up", JobType::kUpload);
  EXPECT_EQ(job.AddFileSet(kRoot, Files(2)), hresult::BG_E_TOO_MANY_FILES);
  EXPECT_EQ(job.AddFileSet(kRoot, Files(1)), hresult::S_OK);
  EXPECT_EQ(job.AddFileSet(kRoot, Files(1)), hresult::BG_E_TOO_MANY_FILES);
}

}  // namespace
}  // namespace bitsproof
