#include "conformance/run/runner_steps.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "conformance/run/testing/runner_test_case.h"

namespace bitsproof::conformance {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr char kCheck[] = R"("check": {"id": "c", "requirement": "R", "level": "must"})";

// A subject with jobs: createJob answers JobId(1), JobId(2), ...; the state of every job is
// `state_`.
class StepsTest : public RunnerTest {
 protected:
  StepsTest() {
    subject_.On("manager.createJob", [this](const Json&) {
      return Reply::Result({{"hresult", "0x00000000"}, {"jobId", JobId(++jobs_)}});
    });
    subject_.On("job.getState", [this](const Json&) {
      return Reply::Result({{"hresult", "0x00000000"}, {"state", state_}});
    });
    subject_.On("events.wait", [this](const Json& params) {
      Json fresh = Json::array();
      for (const Json& event : events_) {
        if (event["sequence"] > params["after"]) fresh.push_back(event);
      }
      return Reply::Result({{"events", fresh}});
    });
    for (const char* method : {"job.resume", "job.suspend"})
      subject_.AnswerCode(method, "0x00000000");
  }

  void Tell(const char* kind, int job = 1) {
    events_.push_back({{"sequence", events_.size() + 1}, {"kind", kind}, {"job", JobId(job)}});
  }

  void Enter(const std::string& state) {
    Tell("state");
    events_.back().update({{"from", state_}, {"to", state}});
    state_ = state;
  }

  void EnterAfter(Duration after, const std::string& state) {
    subject_.At(after, [this, state] { Enter(state); });
  }

  // `value` holds for `assertion`.
  static std::string Assert(const std::string& assertion, const std::string& expect) {
    return R"({"id": "assert", "assert": )" + assertion + R"(, "expect": )" + expect + ", " +
           kCheck + "}";
  }

  int jobs_ = 0;
  std::string state_ = "SUSPENDED";
  std::vector<Json> events_;
};

constexpr char kCreate[] =
    R"({"id": "create", "call": "manager.createJob", "as": "alice", "with": {"displayName": "x", "type": "download"}, "collect": {"job": "/jobId"}}, )";

// --- call ---

TEST_F(StepsTest, CollectsFromResults) {
  EXPECT_EQ(RunSteps(kCreate + Assert(R"({"$var": "job"})", R"("{1}")")).verdict, Verdict::kPass);
}

TEST_F(StepsTest, FailsWhenThereIsNothingToCollect) {
  const CaseResult result = RunSteps(
      R"({"id": "x", "call": "job.resume", "as": "alice", "with": {"job": "{1}"}, "collect": {"x": "/jobId"}, )" +
      std::string(kCheck) + "}");
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_THAT(Message(result.failures[0].mismatch), HasSubstr("nothing at \"/jobId\""));
}

TEST_F(StepsTest, ExpectsSuccessOfACallThatSaysNothingElse) {
  subject_.AnswerCode("job.resume", "0x80200001");
  const CaseResult result = RunSteps(
      std::string(R"({"id": "x", "call": "job.resume", "as": "alice", "with": {"job": "{1}"}, )") +
      kCheck + "}");
  EXPECT_EQ(result.verdict, Verdict::kFail);
}

TEST_F(StepsTest, CollectsListsFromLoops) {
  const CaseResult result = RunSteps(
      R"({"id": "fill", "call": "manager.createJob", "as": "alice", "times": 3, "with": {"displayName": {"$concat": ["n", {"$index": true}]}, "type": "download"},
          "collect": {"jobs": "/jobId"}}, )" +
      Assert(R"({"$var": "jobs"})", R"(["{1}", "{2}", "{3}"])"));
  EXPECT_EQ(result.verdict, Verdict::kPass);
  EXPECT_EQ(result.steps, 4u);
  const auto calls = subject_.CallsOf("manager.createJob");
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[2]["displayName"], "n2");
}

TEST_F(StepsTest, JudgesEveryTurnOfALoop) {
  subject_.On("manager.createJob", [this](const Json&) {
    if (++jobs_ == 2) return Reply::Result({{"hresult", "0x80004005"}});
    return Reply::Result({{"hresult", "0x00000000"}, {"jobId", JobId(1)}});
  });
  const CaseResult result = RunSteps(
      R"({"id": "fill", "call": "manager.createJob", "as": "alice", "times": 3, "with": {"displayName": "x", "type": "download"}, )" +
      std::string(kCheck) + "}");
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_THAT(Message(result.failures[0].mismatch), HasSubstr("turn 1: /hresult"));
  EXPECT_EQ(jobs_, 3);  // the turns after it were under way
}

