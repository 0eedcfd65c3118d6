#include "conformance/protocol/serve_stdio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>
#include <string>
#include <vector>

#include "conformance/protocol/json_rpc.h"

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Answers with the name of the method that was called.
class EchoSubject final : public Subject {
 public:
  Reply Call(std::string_view method, const Json&) override {
    return Reply::Result({{"called", std::string(method)}});
  }
};

// A subject that is served on a pipe. What it writes arrives as it was written: one string a write.
class ServeStdioTest : public ::testing::Test {
 protected:
  ServeStdioTest() {
    ::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(::pipe(requests_.data()), 0);
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, answers_.data()), 0);
  }
  ~ServeStdioTest() override {
    for (const int fd : {requests_[0], requests_[1], answers_[0], answers_[1]}) {
      if (fd >= 0) ::close(fd);
    }
  }

  static std::string Line(std::uint64_t id, const std::string& method) {
    return EncodeRequest(id, method, Json::object()) + "\n";
  }

  void Start() {
    end_ = std::async(std::launch::async, [this] {
      EchoSubject subject;
      return ServeStdio(subject, requests_[0], answers_[1]);
    });
  }
  void Send(const std::string& text) {
    std::string_view left = text;
    while (!left.empty()) {
      const ssize_t count = ::write(requests_[1], left.data(), left.size());
      ASSERT_GT(count, 0);
      left.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  std::string NextWrite() {
    std::string bytes(1 << 17, ' ');
    const ssize_t count = ::read(answers_[0], bytes.data(), bytes.size());
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
  }
  // Ends the input; returns what ServeStdio returned.
  std::string End() {
    Close(requests_[1]);
    return end_.get();
  }
  static void Close(int& fd) {
    ::close(fd);
    fd = -1;
  }

  std::array<int, 2> requests_{};
  std::array<int, 2> answers_{};
  std::future<std::string> end_;
};

std::vector<std::string> MethodsOf(const std::string& lines) {
  std::vector<std::string> methods;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    methods.push_back(Json::parse(lines.substr(begin, end - begin))["result"]["called"]);
    begin = end + 1;
  }
  return methods;
}

TEST_F(ServeStdioTest, AnswersLinesThatCameTogetherInOrderAndWithOneWrite) {
  Send(Line(1, "a") + Line(2, "b") + Line(3, "c"));
  Start();
  EXPECT_THAT(MethodsOf(NextWrite()), ElementsAre("a", "b", "c"));
  EXPECT_THAT(End(), IsEmpty());
}

TEST_F(ServeStdioTest, AnswersALineBeforeTheNextOneComes) {
  Start();
  Send(Line(1, "first"));
  EXPECT_THAT(MethodsOf(NextWrite()), ElementsAre("first"));
  Send(Line(2, "second"));
  EXPECT_THAT(MethodsOf(NextWrite()), ElementsAre("second"));
  EXPECT_THAT(End(), IsEmpty());
}

TEST_F(ServeStdioTest, TakesALineThatComesInPieces) {
  const std::string line = Line(1, "whole");
  Start();
  Send(Line(0, "before") + line.substr(0, 10));
  EXPECT_THAT(MethodsOf(NextWrite()), ElementsAre("before"));
  Send(line.substr(10));
  EXPECT_THAT(MethodsOf(NextWrite()), ElementsAre("whole"));
  EXPECT_THAT(End(), IsEmpty());
}

TEST_F(ServeStdioTest, AnswersWhatIsNoMessageWithAnError) {
  Start();
  Send("nonsense\n");
  EXPECT_THAT(NextWrite(), HasSubstr("-32700"));
  EXPECT_THAT(End(), IsEmpty());
}

TEST_F(ServeStdioTest, TellsThatTheInputEndedWithinALine) {
  Start();
  Send(Line(1, "whole") + R"({"jsonrpc")");
  EXPECT_THAT(MethodsOf(NextWrite()), ElementsAre("whole"));
  EXPECT_THAT(End(), HasSubstr("the last 10 bytes have no LF"));
}

TEST_F(ServeStdioTest, GivesUpOnALineThatIsTooLong) {
  Start();
  Send(std::string(kMessageBytesMax + 1, 'x'));
  EXPECT_THAT(End(), HasSubstr("16 MiB"));
}

TEST_F(ServeStdioTest, TellsThatNobodyTakesTheAnswers) {
  Start();
  Close(answers_[0]);
  Send(Line(1, "a"));
  EXPECT_THAT(End(), HasSubstr("The answers cannot be written"));
}

}  // namespace
}  // namespace bitsproof::conformance
