// The contract suite of JobStore: every implementation passes it.
//
// A new implementation instantiates it with a default-constructible type, called the world here,
// that offers
//
//   JobStore& store();   // empty at first
//   void Restart();      // the service dies without warning: store() is what a new one would open
//
//   INSTANTIATE_TYPED_TEST_SUITE_P(MyStore, JobStoreContract, MyWorld);
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "reference/env/job_store.h"

namespace bitsproof {

// Makes GoogleTest say which record differed instead of dumping bytes.
inline void PrintTo(const JobRecord& job, std::ostream* os) { *os << "job " << job.sequence; }
inline void PrintTo(const FileRecord& file, std::ostream* os) {
  *os << "file " << file.remote_name;
}

// A job whose every field differs from the default and from those of other numbers.
inline JobRecord FullJobRecord(std::uint8_t number) {
  JobRecord job;
  job.id.bytes = {number, 0xFF, 0, 1};
  job.sequence = number;
  job.type = JobType::kUploadReply;
  job.state = JobState::kTransientError;
  job.owner = {"S-1-5-21-" + std::to_string(number), Principal::Kind::kService};
  job.display_name = "n\xC3\xA4me " + std::to_string(number);
  job.description = std::string("with a zero: \0 and a quote: '", 29);
  job.priority = JobPriority::kLow;
  job.notify_flags = kNotifyAll;
  job.minimum_retry_delay_seconds = 0xFFFFFFFF;
  job.no_progress_timeout_seconds = 7;
  job.proxy_usage = ProxyUsage::kOverride;
  job.proxy_list = "proxy:8080";
  job.proxy_bypass_list = "";
  job.http.custom_headers = "X-Token: secret\r\n";
  job.http.custom_headers_write_only = true;
  job.http.security_flags = 0x901;
  job.http.validates_certificates = true;
  job.file_acl_flags = 5;
  job.peer_caching_flags = 4;
  job.maximum_download_seconds = 3600;
  job.error_count = 0xFFFFFFFE;
  job.error =
      ErrorRecord{hresult::BG_E_CONNECTION_CLOSED, ErrorContext::kRemoteApplication, 3, true};
  job.created = FromUnixSeconds(1'000'000 + number);
  job.modified = FromUnixSeconds(2'000'000);
  job.transfer_completed = FromUnixSeconds(3'000'000);
  job.notification_pending = true;
  job.http.method = "POST";
  job.credentials = {{AuthTarget::kProxy, AuthScheme::kDigest, "al:ice", "secret: \"p\""},
                     {AuthTarget::kServer, AuthScheme::kNtlm, std::nullopt, std::nullopt}};
  job.command_line = {"/opt/note", "note \"a b\"", "S-1-5-21-7"};
  job.reply_file_name = "/out/reply";
  job.properties.cost_flags = 0x80000021;
  job.properties.notification_class.bytes[3] = 0xAB;
  job.properties.dynamic_content = true;
  job.properties.high_performance = true;
  job.properties.max_download_bytes = 5'000'000'000;
  job.properties.stored_credentials = AuthTarget::kProxy;
  job.properties.notification_interval_ms = 1234;
  job.helper_token_flags = 3;
  job.was_resumed = true;
  return job;
}

inline FileRecord FullFileRecord(const std::string& name) {
  FileRecord file;
  file.remote_name = "http://host/" + name;
  file.local_name = "/out/" + name;
  file.temporary_name = "/out/BIT0001.tmp";
  file.ranges = {{900, kLengthToEof}, {0, 5}};
  file.remote_size = 5'000'000'000;
  file.bytes_transferred = 4'999'999'999;
  file.remote_modified = FromUnixSeconds(784'111'777);
  file.publishing = true;
  file.completed = true;
  file.validated = true;
  file.response_headers = "HTTP/1.1 200 OK\r\n";
  return file;
}

template <typename World>
class JobStoreContract : public testing::Test {
 protected:
  JobStore& store() { return world_.store(); }

  std::vector<StoredJob> Load() {
    auto jobs = store().Load();
    EXPECT_TRUE(jobs.has_value()) << ToString(CodeOf(jobs));
    return jobs ? *jobs : std::vector<StoredJob>{};
  }

  void Commit() { ASSERT_EQ(store().Commit(), hresult::S_OK); }

  void CommitAndRestart() {
    Commit();
    world_.Restart();
  }