TEST_F(StepsTest, CompressesTheLogOfALoop) {
  options_.keep_events = true;
  const CaseResult result = RunSteps(
      R"({"id": "fill", "call": "manager.createJob", "as": "alice", "times": 1000, "with": {"displayName": "x", "type": "download"}, )" +
      std::string(kCheck) + "}");
  ASSERT_EQ(result.events.size(), 4u);
  EXPECT_THAT(result.events[1], HasSubstr("fill[0]: "));
  EXPECT_EQ(result.events[2], "fill: 998 more calls alike");
  EXPECT_THAT(result.events[3], HasSubstr("fill[999]: "));
}

TEST_F(StepsTest, CountsCallsByOutcome) {
  subject_.AnswerCode("job.suspend", "0x80200002");
  const CaseResult result = RunSteps(
      R"({"id": "a", "call": "job.resume", "as": "alice", "with": {"job": "{1}"}, "times": 3},
                  {"id": "b", "call": "job.suspend", "as": "alice", "with": {"job": "{1}"}, "expect": {"hresult": {"$failed": true}}}, )" +
      Assert(R"({"calls": "job.suspend"})", R"({"succeeded": 0, "failed": 1, "count": 1})"));
  EXPECT_EQ(result.verdict, Verdict::kPass);
}

// --- repeat, set, append, when ---

TEST_F(StepsTest, RepeatsStepsAndKeepsEachCheckOnce) {
  const CaseResult result = RunSteps(
      R"({"id": "twice", "repeat": 2, "steps": [
           {"id": "make", "call": "manager.createJob", "as": "alice", "with": {"displayName": {"$concat": ["n", {"$index": true}]}, "type": "download"},
            "append": {"jobs": "/jobId"}, )" +
      std::string(kCheck) +
      R"(}]}, {"id": "end", "assert": {"$var": "jobs"}, "expect": {"$count": 2}})");
  EXPECT_EQ(result.verdict, Verdict::kPass);
  EXPECT_EQ(result.checks.size(), 1u);
  EXPECT_EQ(subject_.CallsOf("manager.createJob").at(1)["displayName"], "n1");
}

TEST_F(StepsTest, GivesTheInnerLoopItsOwnIndex) {
  RunSteps(R"({"id": "outer", "repeat": 2, "steps": [
      {"id": "inner", "call": "manager.createJob", "as": "alice", "times": 2, "with": {"displayName": {"$concat": ["n", {"$index": true}]}, "type": "download"}},
      {"id": "after", "call": "manager.createJob", "as": "alice", "with": {"displayName": {"$concat": ["n", {"$index": true}]}, "type": "download"}, )" +
           std::string(kCheck) + "}]}");
  std::vector<Json> names;
  for (const Json& call : subject_.CallsOf("manager.createJob"))
    names.push_back(call["displayName"]);
  EXPECT_EQ(names, (std::vector<Json>{"n0", "n1", "n0", "n0", "n1", "n1"}));
}

TEST_F(StepsTest, SetsVariables) {
  const CaseResult result = RunSteps(R"({"id": "s", "set": {"x": {"$concat": ["a", "b"]}}}, )" +
                                     Assert(R"({"$var": "x"})", R"("ab")"));
  EXPECT_EQ(result.verdict, Verdict::kPass);
}

TEST_F(StepsTest, RunsAStepOnlyWhenItsAxisHasAChosenValue) {
  const std::string steps =
      R"("matrix": {"a": [{"name": "x"}]}, )" + Steps(R"({"id": "s", "set": {"v": 1}},
                                     {"id": "t", "set": {"v": 2}, "when": {"axis": "a", "in": ["x"]}}, )" +
                                                      Assert(R"({"$var": "v"})", "2"));
  EXPECT_EQ(Run(steps).verdict, Verdict::kPass);
}

// --- parallel ---

TEST_F(StepsTest, ShowsTheResultsOfParallelCallsInTheirOrder) {
  subject_.On("job.resume", [](const Json& params) {
    return Reply::Result({{"hresult", params["job"] == JobId(9) ? "0x80200002" : "0x00000000"}});
  });
  const CaseResult result = RunSteps(
      R"({"id": "race", "parallel": [
            {"call": "job.resume", "as": "alice", "with": {"job": "{8}"}},
            {"call": "job.resume", "as": "alice", "with": {"job": "{9}"}},
            {"call": "job.resume", "as": "alice", "times": 3, "with": {"job": {"$concat": ["{00000000-0000-4000-8000-00000000000", {"$index": true}, "}"]}}}],
          "expect": {"succeeded": 4, "codes": {"S_OK": 4, "BG_E_INVALID_STATE": 1}, "results": {"$count": 5}},
          "collect": {"second": "/results/1/hresult"}, )" +
      std::string(kCheck) +
      R"(}, {"id": "a", "assert": {"$var": "second"}, "expect": "0x80200002"})");
  EXPECT_EQ(result.verdict, Verdict::kPass) << Message(result.failures[0].mismatch);
}

