#include "conformance/run/runner.h"

#include <gmock/gmock.h>

#include "conformance/run/testing/runner_test_case.h"

namespace bitsproof::conformance {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// A step that calls job.resume and checks that it succeeds.
constexpr char kResume[] =
    R"({"id": "resume", "call": "job.resume", "as": "alice", "with": {"job": "{1}"}, "expect": {"hresult": "S_OK"},
        "check": {"id": "c", "requirement": "R-1", "level": "must"}})";

std::string WithLevel(std::string step, const std::string& level) {
  return step.replace(step.find("\"must\""), 6, "\"" + level + "\"");
}

// --- Verdicts ---

TEST_F(RunnerTest, PassesACaseWhoseChecksHold) {
  subject_.AnswerCode("job.resume", "0x00000000");
  const CaseResult result = RunSteps(kResume);
  EXPECT_EQ(result.verdict, Verdict::kPass);
  ASSERT_EQ(result.checks.size(), 1u);
  EXPECT_TRUE(result.checks[0].passed);
  EXPECT_EQ(result.checks[0].check.requirement, "R-1");
  EXPECT_EQ(result.steps, 1u);
  EXPECT_TRUE(result.failures.empty());
  EXPECT_TRUE(result.events.empty());
}

TEST_F(RunnerTest, FailsACaseAtTheFirstMismatch) {
  subject_.AnswerCode("job.resume", "0x80200001");
  subject_.AnswerCode("job.suspend", "0x00000000");
  const CaseResult result =
      RunSteps(std::string(kResume) +
               R"(, {"id": "next", "call": "job.suspend", "as": "alice", "with": {"job": "{1}"}})");
  EXPECT_EQ(result.verdict, Verdict::kFail);
  ASSERT_EQ(result.failures.size(), 1u);
  const Failure& failure = result.failures[0];
  EXPECT_EQ(failure.step, "resume");
  EXPECT_EQ(failure.pointer, "/steps/0/expect");
  EXPECT_EQ(Message(failure.mismatch),
            "/hresult: expected S_OK (0x00000000), found BG_E_NOT_FOUND (0x80200001)");
  EXPECT_EQ(failure.check->id, "c");
  EXPECT_EQ(failure.actual["hresult"], "0x80200001");
  EXPECT_THAT(failure.last_events,
              Contains(HasSubstr("resume: job.resume {\"as\":\"alice\",\"job\":\"" + JobId(1) +
                                 "\"} -> ")));
  ASSERT_EQ(result.checks.size(), 1u);
  EXPECT_FALSE(result.checks[0].passed);
  EXPECT_TRUE(subject_.CallsOf("job.suspend").empty());
}

TEST_F(RunnerTest, FailsAPrerequisiteWithoutACheck) {
  subject_.AnswerCode("job.resume", "0x00000000");
  subject_.AnswerCode("job.suspend", "0x80004005");
  const CaseResult result = RunSteps(
      R"({"id": "first", "call": "job.suspend", "as": "alice", "with": {"job": "{1}"}}, )" +
      std::string(kResume));
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_FALSE(result.failures[0].check.has_value());
  EXPECT_TRUE(result.checks.empty());
}

TEST_F(RunnerTest, GoesOnAfterAnObservation) {
  subject_.AnswerCode("job.resume", "0x80004005");
  subject_.AnswerCode("job.suspend", "0x00000000");
  const CaseResult result =
      RunSteps(WithLevel(kResume, "may") +
               R"(, {"id": "next", "call": "job.suspend", "as": "alice", "with": {"job": "{1}"}})");
  EXPECT_EQ(result.verdict, Verdict::kPass);
  ASSERT_EQ(result.checks.size(), 1u);
  EXPECT_FALSE(result.checks[0].passed);
  EXPECT_TRUE(result.checks[0].observation);
  EXPECT_THAT(Message(*result.checks[0].mismatch), HasSubstr("E_FAIL"));
  EXPECT_EQ(subject_.CallsOf("job.suspend").size(), 1u);
}

