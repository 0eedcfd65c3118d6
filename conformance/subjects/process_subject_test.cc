#include "conformance/subjects/process_subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "conformance/command/subject_factory.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

class ProcessSubjectTest : public ::testing::Test {
 protected:
  ProcessSubjectTest() { ::signal(SIGPIPE, SIG_IGN); }

  static ProcessSubject Adapter(const std::string& vice, Duration timeout = 60s) {
    return ProcessSubject({{BITSPROOF_MISBEHAVING_ADAPTER, vice, "victim"}, timeout, {}});
  }

  static ProcessSubject Shell(const std::string& script) {
    return ProcessSubject({{"sh", "-c", script}, 60s, {"WHO=me"}});
  }

  static void Begin(Subject& subject, const std::string& name) {
    const Reply reply = subject.Call("subject.reset", {{"case", name},
                                                       {"seed", 1},
                                                       {"policy", Json::object()},
                                                       {"principals", {{"alice", "standard"}}},
                                                       {"workDirectory", "/case"}});
    EXPECT_EQ(reply.kind, Reply::Kind::kResult) << reply.text();
  }

  static Request CreateJob() {
    return {"manager.createJob", {{"as", "alice"}, {"displayName", "x"}, {"type", "download"}}};
  }
};

TEST_F(ProcessSubjectTest, CallsTheProcessAndKeepsIt) {
  ProcessSubject subject = Adapter("none");
  EXPECT_EQ(subject.Call("subject.hello", {{"protocol", "1.0"}}).value["clock"], "virtual");
  EXPECT_EQ(subject.Call("subject.undeclared", Json::object()).code, kMethodNotFound);
  Begin(subject, "a");
  EXPECT_EQ(subject.Call("manager.createJob", CreateJob().params).value["hresult"], "0x00000000");
  EXPECT_FALSE(subject.broken());
}

TEST_F(ProcessSubjectTest, SendsAheadAndKeepsTheOrder) {
  ProcessSubject subject = Adapter("none");
  Begin(subject, "a");
  const std::vector<Request> requests(500, CreateJob());
  const std::vector<Reply> replies = subject.CallInOrder(requests);
  ASSERT_EQ(replies.size(), 500u);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    EXPECT_EQ(replies[i].value["hresult"], i < 60 ? "0x00000000" : "0x80200049") << i;
  }
}

TEST_F(ProcessSubjectTest, SendsAheadOfAProcessThatAnswersMoreThanAPipeHolds) {
  ProcessSubject subject = Adapter("none");
  Begin(subject, "a");
  const Request wrong{std::string(20'000, 'm'), {{"value", std::string(20'000, 'v')}}};
  for (const Reply& reply : subject.CallInOrder(std::vector<Request>(200, wrong))) {
    EXPECT_EQ(reply.code, kMethodNotFound);
  }
}

TEST_F(ProcessSubjectTest, TellsWhichOfTheRequestsSentAheadBrokeIt) {
  ProcessSubject subject = Adapter("exits");
  Begin(subject, "victim");
  std::vector<Request> requests(20, CreateJob());
  requests[0] = requests[1] = {"subject.undeclared", Json::object()};
  const std::vector<Reply> replies = subject.CallInOrder(requests);
  ASSERT_EQ(replies.size(), 20u);
  EXPECT_EQ(replies[1].kind, Reply::Kind::kError);
  EXPECT_EQ(replies[2].kind, Reply::Kind::kFault);
  EXPECT_THAT(replies[2].text(), HasSubstr("exited with code 7"));
  EXPECT_THAT(replies[19].text(), HasSubstr("cannot be used any more"));
}

TEST_F(ProcessSubjectTest, CallsTogetherInOneBatchOrElseOneByOne) {
  for (const char* const vice : {"none", "no-batches"}) {
    ProcessSubject subject = Adapter(vice);
    Begin(subject, "a");
    for (int turn = 0; turn < 2; ++turn) {
      std::vector<Request> requests(5, CreateJob());
      requests[3] = {"subject.undeclared", Json::object()};
      const std::vector<Reply> replies = subject.CallTogether(requests);
      ASSERT_EQ(replies.size(), 5u);
      EXPECT_EQ(replies[0].value["hresult"], "0x00000000") << vice << replies[0].text();
      EXPECT_EQ(replies[3].code, kMethodNotFound) << vice;
      EXPECT_EQ(replies[4].value["hresult"], "0x00000000") << vice;
    }
  }
}