TEST_F(StepsTest, ShufflesParallelCallsByTheSeed) {
  const auto order = [&] {
    RunSteps(
        R"({"id": "race", "parallel": [{"call": "job.resume", "as": "alice", "times": 8, "with": {"job": {"$concat": ["{00000000-0000-4000-8000-00000000000", {"$index": true}, "}"]}}}], )" +
        std::string(kCheck) + "}");
    std::vector<std::string> jobs;
    for (const Json& call : subject_.CallsOf("job.resume")) jobs.push_back(call["job"]);
    return jobs;
  };
  const std::vector<std::string> first = order();
  EXPECT_EQ(order(), first);
  options_.seed = 2;
  const std::vector<std::string> second = order();
  EXPECT_NE(second, first);
  EXPECT_TRUE(std::is_permutation(first.begin(), first.end(), second.begin(), second.end()));
}

// --- await ---

std::string Await(const std::string& await, const std::string& rest = "") {
  return R"({"id": "wait", "await": )" + await + R"(, "within": "60s", )" + rest + kCheck + "}";
}

constexpr char kAwaitTransferred[] = R"({"state": "TRANSFERRED", "job": {"$var": "job"}})";

TEST_F(StepsTest, AwaitsAStateInVirtualTime) {
  EnterAfter(60s, "TRANSFERRED");
  EXPECT_EQ(RunSteps(kCreate + Await(kAwaitTransferred)).verdict, Verdict::kPass);
  EXPECT_EQ(subject_.CallsOf("job.getState").at(0)["as"], "alice");
}

TEST_F(StepsTest, FailsWhenAStateComesTooLate) {
  EnterAfter(60s + 1ns, "TRANSFERRED");
  const CaseResult result = RunSteps(kCreate + Await(kAwaitTransferred));
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_EQ(result.failures[0].check->id, "c");
  EXPECT_THAT(Message(result.failures[0].mismatch),
              HasSubstr("after 1m: /state: expected one of [\"TRANSFERRED\"]"));
}

TEST_F(StepsTest, AwaitsAnyOfSeveralStates) {
  EnterAfter(5s, "ERROR");
  const CaseResult result =
      RunSteps(kCreate + Await(R"({"state": ["TRANSFERRED", "ERROR"], "job": {"$var": "job"}})",
                               R"("expect": {"state": "ERROR"}, )"));
  EXPECT_EQ(result.verdict, Verdict::kPass);
}

TEST_F(StepsTest, FailsWhenTheStateCannotBeRead) {
  subject_.AnswerCode("job.getState", "0x80070005");
  EXPECT_EQ(RunSteps(kCreate + Await(kAwaitTransferred)).verdict, Verdict::kFail);
}

TEST_F(StepsTest, ReadsTheStateAsTheNewOwner) {
  subject_.AnswerCode("job.takeOwnership", "0x00000000");
  state_ = "TRANSFERRED";
  Run(R"("setup": {"principals": {"alice": "standard", "root": "administrator"}}, "steps": [)" +
      std::string(kCreate) +
      R"({"id": "take", "call": "job.takeOwnership", "as": "root", "with": {"job": {"$var": "job"}}}, )" +
      Await(kAwaitTransferred) + "]");
  EXPECT_EQ(subject_.CallsOf("job.getState").at(0)["as"], "root");
}

TEST_F(StepsTest, NoticesAStateThatPassedBetweenTwoLooks) {
  subject_.At(5s, [this] {
    Enter("CONNECTING");
    Enter("TRANSFERRED");
  });
  const CaseResult result =
      RunSteps(kCreate + Await(R"({"state": "CONNECTING", "job": {"$var": "job"}})"));
  EXPECT_EQ(result.verdict, Verdict::kPass);
}

