// What linked callers see of the later interfaces: the dispatcher of the protocol asks for an
// interface first, and several codes are left open.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

class LaterInterfacesTest : public ManagerTest {
 protected:
  JobFile FirstFileOf(const Job& job) { return *job.GetFile(kAlice, 0); }
};

TEST_F(LaterInterfacesTest, AreForTheOwnerAndAdministrators) {
  Job job = NewTransferred();
  JobFile file = FirstFileOf(job);
  EXPECT_EQ(job.ReplaceRemotePrefix(kBob, "http", "https"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.AddFileWithRanges(kBob, "http://web.test/b", "/in/b", {{{0, 1}}}),
            hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetFileACLFlags(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetFileACLFlags(kBob, 1), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetPeerCachingFlags(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetPeerCachingFlags(kBob, 4), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetOwnerIntegrityLevel(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetOwnerElevationState(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetMaximumDownloadTime(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetMaximumDownloadTime(kBob, 60), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(file.GetFileRanges(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(file.SetRemoteName(kBob, "http://web.test/b"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(file.GetTemporaryName(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(file.GetValidationState(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(file.SetValidationState(kBob, false), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(file.IsDownloadedFromPeer(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(file.GetPeerDownloadStats(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(file.GetProperty(kBob, FileProperty::kHttpResponseHeaders)),
            hresult::E_ACCESSDENIED);
  EXPECT_EQ(file.SetProperty(kBob, FileProperty::kHttpResponseHeaders, "x"),
            hresult::E_ACCESSDENIED);
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(LaterInterfacesTest, ChangeNoFinishedJob) {
  Job job = NewTransferred();
  JobFile file = FirstFileOf(job);
  ASSERT_EQ(job.Complete(kAlice), hresult::S_OK);
  EXPECT_EQ(job.ReplaceRemotePrefix(kAlice, "http", "https"), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.AddFileWithRanges(kAlice, "http://web.test/b", "/in/b", {{{0, 1}}}),
            hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetFileACLFlags(kAlice, 1), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetPeerCachingFlags(kAlice, 4), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetMaximumDownloadTime(kAlice, 60), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(file.SetRemoteName(kAlice, "http://web.test/b"), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(file.SetValidationState(kAlice, false), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(file.SetProperty(kAlice, FileProperty::kHttpResponseHeaders, "x"),
            hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(*job.GetMaximumDownloadTime(kAlice), policy_.max_download_time_seconds);
}

TEST_F(LaterInterfacesTest, RefuseWhatDoesNotExist) {
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.SetPeerCachingFlags(kAlice, kPeerCachingAll + 1), hresult::E_NOTIMPL);
  JobFile file = FirstFileOf(job);
  EXPECT_EQ(CodeOf(file.GetProperty(kAlice, FileProperty{2})), hresult::BG_E_UNKNOWN_PROPERTY_ID);
  EXPECT_EQ(file.SetProperty(kAlice, FileProperty{2}, "x"), hresult::BG_E_UNKNOWN_PROPERTY_ID);
  EXPECT_EQ(file.SetProperty(kAlice, FileProperty::kHttpResponseHeaders, "x"),
            hresult::BG_E_READ_ONLY_PROPERTY);
  EXPECT_EQ(*file.GetProperty(kAlice, FileProperty::kHttpResponseHeaders), std::nullopt);
}

TEST_F(LaterInterfacesTest, ReplaceAPrefixInAllNamesOrInNone) {
  Job job = NewDownload({"a", "b"});
  EXPECT_EQ(job.ReplaceRemotePrefix(kAlice, std::nullopt, "x"), hresult::E_INVALIDARG);
  EXPECT_EQ(job.ReplaceRemotePrefix(kAlice, "http", std::nullopt), hresult::E_INVALIDARG);
  EXPECT_EQ(job.ReplaceRemotePrefix(kAlice, "http://web.test/b", "ftp://b"), hresult::E_INVALIDARG);
  EXPECT_EQ(job.ReplaceRemotePrefix(kAlice, "http://web.test/", std::string(2200, 'x')),
            hresult::E_INVALIDARG);
  EXPECT_EQ(*FirstFileOf(job).GetRemoteName(kAlice), "http://web.test/a");
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(job.ReplaceRemotePrefix(kAlice, "http:", "https:"), hresult::E_DISK_FULL);
}

TEST_F(LaterInterfacesTest, TakeNoRangesOfSmbFiles) {
  Job job = NewDownload({"a"});
  EXPECT_EQ(job.AddFileWithRanges(kAlice, "\\\\server\\share\\f", "/in/f", {{{0, 1}}}),
            hresult::E_INVALIDARG);
  EXPECT_EQ(job.AddFileWithRanges(kAlice, "http://web.test/f", "/in/f", {{{0, 1}}}), hresult::S_OK);
  EXPECT_EQ(job.AddFileWithRanges(kAlice, "http://web.test/f", "/in/f", std::nullopt),
            hresult::E_INVALIDARG);
}

TEST_F(LaterInterfacesTest, TakeRangesOfSmbFilesBefore3) {
  for (const auto& [profile, code] :
       {std::pair(Profile::k2_5, hresult::S_OK), std::pair(Profile::k3_0, hresult::E_INVALIDARG)}) {
    profile_ = profile;
    Restart();
    Job job = NewDownload({"a"});
    EXPECT_EQ(job.AddFileWithRanges(kAlice, "file://server/share/g", "/in/g", {{{0, 1}}}), code);
    EXPECT_EQ(job.AddFileWithRanges(kAlice, "\\\\server\\share\\f", "/in/f", {{{0, 1}}}), code);
  }
}

TEST_F(LaterInterfacesTest, TellNoTotalOfRangesOfAFileThatNobodyHasSeen) {
  Job job = NewJob();
  ASSERT_EQ(job.AddFileWithRanges(kAlice, "http://web.test/f", "/in/f", {{{0, 1}}}), hresult::S_OK);
  EXPECT_EQ(FirstFileOf(job).GetProgress(kAlice)->bytes_total, kSizeUnknown);
}

TEST_F(LaterInterfacesTest, BoundCustomHeaders) {
  Job job = NewJob();
  EXPECT_EQ(job.SetCustomHeaders(kAlice, std::string(16'384, 'x')), hresult::BG_E_STRING_TOO_LONG);
  EXPECT_EQ(job.GetCustomHeaders(kAlice)->code, hresult::S_FALSE);
  EXPECT_EQ(job.SetCustomHeaders(kAlice, std::string(16'383, 'x')), hresult::S_OK);
}

TEST_F(LaterInterfacesTest, KeepHttpOptionsOfFinishedJobsAndFromOthers) {
  Job job = NewJob();
  for (const Principal& other : {kBob, kRoot}) {
    EXPECT_EQ(job.MakeCustomHeadersWriteOnly(other), hresult::E_ACCESSDENIED);
    EXPECT_EQ(job.SetCustomHeaders(other, "X-A: 1\r\n"), hresult::E_ACCESSDENIED);
    EXPECT_EQ(CodeOf(job.GetCustomHeaders(other)), hresult::E_ACCESSDENIED);
  }
  EXPECT_EQ(CodeOf(job.GetSecurityFlags(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetSecurityFlags(kBob, 0), hresult::E_ACCESSDENIED);
  ASSERT_EQ(job.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(job.MakeCustomHeadersWriteOnly(kAlice), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetCustomHeaders(kAlice, std::nullopt), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetSecurityFlags(kAlice, 0), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.GetCustomHeaders(kAlice)->code, hresult::S_FALSE);
}

TEST_F(LaterInterfacesTest, TellTheNewOwnerThatThereAreNoHeaders) {
  Job job = NewJob();
  ASSERT_EQ(job.SetCustomHeaders(kAlice, "X-A: 1\r\n"), hresult::S_OK);
  ASSERT_EQ(job.MakeCustomHeadersWriteOnly(kAlice), hresult::S_OK);
  ASSERT_EQ(job.TakeOwnership(kRoot), hresult::S_OK);
  EXPECT_EQ(job.GetCustomHeaders(kRoot)->code, hresult::S_FALSE);
}

TEST_F(LaterInterfacesTest, HaveNoRedirectPolicyOfUploadsAndBefore3) {
  auto upload = manager_->CreateJob(kAlice, "up", JobType::kUpload);
  EXPECT_EQ(upload->SetSecurityFlags(kAlice, kRedirectDisallow), hresult::E_NOTIMPL);
  EXPECT_EQ(upload->SetSecurityFlags(kAlice, kSslAll), hresult::S_OK);
  for (const auto& [profile, code] :
       {std::pair(Profile::k2_5, hresult::E_NOTIMPL), std::pair(Profile::k3_0, hresult::S_OK)}) {
    profile_ = profile;
    Restart();
    EXPECT_EQ(NewJob().SetSecurityFlags(kAlice, kRedirectDisallow), code);
  }
}

TEST_F(LaterInterfacesTest, RecordANameThatARedirectHasChanged) {
  Serve(R"({"resources": {"/a": {"redirect": {"location": "/b"}},
                          "/b": {"body": {"seed": 2, "bytes": 50000}, "rate": 1000}}})");
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetSecurityFlags(kAlice, kRedirectAllowReport), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(1));
  ASSERT_EQ(State(job), JobState::kTransferring);
  EXPECT_EQ(world_.store().Load()->at(0).files[0].remote_name, "http://web.test/b");
}

TEST_F(LaterInterfacesTest, RecordTheNameOfARedirectThatIsNotAllowed) {
  Serve(R"({"resources": {"/a": {"redirect": {"location": "/b"}}}})");
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetSecurityFlags(kAlice, kRedirectDisallow), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(1));
  ASSERT_EQ(State(job), JobState::kError);
  EXPECT_EQ(world_.store().Load()->at(0).files[0].remote_name, "http://web.test/b");
}

// A transport that notes what it is asked for.
class NotingTransport final : public Transport {
 public:
  explicit NotingTransport(Transport& transport) : transport_(transport) {}
  std::unique_ptr<Exchange> Start(const TransportRequest& request,
                                  ExchangeObserver& observer) override {
    asked = request.security;
    return transport_.Start(request, observer);
  }
  SecuritySettings asked;

 private:
  Transport& transport_;
};

TEST_F(LaterInterfacesTest, AskWithTheSecuritySettingsOfTheJob) {
  const std::pair<std::uint32_t, SecuritySettings> by_flags[] = {
      {0, {}},
      {kSslEnableCrlCheck, {.checks_revocation = true}},
      {kSslIgnoreCertCnInvalid, {.ignores_wrong_name = true}},
      {kSslIgnoreCertDateInvalid, {.ignores_date = true}},
      {kSslIgnoreUnknownCa, {.ignores_unknown_authority = true}},
      {kSslIgnoreCertWrongUsage | kRedirectAllowReport, {.ignores_wrong_usage = true}}};
  ServeTwoFiles();
  const Environment plain = world_.environment();
  NotingTransport transport(plain.transport);
  manager_ = std::make_unique<JobManager>(
      Environment{plain.clock, plain.timers, transport, plain.files, plain.store, plain.network,
                  plain.sessions, plain.events, plain.programs, plain.random},
      policy_, profile_);
  for (const auto& [flags, settings] : by_flags) {
    Job job = NewDownload({"a"});
    ASSERT_EQ(job.SetSecurityFlags(kAlice, flags), hresult::S_OK);
    ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
    Run(std::chrono::seconds(10));
    EXPECT_TRUE(transport.asked == settings) << flags;
    ASSERT_EQ(job.Cancel(kAlice), hresult::S_OK);
  }
  manager_.reset();
}

TEST_F(LaterInterfacesTest, TellTheRemoteFileAsTheOneThatIsNotValid) {
  Job job = NewTransferred();
  ASSERT_EQ(FirstFileOf(job).SetValidationState(kAlice, false), hresult::S_OK);
  ASSERT_EQ(State(job), JobState::kError);
  EXPECT_EQ(job.GetError(kAlice)->context(), ErrorContext::kRemoteFile);
  EXPECT_EQ(job.GetError(kAlice)->GetFile()->index(), 0u);
}

TEST_F(LaterInterfacesTest, KeepTheErrorOfAFileThatIsNotValidOverARestart) {
  ServeTwoFiles();
  Job job = NewDownload({"a", "none"});
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(std::chrono::seconds(10));
  ASSERT_EQ(State(job), JobState::kError);  // the second file is not there
  ASSERT_EQ(FirstFileOf(job).SetValidationState(kAlice, false), hresult::S_OK);
  const Guid id = job.id();
  Restart();
  EXPECT_EQ(manager_->GetJob(kAlice, id)->GetError(kAlice)->code(),
            hresult::BG_E_VALIDATION_FAILED);
}

TEST_F(LaterInterfacesTest, TellAStoreThatFails) {
  Job job = NewTransferred();
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(FirstFileOf(job).SetValidationState(kAlice, true), hresult::E_DISK_FULL);
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(FirstFileOf(job).SetRemoteName(kAlice, "http://web.test/b"), hresult::E_DISK_FULL);
}

}  // namespace
}  // namespace bitsproof