TEST_F(RunnerTest, ObservesDisputedRequirementsOnly) {
  subject_.AnswerCode("job.resume", "0x80004005");
  Catalogue catalogue;
  options_.catalogue = &catalogue;
  Requirement disputed;
  disputed.status = Status::kDisputed;
  disputed.id = "R-2";
  catalogue.Add(disputed, "");
  EXPECT_EQ(RunSteps(kResume).verdict, Verdict::kFail);
  disputed.id = "R-1";
  catalogue.Add(disputed, "");
  EXPECT_EQ(RunSteps(kResume).verdict, Verdict::kPass);
}

TEST_F(RunnerTest, FailsAShouldLikeAMust) {
  subject_.AnswerCode("job.resume", "0x80004005");
  EXPECT_EQ(RunSteps(WithLevel(kResume, "should")).verdict, Verdict::kFail);
}

TEST_F(RunnerTest, IsInconclusiveWithoutTheEvidenceOfCalls) {
  subject_.AnswerCode("job.resume", "0x00000000");
  const std::string evidence =
      R"(, "evidence": {"calls": {"job.resume": {"succeeded": 2, "failed": 1}}})";
  const CaseResult result = Run(Steps(kResume) + evidence);
  EXPECT_EQ(result.verdict, Verdict::kInconclusive);
  ASSERT_EQ(result.failures.size(), 2u);
  EXPECT_EQ(Message(result.failures[0].mismatch),
            "evidence is missing: job.resume succeeded 1 times, at least 2 are needed");
  EXPECT_EQ(result.failures[0].pointer, "/evidence");
}

TEST_F(RunnerTest, IsInconclusiveWithoutTheEvidenceOfJournals) {
  subject_.AnswerCode("job.resume", "0x00000000");
  subject_.Answer("origin.start", {{"url", "http://web.test"}});
  const auto exchange = [](const char* method) {
    return Json{{"connection", 1}, {"method", method}, {"path", "/"}, {"headers", Json::object()},
                {"status", 200},   {"bytesSent", 0},   {"at", 0.5}};
  };
  subject_.Answer("origin.journal",
                  {{"connections", 1},
                   {"faultsFired", {"cut"}},
                   {"requests", {exchange("GET"), exchange("HEAD"), exchange("GET")}}});
  const auto run = [&](const std::string& counts) {
    return Run(R"("setup": {"principals": {"alice": "standard"}, "origins": {"web": {"resources": {}}}}, "steps": [)" +
               std::string(kResume) + R"(], "evidence": {"journal": {"web": )" + counts + "}}")
        .verdict;
  };
  EXPECT_EQ(run(R"({"GET": 2, "connections": 1, "faultsFired": 1})"), Verdict::kPass);
  EXPECT_EQ(run(R"({"GET": 3})"), Verdict::kInconclusive);
  EXPECT_EQ(run(R"({"connections": 2})"), Verdict::kInconclusive);
  EXPECT_EQ(run(R"({"faultsFired": 2})"), Verdict::kInconclusive);
}

TEST_F(RunnerTest, IsInconclusiveWhenNoCheckRan) {
  subject_.AnswerCode("job.resume", "0x00000000");
  const std::string when = R"(, "when": {"mode": "live"}})";
  std::string step = kResume;
  step.replace(step.rfind('}'), 1, when);
  const CaseResult result = RunSteps(step);
  EXPECT_EQ(result.verdict, Verdict::kInconclusive);
  EXPECT_EQ(result.steps, 0u);
}

TEST_F(RunnerTest, FailsWhenTheSubjectDies) {
  subject_.On("job.resume", [](const Json&) { return Reply::Fault("the process ended"); });
  const CaseResult result = RunSteps(kResume);
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_EQ(Message(result.failures[0].mismatch), "job.resume: the process ended");
  EXPECT_EQ(result.failures[0].step, "resume");
}