// The way to TRANSFERRED leads through `states`; the scenario expects QUEUED, CONNECTING,
// TRANSFERRING.
class ThroughTest : public StepsTest {
 protected:
  Verdict RunThrough(const std::vector<std::string>& states) {
    Enter("SUSPENDED");  // before the call that moves the job: not on the way
    subject_.On("job.resume", [this](const Json&) {
      Enter("QUEUED");
      return Reply::Result({{"hresult", "0x00000000"}});
    });
    Duration at = 1s;
    for (const std::string& state : states) EnterAfter(at += 1s, state);
    return Run(R"("needs": {"capabilities": ["events.state"]}, )" +
               Steps(
                   kCreate +
                   std::string(
                       R"({"id": "go", "call": "job.resume", "as": "alice", "with": {"job": {"$var": "job"}}}, )") +
                   Await(kAwaitTransferred,
                         R"("through": ["QUEUED", "CONNECTING", "TRANSFERRING"], )")))
        .verdict;
  }
};

TEST_F(ThroughTest, TakesTheWayInOrder) {
  EXPECT_EQ(RunThrough({"CONNECTING", "TRANSFERRING", "TRANSFERRED"}), Verdict::kPass);
}

TEST_F(ThroughTest, AllowsRepeats) {
  EXPECT_EQ(RunThrough({"CONNECTING", "TRANSFERRING", "CONNECTING", "TRANSFERRING", "TRANSFERRED"}),
            Verdict::kPass);
}

TEST_F(ThroughTest, RefusesAStateThatIsMissing) {
  EXPECT_EQ(RunThrough({"TRANSFERRING", "TRANSFERRED"}), Verdict::kFail);
}

TEST_F(ThroughTest, RefusesAnotherStateOnTheWay) {
  EXPECT_EQ(RunThrough({"CONNECTING", "TRANSIENT_ERROR", "TRANSFERRING", "TRANSFERRED"}),
            Verdict::kFail);
}

TEST_F(ThroughTest, RefusesAnotherOrder) {
  EXPECT_EQ(RunThrough({"TRANSFERRING", "CONNECTING", "TRANSFERRED"}), Verdict::kFail);
}

TEST_F(ThroughTest, IsSkippedWhereTheSubjectDoesNotTellChanges) {
  subject_.hello["capabilities"] = {"job.create", "events"};
  EXPECT_EQ(RunThrough({"TRANSFERRED"}), Verdict::kSkipped);
}

TEST_F(StepsTest, AwaitsEventsOnceEach) {
  subject_.At(5s, [this] { Tell("transferred"); });
  const std::string await =
      R"("await": {"event": "transferred", "job": {"$var": "job"}}, "within": "60s")";
  const std::string once = R"({"id": "first", )" + await + ", " + kCheck + "}";
  EXPECT_EQ(RunSteps(kCreate + once).verdict, Verdict::kPass);
  events_.clear();
  jobs_ = 0;
  subject_.At(5s, [this] { Tell("transferred"); });
  EXPECT_EQ(RunSteps(kCreate + once + R"(, {"id": "second", )" + await + "}").verdict,
            Verdict::kFail);
}

TEST_F(StepsTest, AwaitsOnlyEventsOfTheJob) {
  Tell("transferred", 2);
  EXPECT_EQ(
      RunSteps(kCreate + Await(R"({"event": "transferred", "job": {"$var": "job"}})")).verdict,
      Verdict::kFail);
}

TEST_F(StepsTest, AwaitsRequestsInAJournal) {
  Json journal = Json::parse(R"({"connections": 0, "requests": [], "faultsFired": []})");
  const Json get = Json::parse(R"({"connection": 1, "method": "GET", "path": "/a", "headers": {},
      "status": 200, "bytesSent": 3, "at": 0.125})");
  subject_.Answer("origin.start", {{"url", "http://web.test"}});
  subject_.On("origin.journal", [&](const Json&) { return Reply::Result(journal); });
  const auto run = [&](const char* method) {
    subject_.At(5s, [&] { journal["requests"].push_back(get); });
    return Run(R"("setup": {"origins": {"web": {"resources": {}}}}, "steps": [)" +
               Await(R"({"journal": "web", "method": ")" + std::string(method) +
                     R"(", "count": 1})") +
               "]")
        .verdict;
  };
  EXPECT_EQ(run("GET"), Verdict::kPass);
  EXPECT_EQ(run("HEAD"), Verdict::kFail);
}

TEST_F(StepsTest, EndsACaseThatUsesUpItsTime) {
  const CaseResult result =
      Run(R"("within": "1h", )" + Steps(R"({"id": "wait", "advance": "61m"}, )" +
                                        Assert(R"({"$concat": ["x"]})", R"("x")")));
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_EQ(Message(result.failures[0].mismatch), "the case took longer than its limit of 1h");
}

