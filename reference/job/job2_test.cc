// IBackgroundCopyJob2 as linked callers see it.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr char kProgram[] = "/opt/note";

class Job2Test : public ManagerTest {
 protected:
  std::size_t Runs() { return world_.programs().RunsOf(kProgram).size(); }

  // Alice's download of /a with the command line, exiting with `exits`, resumed.
  Job NewTold(std::vector<int> exits) {
    world_.programs().Make(kProgram, std::move(exits));
    ServeTwoFiles();
    Job job = NewDownload({"a"});
    EXPECT_EQ(job.SetNotifyCmdLine(kAlice, kProgram, "note 1"), hresult::S_OK);
    EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
    return job;
  }
};

TEST_F(Job2Test, IsForTheOwnerAndAdministrators) {
  Job job = NewJob();
  EXPECT_EQ(CodeOf(job.GetNotifyCmdLine(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetNotifyCmdLine(kBob, kProgram, std::nullopt), hresult::E_ACCESSDENIED);
  for (const Principal& other : {kBob, kRoot}) {
    EXPECT_EQ(job.SetCredentials(other, AuthTarget::kServer, AuthScheme::kBasic, "u", "p"),
              hresult::E_ACCESSDENIED);
    EXPECT_EQ(job.RemoveCredentials(other, AuthTarget::kServer, AuthScheme::kBasic),
              hresult::E_ACCESSDENIED);
  }
  auto reply = manager_->CreateJob(kAlice, "reply", JobType::kUploadReply);
  EXPECT_EQ(CodeOf(reply->GetReplyProgress(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(reply->GetReplyData(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(reply->GetReplyFileName(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(reply->SetReplyFileName(kBob, "/in/r"), hresult::E_ACCESSDENIED);
}

TEST_F(Job2Test, ChangesNoFinishedJob) {
  Job job = NewJob();
  ASSERT_EQ(job.SetNotifyCmdLine(kAlice, kProgram, "note"), hresult::S_OK);
  ASSERT_EQ(job.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(job.SetNotifyCmdLine(kAlice, std::nullopt, std::nullopt), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, AuthScheme::kBasic, "u", "p"),
            hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.RemoveCredentials(kAlice, AuthTarget::kServer, AuthScheme::kBasic),
            hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetReplyFileName(kAlice, "/in/r"), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.GetNotifyCmdLine(kAlice)->program, kProgram);
}

TEST_F(Job2Test, RefusesWhatIsMalformed) {
  Job job = NewJob();
  EXPECT_EQ(job.SetNotifyCmdLine(kAlice, std::nullopt, "note"), hresult::E_INVALIDARG);
  EXPECT_EQ(job.SetCredentials(kAlice, AuthTarget{0}, AuthScheme::kBasic, "u", "p"),
            hresult::BG_E_INVALID_AUTH_TARGET);
  EXPECT_EQ(job.RemoveCredentials(kAlice, AuthTarget::kProxy, AuthScheme{6}),
            hresult::BG_E_INVALID_AUTH_SCHEME);
  const std::string longest(65'536, 'p');
  EXPECT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, AuthScheme::kBasic, "u", longest),
            hresult::S_OK);
  EXPECT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, AuthScheme::kBasic, "u", longest + "p"),
            hresult::BG_E_PASSWORD_TOO_LARGE);
  for (const AuthScheme scheme : {AuthScheme::kNtlm, AuthScheme::kNegotiate}) {
    EXPECT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, scheme, "u", std::nullopt),
              hresult::E_INVALIDARG);
    EXPECT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, scheme, std::nullopt, "p"),
              hresult::E_INVALIDARG);
  }
  EXPECT_EQ(job.SetReplyFileName(kAlice, "/in/r"), hresult::E_NOTIMPL) << "of a download";
}

TEST_F(Job2Test, HasNoReplyBeforeTheUpload) {
  auto reply = manager_->CreateJob(kAlice, "reply", JobType::kUploadReply);
  EXPECT_EQ(reply->GetReplyProgress(kAlice)->bytes_total, kSizeUnknown);
  EXPECT_EQ(CodeOf(reply->GetReplyData(kAlice)), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(reply->SetReplyFileName(kAlice, "/none/r"), hresult::E_INVALIDARG);
  EXPECT_EQ(reply->SetReplyFileName(kAlice, "/in/r"), hresult::S_OK);
  EXPECT_EQ(*reply->GetReplyFileName(kAlice), "/in/r");
  EXPECT_EQ(world_.store().Load()->at(0).job.reply_file_name, "/in/r");
}

TEST_F(Job2Test, TellsAStoreThatFails) {
  Job job = NewJob();
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(job.SetNotifyCmdLine(kAlice, kProgram, "note"), hresult::E_DISK_FULL);
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, AuthScheme::kBasic, "u", "p"),
            hresult::E_DISK_FULL);
}

TEST_F(Job2Test, StoresThatAProgramHasTakenTheOutcome) {
  Job job = NewTold({1, 0});
  Run(seconds(10));
  EXPECT_TRUE(world_.store().Load()->at(0).job.notification_pending);
  Run(minutes(11));
  EXPECT_EQ(Runs(), 2u);
  EXPECT_FALSE(world_.store().Load()->at(0).job.notification_pending);
}

TEST_F(Job2Test, RunsOneProgramAtATime) {
  Job job = NewTold({0});
  while (Runs() == 0) Run(std::chrono::milliseconds(1));
  EXPECT_EQ(job.SetNotifyCmdLine(kAlice, kProgram, "note 2"), hresult::S_OK);
  EXPECT_EQ(Runs(), 1u) << "the first is still under way";
  Run(hours(1));
  EXPECT_EQ(Runs(), 1u);
}

TEST_F(Job2Test, ForgetsAProgramWhoseJobGoesOn) {
  ServeTwoFiles(
      R"([{"id": "f", "do": "status", "status": 404, "when": {"path": "/a", "request": 1}}])");
  world_.programs().Make(kProgram, {1, 0});
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetNotifyCmdLine(kAlice, kProgram, "note"), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  while (Runs() == 0) Run(std::chrono::milliseconds(1));
  ASSERT_EQ(State(job), JobState::kError);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  ASSERT_EQ(State(job), JobState::kTransferred);
  EXPECT_EQ(Runs(), 2u) << "the new outcome is told at once, not when the old one would be again";
  Run(hours(1));
  EXPECT_EQ(Runs(), 2u);
}

TEST_F(Job2Test, TellsAnObjectThatIsRegisteredAfterAFailure) {
  Job job = NewTold({1});
  Run(seconds(10));
  ASSERT_EQ(Runs(), 1u);
  ASSERT_EQ(job.SetNotifyInterface(kAlice, "object"), hresult::S_OK);
  EXPECT_EQ(Events().back().kind, JobEvent::Kind::kJobTransferred);
  Run(hours(1));
  EXPECT_EQ(Runs(), 1u);
}

TEST_F(Job2Test, RunsNothingWhileNotificationsAreDisabled) {
  Job job = NewTold({1});
  Run(seconds(10));
  ASSERT_EQ(job.SetNotifyFlags(kAlice, kNotifyJobTransferred | kNotifyDisable), hresult::S_OK);
  Run(hours(1));
  EXPECT_EQ(Runs(), 1u);
}

TEST_F(Job2Test, LeavesAProgramThatCannotBeStartedForLater) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetNotifyCmdLine(kAlice, kProgram, "note"), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  world_.programs().Make(kProgram, {0});
  EXPECT_EQ(Runs(), 0u);
  Run(minutes(11));
  EXPECT_EQ(Runs(), 1u);
}