TEST_F(RunnerTest, FailsWhenADeclaredMethodIsMissing) {
  const CaseResult result = RunSteps(kResume);
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_THAT(Message(result.failures[0].mismatch),
              HasSubstr("job.resume, although it declares job.create"));
}

TEST_F(RunnerTest, SkipsWhenAMethodOfAnUndeclaredCapabilityIsMissing) {
  const CaseResult result = RunSteps(
      R"({"id": "x", "call": "job.cancel", "as": "alice", "with": {"job": "{1}"}, "check": {"id": "c", "requirement": "R", "level": "must"}})");
  EXPECT_EQ(result.verdict, Verdict::kSkipped);
  EXPECT_EQ(result.skip_reason, "needs capability job.cancel");
}

TEST_F(RunnerTest, SkipsACaseOfAMethodOfAnUndeclaredCapabilityBeforeItsFirstStep) {
  const CaseResult result =
      Run(R"("matrix": {"method": {"$methods": ["job.cancel"]}}, )" + Steps(kResume));
  EXPECT_EQ(result.skip_reason, "needs capability job.cancel");
  EXPECT_TRUE(subject_.CallsOf("job.resume").empty());
}

TEST_F(RunnerTest, BlamesTheHarnessForWrongParameters) {
  subject_.On("job.resume", [](const Json&) { return Reply::Error(kInvalidParams, "no job"); });
  const CaseResult result = RunSteps(kResume);
  EXPECT_EQ(result.verdict, Verdict::kHarnessError);
  EXPECT_EQ(Message(result.failures[0].mismatch), "job.resume answered error -32602: no job");
}

TEST_F(RunnerTest, FailsWhenAnAnswerIsOutOfForm) {
  for (const Json& answer : {Json::array(), Json::object(), Json({{"hresult", "0x0"}}),
                             Json({{"hresult", "0x00000000"}, {"state", "QUEUED"}})}) {
    subject_.Answer("job.resume", answer);
    const CaseResult result = RunSteps(kResume);
    EXPECT_EQ(result.verdict, Verdict::kFail) << answer;
    EXPECT_THAT(Message(result.failures.at(0).mismatch),
                HasSubstr("job.resume gets a malformed answer: "));
    EXPECT_EQ(result.failures.at(0).step, "resume");
  }
}

TEST_F(RunnerTest, BlamesTheHarnessForParametersOutOfFormBeforeTheyAreSent) {
  subject_.AnswerCode("job.resume", "0x00000000");
  std::string step = kResume;
  const CaseResult result = RunSteps(step.replace(step.find("{1}"), 3, "first"));
  EXPECT_EQ(result.verdict, Verdict::kHarnessError);
  EXPECT_THAT(Message(result.failures.at(0).mismatch),
              HasSubstr("job.resume with malformed parameters: /job: must be a GUID"));
  EXPECT_TRUE(subject_.CallsOf("job.resume").empty());
}

TEST_F(RunnerTest, BlamesTheHarnessWhenAResetIsRefused) {
  subject_.On("subject.reset", [](const Json&) { return Reply::Error(kInternalError, "busy"); });
  EXPECT_EQ(RunSteps(kResume).verdict, Verdict::kHarnessError);
}

TEST_F(RunnerTest, BlamesTheHarnessForAVariableWithoutValue) {
  subject_.AnswerCode("job.resume", "0x00000000");
  const CaseResult result = RunSteps(
      R"({"id": "never", "set": {"x": 1}, "when": {"mode": "live"}},
         {"id": "a", "assert": {"$var": "x"}, "expect": 1, "check": {"id": "c", "requirement": "R", "level": "must"}})");
  EXPECT_EQ(result.verdict, Verdict::kHarnessError);
  EXPECT_THAT(Message(result.failures[0].mismatch), HasSubstr("\"x\" has no value"));
}

