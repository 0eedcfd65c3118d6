#include "conformance/subjects/reference_subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "conformance/command/subject_factory.h"
#include "conformance/subjects/testing/subject_case.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// What holds in both worlds.
class BothWorlds : public ::testing::TestWithParam<Mode> {
 protected:
  BothWorlds()
      : subject_(MakeSubject("reference", GetParam())), case_(*subject_, directory_.path()) {}

  Json Names() { return case_.Ask("manager.enumJobs", {{"flags", 0}})["jobs"]; }

  platform::TemporaryDirectory directory_;
  std::unique_ptr<Subject> subject_;
  testing::Case case_;
};

INSTANTIATE_TEST_SUITE_P(Reference, BothWorlds, ::testing::Values(Mode::kSim, Mode::kLive),
                         [](const auto& test) {
                           return test.param == Mode::kSim ? "Sim" : "Live";
                         });

TEST_P(BothWorlds, GreetsWithWhatItCanDo) {
  const Json hello = subject_->Call("subject.hello", {{"protocol", "1.0"}}).value;
  EXPECT_EQ(hello["clock"], GetParam() == Mode::kSim ? "virtual" : "real");
  EXPECT_EQ(hello["profile"], "10.3");
  EXPECT_THAT(hello["profiles"], Contains("1.0"));
  EXPECT_THAT(hello["capabilities"], Contains("job.transfer.http"));
  EXPECT_THAT(hello["capabilities"], Not(Contains("job.upload")));
}

TEST_P(BothWorlds, SpeaksEveryMinorVersionOfProtocol1) {
  EXPECT_EQ(subject_->Call("subject.hello", {{"protocol", "1.7"}}).kind, Reply::Kind::kResult);
  const Reply refusal = subject_->Call("subject.hello", {{"protocol", "2.0"}});
  EXPECT_EQ(refusal.code, kInvalidParams);
  EXPECT_THAT(refusal.message, HasSubstr("protocol 1.0"));
}

TEST_P(BothWorlds, RefusesJobsBeforeTheFirstReset) {
  EXPECT_EQ(subject_->Call("manager.enumJobs", {{"as", "alice"}, {"flags", 0}}).kind,
            Reply::Kind::kError);
}

TEST_P(BothWorlds, GivesPrincipalsTheirSids) {
  const Json sids = case_.Reset().value["principals"];
  EXPECT_EQ(sids["alice"], "S-1-5-21-1-2-3-1001");
  EXPECT_EQ(sids["bob"], "S-1-5-21-1-2-3-1002");
  EXPECT_EQ(sids["root"], "S-1-5-21-1-2-3-1003");
  EXPECT_EQ(sids["svc"], "S-1-5-18");
}

TEST_P(BothWorlds, GivesTheSameGuidsForTheSameSeed) {
  case_.Reset();
  const std::string first = case_.Create();
  case_.Reset();
  EXPECT_EQ(case_.Create(), first);
  case_.Reset({{"seed", 2}});
  EXPECT_NE(case_.Create(), first);
}

TEST_P(BothWorlds, BeginsEachCaseWithAnEmptyQueue) {
  case_.Reset();
  case_.Create();
  case_.Reset({{"seed", 2}});
  EXPECT_EQ(Names(), Json::array());
}

TEST_P(BothWorlds, AppliesThePolicyOfTheCase) {
  case_.Reset({{"policy", {{"MaxJobsPerUser", 1}}}});
  case_.Create();
  EXPECT_EQ(case_.Ask("manager.createJob", {{"displayName", "x"}, {"type", 0}})["hresult"],
            "0x80200049");
}

TEST_P(BothWorlds, ChangesOnlyTheNamedPolicies) {
  case_.Reset({{"policy", {{"MaxJobsPerUser", 1}, {"MaxFilesPerJob", 1}}}});
  EXPECT_EQ(subject_->Call("environment.set", {{"policy", {{"MaxJobsPerUser", 2}}}}).kind,
            Reply::Kind::kResult);
  case_.Create();
  const std::string job = case_.Create();
  const auto add = [&](const char* name) {
    return case_.Ask("job.addFile", {{"job", job},
                                     {"remoteUrl", "http://web.test/a"},
                                     {"localName", case_.Path(name)}})["hresult"];
  };
  EXPECT_EQ(add("a"), "0x00000000");
  EXPECT_EQ(add("b"), "0x80200051");
}

TEST_P(BothWorlds, RefusesAPolicyThatDoesNotExist) {
  const Reply reply = case_.Reset({{"policy", {{"MaxDreams", 1}}}});
  EXPECT_EQ(reply.code, kInvalidParams);
  EXPECT_THAT(reply.message, HasSubstr("MaxDreams"));
}