TEST_F(Job2Test, AnswersADifferentChallengeForEachFile) {
  Serve(R"({"resources": {
      "/a": {"body": {"seed": 1, "bytes": 9000}, "auth": {"digest": {"user": "u", "password": "p", "nonceUses": 2, "algorithm": "SHA-256"}}},
      "/b": {"body": {"seed": 2, "bytes": 9000}, "auth": {"basic": {"user": "u", "password": "q"}}}}})");
  Job job = NewDownload({"a", "b"});
  ASSERT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, AuthScheme::kDigest, "u", "p"),
            hresult::S_OK);
  ASSERT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, AuthScheme::kBasic, "u", "q"),
            hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(Job2Test, MakesAnotherClientNonceForEachFile) {
  Serve(R"({"resources": {
      "/a": {"body": {"text": "a"}, "auth": {"digest": {"user": "u", "password": "p"}}},
      "/b": {"body": {"text": "b"}, "auth": {"digest": {"user": "u", "password": "p"}}}}})");
  Job job = NewDownload({"a", "b"});
  ASSERT_EQ(job.SetCredentials(kAlice, AuthTarget::kServer, AuthScheme::kDigest, "u", "p"),
            hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  std::set<std::string> nonces;
  const auto journal = world_.Journal("web");
  for (const auto& request : journal["requests"]) {
    if (!request["headers"].contains("authorization")) continue;
    const auto value = request["headers"]["authorization"].get<std::string>();
    nonces.insert(value.substr(value.find("cnonce=\"") + 8));
  }
  EXPECT_EQ(nonces.size(), 2u);
  for (const std::string& nonce : nonces)
    EXPECT_EQ(nonce.find_first_not_of("0123456789abcdef"), 16u) << nonce;
}

TEST_F(Job2Test, AsksTheNextProxyOfAListThatCannotBeReached) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetProxySettings(kAlice, ProxyUsage::kOverride, "web.test:81 gone.test web.test",
                                 std::nullopt),
            hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(Job2Test, TriesLaterWhenNoProxyOfAListCanBeReached) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  ASSERT_EQ(
      job.SetProxySettings(kAlice, ProxyUsage::kOverride, "web.test:81 gone.test", std::nullopt),
      hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransientError);
}

TEST_F(Job2Test, AsksNoOtherProxyAfterAFailureOfAnotherKindNorTheSameAgain) {
  for (const auto& [fault, proxies] :
       {std::pair("reset", "web.test web.test:80"), std::pair("refuse", "web.test")}) {
    ServeTwoFiles(std::string(R"([{"id": "f", "times": 1, "when": {"method": "HEAD"}, "do": ")") +
                  fault + R"("}])");
    Job job = NewDownload({"a"});
    ASSERT_EQ(job.SetProxySettings(kAlice, ProxyUsage::kOverride, proxies, std::nullopt),
              hresult::S_OK);
    ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
    Run(seconds(10));
    EXPECT_EQ(State(job), JobState::kTransientError) << fault;
  }
}

}  // namespace
}  // namespace bitsproof