  // The sequence numbers of the stored jobs, in the order of Load.
  std::string Order() {
    std::string order;
    for (const StoredJob& job : Load()) order += std::to_string(job.job.sequence) + " ";
    return order;
  }

  World world_;
};

TYPED_TEST_SUITE_P(JobStoreContract);

TYPED_TEST_P(JobStoreContract, IsEmptyAtFirst) {
  EXPECT_TRUE(this->Load().empty());
  EXPECT_EQ(this->store().Commit(), hresult::S_OK);
}

TYPED_TEST_P(JobStoreContract, KeepsEveryFieldOfAJob) {
  this->store().PutJob(FullJobRecord(1));
  this->CommitAndRestart();
  const auto jobs = this->Load();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].job, FullJobRecord(1));
  EXPECT_TRUE(jobs[0].files.empty());
}

TYPED_TEST_P(JobStoreContract, KeepsAJobOfDefaults) {
  this->store().PutJob(JobRecord{});
  this->CommitAndRestart();
  ASSERT_EQ(this->Load().size(), 1u);
  EXPECT_EQ(this->Load()[0].job, JobRecord{});
}

TYPED_TEST_P(JobStoreContract, KeepsAnErrorThatIsAboutNoFile) {
  JobRecord job = FullJobRecord(1);
  job.error = ErrorRecord{hresult::E_FAIL, ErrorContext::kNone, std::nullopt, false};
  this->store().PutJob(job);
  this->CommitAndRestart();
  ASSERT_EQ(this->Load().size(), 1u);
  EXPECT_EQ(this->Load()[0].job.error, job.error);
}

TYPED_TEST_P(JobStoreContract, KeepsEveryFieldOfEveryFile) {
  this->store().PutJob(FullJobRecord(1));
  this->store().PutFile(FullJobRecord(1).key(), 0, FullFileRecord("a"));
  this->store().PutFile(FullJobRecord(1).key(), 1, FileRecord{});
  this->CommitAndRestart();
  const auto jobs = this->Load();
  ASSERT_EQ(jobs.size(), 1u);
  ASSERT_EQ(jobs[0].files.size(), 2u);
  EXPECT_EQ(jobs[0].files[0], FullFileRecord("a"));
  EXPECT_EQ(jobs[0].files[1], FileRecord{});
}

TYPED_TEST_P(JobStoreContract, AnswersWithTheFilesInOrderOfTheirIndexes) {
  const JobKey key = FullJobRecord(1).key();
  this->store().PutJob(FullJobRecord(1));
  for (std::size_t i = 0; i < 12; ++i) {
    this->store().PutFile(key, i, FullFileRecord(std::to_string(i)));
  }
  this->CommitAndRestart();
  const auto jobs = this->Load();
  ASSERT_EQ(jobs.size(), 1u);
  ASSERT_EQ(jobs[0].files.size(), 12u);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(jobs[0].files[i], FullFileRecord(std::to_string(i)));
  }
}

TYPED_TEST_P(JobStoreContract, PuttingAJobAgainReplacesItAndKeepsItsFiles) {
  JobRecord job = FullJobRecord(1);
  this->store().PutJob(job);
  this->store().PutFile(job.key(), 0, FullFileRecord("a"));
  this->Commit();
  job.error.reset();
  job.proxy_list.reset();
  job.state = JobState::kQueued;
  this->store().PutJob(job);
  this->CommitAndRestart();
  const auto jobs = this->Load();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].job, job);
  ASSERT_EQ(jobs[0].files.size(), 1u);
  EXPECT_EQ(jobs[0].files[0], FullFileRecord("a"));
}

TYPED_TEST_P(JobStoreContract, PuttingAFileAgainReplacesThatFileOnly) {
  const JobKey key = FullJobRecord(1).key();
  this->store().PutJob(FullJobRecord(1));
  this->store().PutFile(key, 0, FullFileRecord("a"));
  this->store().PutFile(key, 1, FullFileRecord("b"));
  this->Commit();
  this->store().PutFile(key, 0, FullFileRecord("c"));
  this->CommitAndRestart();
  const auto jobs = this->Load();
  ASSERT_EQ(jobs.size(), 1u);
  ASSERT_EQ(jobs[0].files.size(), 2u);
  EXPECT_EQ(jobs[0].files[0], FullFileRecord("c"));
  EXPECT_EQ(jobs[0].files[1], FullFileRecord("b"));
}