TEST_F(StepsTest, TellsWhatAWaitSawWhenTheCaseIsOver) {
  const CaseResult result = Run(R"("within": "30s", )" + Steps(kCreate + Await(kAwaitTransferred)));
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_THAT(Message(result.failures[0].mismatch),
              HasSubstr("after 30s: /state: expected one of [\"TRANSFERRED\"]"));
}

// --- assert, environment, restart ---

constexpr char kSha256OfAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

Json DirectoryInfo() { return {{"exists", true}, {"directory", true}, {"modified", nullptr}}; }

// A file of three bytes.
Json FileInfo(const std::string& sha256 = kSha256OfAbc) {
  return {{"exists", true},
          {"directory", false},
          {"bytes", 3},
          {"sha256", sha256},
          {"modified", "2026-01-31T12:00:00.1234567Z"}};
}

TEST_F(StepsTest, AssertsOnFilesAndDirectories) {
  subject_.On("files.stat", [](const Json& params) {
    const Json& path = params["path"];
    if (path == "/case/none") return Reply::Result({{"exists", false}});
    return Reply::Result(path == "/case" ? DirectoryInfo() : FileInfo());
  });
  subject_.Answer("files.list", {{"names", {"a", "b"}}});
  EXPECT_EQ(RunSteps(Assert(R"({"file": "none"})", R"({"$absent": true})")).verdict,
            Verdict::kPass);
  EXPECT_EQ(RunSteps(Assert(R"({"file": "some"})", R"({"$absent": true})")).verdict,
            Verdict::kFail);
  EXPECT_EQ(RunSteps(Assert(R"({"file": "some"})", R"({"bytes": 3})")).verdict, Verdict::kPass);
  EXPECT_EQ(
      RunSteps(Assert(R"({"directory": "."})", R"({"names": ["a", "b"], "count": 2})")).verdict,
      Verdict::kPass);
  EXPECT_EQ(RunSteps(Assert(R"({"directory": "none"})", R"({"$absent": true})")).verdict,
            Verdict::kPass);
}

TEST_F(StepsTest, ComparesFilesWithResources) {
  std::string sha256 = kSha256OfAbc;
  subject_.Answer("origin.start", {{"url", "http://web.test"}});
  subject_.On("files.stat", [&](const Json&) { return Reply::Result(FileInfo(sha256)); });
  const auto run = [&](const std::string& resource) {
    return Run(R"("setup": {"origins": {"web": {"resources": {"/a": {"body": {"text": "abc"},
                   "versions": [{"afterRequests": 1, "body": {"text": "abd"}}]}}}}}, "steps": [)" +
               Assert(R"({"file": "f"})", R"({"sameBytesAs": ")" + resource + R"("})") + "]")
        .verdict;
  };
  EXPECT_EQ(run("web/a"), Verdict::kPass);
  EXPECT_EQ(run("web/a#1"), Verdict::kFail);
  EXPECT_EQ(run("web/b"), Verdict::kHarnessError);
  sha256[0] = '0';
  EXPECT_EQ(run("web/a"), Verdict::kFail);
}

TEST_F(StepsTest, AssertsOnEventsOfAJob) {
  Tell("modification");
  Tell("transferred");
  Tell("transferred", 2);
  const std::string kind = R"({"events": {"$var": "job"}, "kind": "transferred"})";
  EXPECT_EQ(RunSteps(kCreate + Assert(kind, R"({"count": 1})")).verdict, Verdict::kPass);
  jobs_ = 0;
  EXPECT_EQ(RunSteps(kCreate + Assert(R"({"events": {"$var": "job"}})", R"({"count": 2})")).verdict,
            Verdict::kPass);
}

TEST_F(StepsTest, SkipsAnEnvironmentThatTheSubjectCannotChange) {
  const CaseResult result = RunSteps(R"({"id": "off", "environment": {"connected": false}}, )" +
                                     Assert(R"({"$concat": ["x"]})", R"("x")"));
  EXPECT_EQ(result.verdict, Verdict::kSkipped);
  EXPECT_EQ(result.skip_reason, "needs capability environment.network");
}

TEST_F(StepsTest, RestartsTheService) {
  subject_.Answer("service.restart", Json::object());
  RunSteps(R"({"id": "kill", "restart": "kill", )" + std::string(kCheck) + "}");
  EXPECT_EQ(subject_.CallsOf("service.restart").at(0)["how"], "kill");
}

}  // namespace
}  // namespace bitsproof::conformance