TEST_F(ProcessSubjectTest, TakesTheAnswersOfABatchInAnyOrder) {
  ProcessSubject subject = Shell(
      R"(read x; echo '[{"jsonrpc":"2.0","id":2,"result":{"n":2}},{"jsonrpc":"2.0","id":1,"result":{"n":1}}]'; read x)");
  const auto replies = subject.CallTogether({{"a", Json::object()}, {"b", Json::object()}});
  EXPECT_EQ(replies.at(0).value["n"], 1);
  EXPECT_EQ(replies.at(1).value["n"], 2);
}

TEST_F(ProcessSubjectTest, IsBrokenByABatchThatLeavesOneUnanswered) {
  ProcessSubject subject =
      Shell(R"(read x; echo '[{"jsonrpc":"2.0","id":2,"result":{}}]'; read x)");
  const auto replies = subject.CallTogether({{"a", Json::object()}, {"b", Json::object()}});
  EXPECT_THAT(replies.at(0).text(), HasSubstr("a request of a batch unanswered (number 1)"));
  EXPECT_TRUE(subject.broken());
}

TEST_F(ProcessSubjectTest, AnswersFaultsOnceItIsBroken) {
  ProcessSubject subject = Adapter("exits");
  Begin(subject, "victim");
  EXPECT_THAT(subject.Call("manager.createJob", CreateJob().params).text(),
              AllOf(HasSubstr("exited with code 7"), HasSubstr("about to misbehave")));
  EXPECT_TRUE(subject.broken());
  const Reply later = subject.Call("subject.hello", Json::object());
  EXPECT_EQ(later.kind, Reply::Kind::kFault);
  EXPECT_THAT(later.text(),
              HasSubstr("cannot be used any more, because earlier it exited with code 7"));
  EXPECT_EQ(subject.CallTogether({CreateJob(), CreateJob()}).at(1).kind, Reply::Kind::kFault);
}

TEST_F(ProcessSubjectTest, TellsOnlyTheStderrOfThisCase) {
  ProcessSubject subject = Shell(
      R"(echo of the start >&2; read x; echo '{"jsonrpc":"2.0","id":1,"result":{}}';
         read x; echo of the case >&2; exit 1)");
  subject.Call("subject.hello", Json::object());
  EXPECT_THAT(subject.Call("subject.reset", Json::object()).text(),
              AllOf(HasSubstr("of the case"), Not(HasSubstr("of the start"))));
}

TEST_F(ProcessSubjectTest, NoticesWhatNobodyAskedForBeforeItAsksAgain) {
  ProcessSubject subject = Shell(
      R"(read x; echo '{"jsonrpc":"2.0","id":1,"result":{}}
tick'; read x; echo '{"jsonrpc":"2.0","id":2,"result":{}}'; read x)");
  EXPECT_EQ(subject.Call("a", Json::object()).kind, Reply::Kind::kResult);
  EXPECT_THAT(subject.Call("b", Json::object()).text(),
              AllOf(HasSubstr("\"tick\""), HasSubstr("without a request")));
}

TEST_F(ProcessSubjectTest, WaitsAsLongerAsAnEventMayTake) {
  // Answers the second request only when the third line comes, which it never does.
  ProcessSubject subject({{"sh", "-c", "read x; read y"}, 200ms, {}});
  EXPECT_THAT(subject.Call("events.wait", {{"after", 0}, {"timeout", "300ms"}}).text(),
              HasSubstr("no answer within 500ms"));
}

TEST_F(ProcessSubjectTest, TellsTheProcessWhichWorkerItIs) {
  const auto subject = MakeSubject(
      SubjectNamed(
          R"(stdio:sh -c 'read x; echo "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"worker\":$BITSPROOF_WORKER}}"; read x')"),
      Mode::kSim, 3);
  EXPECT_EQ(subject->Call("subject.hello", Json::object()).value["worker"], 3);
}

}  // namespace
}  // namespace bitsproof::conformance