// --- Skips ---

TEST_F(RunnerTest, SkipsForWhatTheSubjectDoesNotOffer) {
  subject_.AnswerCode("job.resume", "0x00000000");
  const auto reason = [&](const std::string& members) {
    const CaseResult result = Run(members + ", " + R"("steps": [)" + kResume + "]");
    EXPECT_EQ(result.verdict, Verdict::kSkipped) << members;
    EXPECT_TRUE(subject_.requests.empty()) << members;
    return result.skip_reason;
  };
  const std::string setup = R"("setup": {"principals": {"alice": "standard"}})";
  EXPECT_EQ(reason(setup + R"(, "needs": {"capabilities": ["job.create", "log"]})"),
            "needs capability log");
  EXPECT_EQ(reason(setup + R"(, "needs": {"modes": ["live"]})"), "runs in live mode only");
  EXPECT_EQ(reason(setup + R"(, "profile": "1.5")"), "needs profile 1.5");
  EXPECT_EQ(reason(setup + R"(, "needs": {"profile": {"max": "2.0"}})"),
            "needs profile 2.0 or earlier, this is 10.3");
  EXPECT_EQ(reason(setup + R"(, "profile": "2.0", "needs": {"profile": {"min": "3.0"}})"),
            "needs profile 3.0 or later, this is 2.0");
  EXPECT_EQ(reason(R"("setup": {"principals": {"alice": "service"}})"),
            "needs a principal of kind service");
  subject_.hello["capabilities"] = {"job.create"};
  EXPECT_EQ(
      reason(R"("setup": {"principals": {"alice": "standard"}, "policy": {"MaxJobsPerUser": 1}})"),
      "needs capability policy");
}

TEST_F(RunnerTest, RunsAtTheEndsOfARangeOfProfiles) {
  subject_.AnswerCode("job.resume", "0x00000000");
  const CaseResult result =
      Run(R"("needs": {"profile": {"min": "10.3", "max": "10.3"}}, )" + Steps(kResume));
  EXPECT_EQ(result.verdict, Verdict::kPass);
}

// --- Reset and setup ---

TEST_F(RunnerTest, ResetsTheSubjectForTheCase) {
  subject_.AnswerCode("job.resume", "0x00000000");
  subject_.hello["capabilities"].push_back("profiles");
  Run(R"("profile": {"$axis": "p"}, "matrix": {"p": ["2.0"], "n": [3]},
         "setup": {"principals": {"alice": "standard"}, "policy": {"MaxJobsPerUser": {"$axis": "n"}}}, "steps": [)" +
      std::string(kResume) + "]");
  const Json reset = subject_.CallsOf("subject.reset").at(0);
  EXPECT_EQ(reset["case"], "topic.test[p=2.0,n=3]");
  EXPECT_EQ(reset["profile"], "2.0");
  EXPECT_EQ(reset["policy"]["MaxJobsPerUser"], 3);
  EXPECT_EQ(reset["principals"]["alice"], "standard");
  EXPECT_TRUE(reset["seed"].is_number_unsigned());
  EXPECT_EQ(reset["workDirectory"], "/case");
}

TEST_F(RunnerTest, GivesEveryCaseAndSeedAChanceOfItsOwn) {
  subject_.AnswerCode("job.resume", "0x00000000");
  const auto seed = [&] {
    Run(Steps(kResume));
    return subject_.CallsOf("subject.reset").at(0)["seed"];
  };
  const Json first = seed();
  EXPECT_EQ(seed(), first);
  options_.seed = 2;
  EXPECT_NE(seed(), first);
}