TYPED_TEST_P(JobStoreContract, OrdersJobsBySequence) {
  for (const std::uint8_t number : {7, 200, 2, 30}) this->store().PutJob(FullJobRecord(number));
  this->CommitAndRestart();
  EXPECT_EQ(this->Order(), "2 7 30 200 ");
}

TYPED_TEST_P(JobStoreContract, EraseTakesAJobAndItsFiles) {
  this->store().PutJob(FullJobRecord(1));
  this->store().PutFile(FullJobRecord(1).key(), 0, FullFileRecord("a"));
  this->store().PutJob(FullJobRecord(2));
  this->Commit();
  this->store().Erase(FullJobRecord(1).key());
  this->CommitAndRestart();
  EXPECT_EQ(this->Order(), "2 ");
  this->store().PutJob(FullJobRecord(1));
  this->Commit();
  EXPECT_EQ(this->Order(), "1 2 ");
  EXPECT_TRUE(this->Load()[0].files.empty());
}

TYPED_TEST_P(JobStoreContract, IgnoresTheErasureOfAnUnknownJob) {
  this->store().PutJob(FullJobRecord(1));
  this->store().Erase(FullJobRecord(9).key());
  this->Commit();
  EXPECT_EQ(this->Order(), "1 ");
}

TYPED_TEST_P(JobStoreContract, AppliesChangesInTheOrderInWhichTheyWereMade) {
  const JobKey key = FullJobRecord(1).key();
  this->store().PutJob(FullJobRecord(1));
  this->store().PutFile(key, 0, FullFileRecord("gone"));
  this->store().PutFile(key, 1, FullFileRecord("gone"));
  this->store().Erase(key);
  this->store().PutJob(FullJobRecord(1));
  this->store().PutFile(key, 0, FullFileRecord("kept"));
  this->Commit();
  const auto jobs = this->Load();
  ASSERT_EQ(jobs.size(), 1u);
  ASSERT_EQ(jobs[0].files.size(), 1u);
  EXPECT_EQ(jobs[0].files[0], FullFileRecord("kept"));
}

TYPED_TEST_P(JobStoreContract, LoadAnswersWithoutWhatIsNotCommitted) {
  this->store().PutJob(FullJobRecord(1));
  this->Commit();
  this->store().PutJob(FullJobRecord(2));
  this->store().Erase(FullJobRecord(1).key());
  EXPECT_EQ(this->Order(), "1 ");
  this->Commit();
  EXPECT_EQ(this->Order(), "2 ");
}

TYPED_TEST_P(JobStoreContract, ACrashLosesExactlyTheChangesSinceTheLastCommit) {
  JobRecord first = FullJobRecord(1);
  this->store().PutJob(first);
  this->store().PutFile(first.key(), 0, FullFileRecord("a"));
  this->Commit();
  first.display_name = "changed";
  this->store().PutJob(first);
  this->store().PutFile(first.key(), 0, FullFileRecord("b"));
  this->store().PutFile(first.key(), 1, FullFileRecord("c"));
  this->store().PutJob(FullJobRecord(2));
  this->world_.Restart();
  this->Commit();
  const auto jobs = this->Load();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].job, FullJobRecord(1));
  ASSERT_EQ(jobs[0].files.size(), 1u);
  EXPECT_EQ(jobs[0].files[0], FullFileRecord("a"));
}

TYPED_TEST_P(JobStoreContract, WorksOnAfterARestart) {
  this->store().PutJob(FullJobRecord(1));
  this->CommitAndRestart();
  this->store().PutJob(FullJobRecord(2));
  this->CommitAndRestart();
  EXPECT_EQ(this->Order(), "1 2 ");
}

REGISTER_TYPED_TEST_SUITE_P(JobStoreContract, IsEmptyAtFirst, KeepsEveryFieldOfAJob,
                            KeepsAJobOfDefaults, KeepsAnErrorThatIsAboutNoFile,
                            KeepsEveryFieldOfEveryFile, AnswersWithTheFilesInOrderOfTheirIndexes,
                            PuttingAJobAgainReplacesItAndKeepsItsFiles,
                            PuttingAFileAgainReplacesThatFileOnly, OrdersJobsBySequence,
                            EraseTakesAJobAndItsFiles, IgnoresTheErasureOfAnUnknownJob,
                            AppliesChangesInTheOrderInWhichTheyWereMade,
                            LoadAnswersWithoutWhatIsNotCommitted,
                            ACrashLosesExactlyTheChangesSinceTheLastCommit, WorksOnAfterARestart);

}  // namespace bitsproof