TEST_P(BothWorlds, RefusesAScheduleThatDoesNotExist) {
  const Reply unknown = case_.Reset({{"policy", {{"WorkSchedule", {{"StartMonth", 1}}}}}});
  EXPECT_EQ(unknown.code, kInvalidParams);
  EXPECT_THAT(unknown.message, HasSubstr("WorkSchedule.StartMonth"));
  const Reply flat = case_.Reset({{"policy", {{"WorkSchedule", 1}}}});
  EXPECT_EQ(flat.code, kInvalidParams);
  EXPECT_THAT(flat.message, HasSubstr("WorkSchedule"));
}

TEST_P(BothWorlds, RefusesToStartAtNoTime) {
  const Reply reply = case_.Reset({{"startsAt", "tomorrow"}});
  EXPECT_EQ(reply.code, kInvalidParams);
  EXPECT_THAT(reply.message, HasSubstr("startsAt"));
}

TEST_P(BothWorlds, TakesOnTheProfileOfTheCase) {
  case_.Reset({{"profile", "1.2"}});
  EXPECT_EQ(case_.Ask("manager.createJob", {{"displayName", "x"}, {"type", "upload"}})["hresult"],
            "0x80004001");
}

TEST_P(BothWorlds, KeepsJobsOverBothKindsOfRestart) {
  case_.Reset();
  const std::string job = case_.Create("kept");
  for (const char* how : {"graceful", "kill"}) {
    ASSERT_EQ(subject_->Call("service.restart", {{"how", how}}).kind, Reply::Kind::kResult);
    EXPECT_EQ(case_.Ask("job.getDisplayName", {{"job", job}})["value"], "kept") << how;
  }
}

TEST_P(BothWorlds, GivesNewGuidsAfterARestart) {
  case_.Reset();
  std::set<std::string> ids{case_.Create(), case_.Create()};
  subject_->Call("service.restart", {{"how", "graceful"}});
  ids.insert(case_.Create());
  ids.insert(case_.Create());
  EXPECT_EQ(ids.size(), 4u);
}

TEST_P(BothWorlds, KeepsFinishedJobsReadableOverARestart) {
  case_.Reset();
  const std::string job = case_.Create();
  case_.Ask("job.cancel", {{"job", job}});
  subject_->Call("service.restart", {{"how", "graceful"}});
  EXPECT_EQ(case_.Ask("job.getState", {{"job", job}})["state"], "CANCELLED");
}

TEST_P(BothWorlds, AdmitsExactlyOneOfEightToTheLastSlot) {
  case_.Reset({{"policy", {{"MaxJobsPerUser", 1}}}});
  const Request request{"manager.createJob",
                        {{"as", "alice"}, {"displayName", "x"}, {"type", "download"}}};
  int admitted = 0;
  for (const Reply& reply : subject_->CallTogether(std::vector<Request>(8, request))) {
    admitted += reply.value["hresult"] == "0x00000000" ? 1 : 0;
  }
  EXPECT_EQ(admitted, 1);
}

TEST_P(BothWorlds, ReportsChangesOfState) {
  case_.Reset();
  const std::string job = case_.Create();
  case_.Ask("job.cancel", {{"job", job}});
  const Json events =
      subject_->Call("events.wait", {{"after", 0}, {"timeout", "5s"}}).value["events"];
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events[0]["job"], job);
  EXPECT_EQ(events[0]["to"], "CANCELLED");
}

TEST_P(BothWorlds, RefusesARestartOfAnotherKind) {
  case_.Reset();
  EXPECT_EQ(subject_->Call("service.restart", {{"how", "softly"}}).code, kInvalidParams);
}

TEST(LiveSubject, SaysNoToTheMethodsOfASimulatedWorld) {
  const auto subject = MakeSubject("reference", Mode::kLive);
  for (const char* method : {"clock.advance", "origin.start", "files.write", "subject.log"}) {
    EXPECT_EQ(subject->Call(method, Json::object()).code, kMethodNotFound) << method;
  }
}

// --- The simulated world ---

class SimWorldMethods : public ::testing::Test {
 protected:
  SimWorldMethods() : subject_(MakeSubject("reference", Mode::kSim)), case_(*subject_, "/case") {
    case_.Reset();
  }

  Json World(const char* method, const Json& params) {
    const Reply reply = subject_->Call(method, params);
    EXPECT_EQ(reply.kind, Reply::Kind::kResult) << method << ": " << reply.message;
    return reply.value;
  }

  // Starts to download 1,000 bytes to /case/a.
  std::string StartDownload() {
    const Json script{{"resources", {{"/a", {{"body", {{"seed", 1u}, {"bytes", 1000u}}}}}}}};
    const std::string url = World("origin.start", {{"name", "web"}, {"script", script}})["url"];
    const std::string job = case_.Create();
    case_.Ask("job.addFile", {{"job", job}, {"remoteUrl", url + "/a"}, {"localName", "/case/a"}});
    case_.Ask("job.resume", {{"job", job}});
    return job;
  }

  std::unique_ptr<Subject> subject_;
  testing::Case case_;
};

