// The reference in live mode against a real server: nginx on loopback, real sockets, files and
// time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/cutting_relay.h"
#include "bench/live_service.h"
#include "bench/nginx_server.h"
#include "bench/test_files.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::bench {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr std::chrono::minutes kPatience{
    4};  // a bound for a machine that is busy, never waited for
constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;

std::string NameOfFile(int index) { return "file-" + std::to_string(index) + ".bin"; }

std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

// A server with files, a manager, and a place for what it downloads. Everything is gone afterwards.
class RealInput : public ::testing::Test {
 protected:
  Job NewJob() {
    auto job = service_.manager().CreateJob(user_, "real input", JobType::kDownload);
    EXPECT_TRUE(job) << ToString(CodeOf(job));
    return *job;
  }

  std::string Served(const std::string& name) const { return root_ + "/" + name; }
  std::string Downloaded(const std::string& name) const { return target_ + "/" + name; }

  const Principal user_ = OrdinaryUser();
  const platform::TemporaryDirectory directory_;
  const std::string root_ = directory_.MakeDirectory("served");
  const std::string target_ = directory_.MakeDirectory("downloaded");
  const NginxServer nginx_{
      root_};  // throws with one sentence, and fails the test, when there is no nginx
  LiveService service_{{.store_path = directory_ / "jobs.db"}, Policy{}};
};

TEST_F(RealInput, TwoHundredFilesOfOneJobArriveByteForByte) {
  constexpr int kFiles = 200;
  Job job = NewJob();
  for (int i = 0; i < kFiles; ++i) {
    // All sizes from nothing to some 300 KiB.
    WriteFile(Served(NameOfFile(i)), i, static_cast<std::uint64_t>(i) * i * 8 + i % 2);
    ASSERT_EQ(job.AddFile(user_, nginx_.Url("/" + NameOfFile(i)), Downloaded(NameOfFile(i))),
              hresult::S_OK);
  }
  ASSERT_EQ(job.Resume(user_), hresult::S_OK);
  ASSERT_TRUE(service_.RunUntil(job, {JobState::kTransferred, JobState::kError}, kPatience));
  ASSERT_EQ(job.GetState(user_), JobState::kTransferred);
  EXPECT_FALSE(std::filesystem::exists(Downloaded(NameOfFile(0)))) << "before Complete";

  ASSERT_EQ(job.Complete(user_), hresult::S_OK);
  for (int i = 0; i < kFiles; ++i) {
    EXPECT_TRUE(SameBytes(Served(NameOfFile(i)), Downloaded(NameOfFile(i)))) << NameOfFile(i);
  }
  EXPECT_EQ(NamesIn(target_).size(), kFiles) << "a temporary file was left behind";
}

TEST_F(RealInput, AGibibyteSurvivesAConnectionThatIsResetHalfWay) {
  WriteFile(Served("big.bin"), 7, kGibibyte);
  const CuttingRelay relay(nginx_.port(), kGibibyte / 2);
  const std::string url = "http://127.0.0.1:" + std::to_string(relay.port()) + "/big.bin";
  Job job = NewJob();
  ASSERT_EQ(job.AddFile(user_, url, Downloaded("big.bin")), hresult::S_OK);
  ASSERT_EQ(job.SetMinimumRetryDelay(user_, 5), hresult::S_OK);
  ASSERT_EQ(job.Resume(user_), hresult::S_OK);

  ASSERT_TRUE(service_.RunUntil(job, {JobState::kTransferred, JobState::kError}, kPatience));
  ASSERT_EQ(job.GetState(user_), JobState::kTransferred);
  EXPECT_TRUE(relay.has_cut());
  EXPECT_THAT(service_.StatesOf(job), Contains(JobState::kTransientError));
  // What was received before the reset is not fetched again; a socket buffer of it may have been
  // lost.
  EXPECT_LT(relay.bytes_to_client(), kGibibyte + kGibibyte / 16);

  ASSERT_EQ(job.Complete(user_), hresult::S_OK);
  EXPECT_TRUE(SameBytes(Served("big.bin"), Downloaded("big.bin")));
  EXPECT_THAT(NamesIn(target_), ElementsAre("big.bin"));
}

TEST_F(RealInput, AnUnknownPathPutsTheJobInErrorWithTheServersStatus) {
  Job job = NewJob();
  ASSERT_EQ(job.AddFile(user_, nginx_.Url("/missing.bin"), Downloaded("missing.bin")),
            hresult::S_OK);
  ASSERT_EQ(job.Resume(user_), hresult::S_OK);
  ASSERT_TRUE(service_.RunUntil(job, {JobState::kTransferred, JobState::kError}, kPatience));

  ASSERT_EQ(job.GetState(user_), JobState::kError);
  const Result<JobError> error = job.GetError(user_);
  ASSERT_TRUE(error) << ToString(error.error());
  EXPECT_EQ(NameOf(error->code()), "BG_E_HTTP_ERROR_404");
  EXPECT_EQ(error->context(), ErrorContext::kRemoteFile);
  ASSERT_TRUE(error->GetFile());
  EXPECT_EQ(error->GetFile()->index(), 0u);
  ASSERT_EQ(job.Cancel(user_), hresult::S_OK);
  EXPECT_TRUE(NamesIn(target_).empty());
}

TEST_F(RealInput, AFileThatTheServerLacksDoesNotSpoilTheFilesBeforeIt) {
  WriteFile(Served("good.bin"), 3, 1'000'000);
  Job job = NewJob();
  ASSERT_EQ(job.AddFile(user_, nginx_.Url("/good.bin"), Downloaded("good.bin")), hresult::S_OK);
  ASSERT_EQ(job.AddFile(user_, nginx_.Url("/missing.bin"), Downloaded("missing.bin")),
            hresult::S_OK);
  ASSERT_EQ(job.Resume(user_), hresult::S_OK);
  ASSERT_TRUE(service_.RunUntil(job, {JobState::kTransferred, JobState::kError}, kPatience));

  ASSERT_EQ(job.GetState(user_), JobState::kError);
  EXPECT_EQ(job.Complete(user_), hresult::BG_S_PARTIAL_COMPLETE);
  EXPECT_TRUE(SameBytes(Served("good.bin"), Downloaded("good.bin")));
  EXPECT_THAT(NamesIn(target_), ElementsAre("good.bin"));
}

}  // namespace
}  // namespace bitsproof::bench