TEST_F(RunnerTest, MakesFilesDirectoriesAndOriginsInOrder) {
  subject_.AnswerCode("job.resume", "0x00000000");
  for (const char* method : {"files.write", "files.makeDirectory"})
    subject_.Answer(method, Json::object());
  subject_.On("origin.start", [](const Json& params) {
    return Reply::Result({{"url", "http://" + params["name"].get<std::string>() + ".sim"}});
  });
  Run(R"("setup": {"principals": {"alice": "standard"}, "directories": ["d"], "files": {"d/f": {"text": "x"}},
          "origins": {"a": {"resources": {}},
                      "b": {"resources": {"/x": {"redirect": {"status": 302, "location": {"$url": "a/y"}}}}}}},
          "steps": [)" +
      std::string(kResume) + "]");
  EXPECT_EQ(subject_.CallsOf("files.makeDirectory").at(0)["path"], "/case/d");
  EXPECT_EQ(subject_.CallsOf("files.write").at(0),
            Json::parse(R"({"path": "/case/d/f", "text": "x"})"));
  const auto origins = subject_.CallsOf("origin.start");
  ASSERT_EQ(origins.size(), 2u);
  EXPECT_EQ(origins[1]["script"]["resources"]["/x"]["redirect"]["location"], "http://a.sim/y");
}

// --- The log ---

TEST_F(RunnerTest, KeepsTheWholeLogWhenAskedTo) {
  subject_.AnswerCode("job.resume", "0x00000000");
  subject_.hello["capabilities"].push_back("log");
  subject_.Answer("subject.log", {{"lines", {"inside"}}});
  options_.keep_events = true;
  const CaseResult result = RunSteps(kResume);
  ASSERT_EQ(result.events.size(), 3u);
  EXPECT_THAT(result.events[0], HasSubstr("reset: subject.reset"));
  EXPECT_THAT(result.events[1], HasSubstr("resume: job.resume"));
  EXPECT_EQ(result.events[2], "subject: inside");
}

TEST_F(RunnerTest, ShowsTheLastTwentyEventsOfAFailure) {
  int calls = 0;
  subject_.On("job.resume", [&](const Json&) {
    return Reply::Result({{"hresult", ++calls == 30 ? "0x80004005" : "0x00000000"}});
  });
  const CaseResult result =
      RunSteps(R"({"id": "r", "repeat": 40, "steps": [)" + std::string(kResume) + "]}");
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_EQ(result.failures[0].last_events.size(), 20u);
  EXPECT_THAT(result.failures[0].last_events.back(), HasSubstr("0x80004005"));
}

// --- Handshake ---

TEST(Handshake, TellsWhatTheSubjectSaid) {
  ScriptedSubject subject;
  const SubjectInfo info = Handshake(subject);
  EXPECT_EQ(info.name, "scripted");
  EXPECT_EQ(info.mode, Mode::kSim);
  EXPECT_TRUE(info.Has("job.create"));
  EXPECT_FALSE(info.Has("job.cancel"));
  EXPECT_EQ(subject.CallsOf("subject.hello").at(0)["protocol"], "1.0");
}

TEST(Handshake, RefusesASubjectThatCannotSayNo) {
  ScriptedSubject subject;
  subject.Answer("subject.undeclared", Json::object());
  EXPECT_THROW(Handshake(subject), HarnessError);
  subject.On("subject.undeclared", [](const Json&) { return Reply::Error(kInternalError, ""); });
  EXPECT_THROW(Handshake(subject), HarnessError);
}

TEST(Handshake, RefusesAnAnswerOutOfForm) {
  for (const char* member :
       {"name", "version", "profile", "profiles", "capabilities", "principals", "clock"}) {
    ScriptedSubject subject;
    subject.hello[member] = 5;
    EXPECT_THROW(Handshake(subject), HarnessError) << member;
  }
}

TEST(Handshake, RefusesASubjectThatDoesNotAnswer) {
  ScriptedSubject subject;
  subject.On("subject.hello", [](const Json&) { return Reply::Fault("it ended"); });
  EXPECT_THROW(Handshake(subject), HarnessError);
}

}  // namespace
}  // namespace bitsproof::conformance