TEST_F(SimWorldMethods, BeginACaseWhenItIsTold) {
  case_.Reset({{"startsAt", "2026-03-02T08:59:50Z"}});
  const std::string job = case_.Create();
  EXPECT_EQ(case_.Ask("job.getTimes", {{"job", job}})["creation"], "2026-03-02T08:59:50.0000000Z");
}

TEST_F(SimWorldMethods, DownloadAFileInVirtualTime) {
  const std::string job = StartDownload();
  World("clock.advance", {{"by", "1m"}});
  EXPECT_EQ(case_.Ask("job.getState", {{"job", job}})["state"], "TRANSFERRED");
  EXPECT_EQ(World("files.stat", {{"path", "/case/a"}}), Json({{"exists", false}}));
  case_.Ask("job.complete", {{"job", job}});
  EXPECT_EQ(World("files.stat", {{"path", "/case/a"}})["bytes"], 1000);
  EXPECT_EQ(World("origin.journal", {{"name", "web"}})["requests"].size(), 2u);
}

TEST_F(SimWorldMethods, StopAfterOneThingThatHappens) {
  StartDownload();
  const Json first = World("clock.advance", {{"by", "1h"}, {"until", "anything"}});
  EXPECT_EQ(first["idle"], false);
  EXPECT_NE(first["advanced"], "1h");
}

TEST_F(SimWorldMethods, StopAtAnEvent) {
  const std::string job = StartDownload();
  std::vector<Json> states;
  Json advanced;
  do {
    states.push_back(case_.Ask("job.getState", {{"job", job}})["state"]);
    advanced = World("clock.advance", {{"by", "1h"}, {"until", "event"}});
  } while (advanced["idle"] == false);
  EXPECT_EQ(states, (std::vector<Json>{"QUEUED", "CONNECTING", "TRANSFERRING", "TRANSFERRED"}));
}

TEST_F(SimWorldMethods, SayWhenNothingIsDue) {
  const Json advanced = World("clock.advance", {{"by", "1s"}});
  EXPECT_EQ(advanced["idle"], true);
  EXPECT_EQ(advanced["advanced"], "1s");
}

TEST_F(SimWorldMethods, WaitForEventsInVirtualTime) {
  StartDownload();
  const Json events = World("events.wait", {{"after", 1}, {"timeout", "1h"}})["events"];
  EXPECT_FALSE(events.empty());
}

TEST_F(SimWorldMethods, LeaveEqualLogsForEqualSeeds) {
  StartDownload();
  World("clock.advance", {{"by", "1m"}});
  const Json first = World("subject.log", Json::object())["lines"];
  case_.Reset();
  StartDownload();
  World("clock.advance", {{"by", "1m"}});
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(World("subject.log", Json::object())["lines"], first);
}

TEST_F(SimWorldMethods, WriteStatAndListFiles) {
  World("files.makeDirectory", {{"path", "/case/sub"}});
  World("files.write", {{"path", "/case/sub/b"}, {"text", "hello"}});
  World("files.write", {{"path", "/case/sub/a"}, {"seed", 1}, {"bytes", 10}});
  EXPECT_EQ(World("files.list", {{"path", "/case/sub"}})["names"], Json({"a", "b"}));
  const Json stat = World("files.stat", {{"path", "/case/sub/b"}});
  EXPECT_EQ(stat["bytes"], 5);
  EXPECT_EQ(stat["sha256"], "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  EXPECT_EQ(World("files.stat", {{"path", "/case/sub"}})["directory"], true);
}

TEST_F(SimWorldMethods, ProtectADirectory) {
  World("files.protect", {{"path", "/case"}, {"access", "read-only"}});
  const Json result = case_.Ask(
      "job.addFile",
      {{"job", case_.Create()}, {"remoteUrl", "http://web.test/a"}, {"localName", "/case/a"}});
  EXPECT_EQ(result["hresult"], "0x80070005");
}

TEST_F(SimWorldMethods, RefuseAnOriginScriptOutOfForm) {
  const Reply reply =
      subject_->Call("origin.start", {{"name", "web"}, {"script", {{"resource", 1}}}});
  EXPECT_EQ(reply.code, kInvalidParams);
  EXPECT_THAT(reply.message, HasSubstr("/resource"));
}

TEST_F(SimWorldMethods, TellTheLossOfTheNetworkToTheJobs) {
  const std::string job = StartDownload();
  World("environment.set", {{"connected", false}});
  EXPECT_EQ(case_.Ask("job.getState", {{"job", job}})["state"], "TRANSIENT_ERROR");
}

TEST_F(SimWorldMethods, TellALogOffToTheJobs) {
  World("environment.set", {{"loggedOn", {{"alice", false}}}});
  const std::string job = StartDownload();
  World("clock.advance", {{"by", "1m"}});
  EXPECT_EQ(case_.Ask("job.getState", {{"job", job}})["state"], "QUEUED");
}

}  // namespace
}  // namespace bitsproof::conformance
