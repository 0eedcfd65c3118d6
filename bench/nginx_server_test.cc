#include "bench/nginx_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <stdexcept>
#include <string>

#include "bench/cutting_relay.h"
#include "bench/loopback.h"
#include "bench/test_files.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

struct Answer {
  std::string text;
  bool was_reset = false;
};

// Everything that the server on `port` says to a GET, until the connection ends.
Answer Get(std::uint16_t port, const std::string& path) {
  const Socket connection = ConnectToLoopback(port);
  const std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
  ::send(connection.descriptor(), request.data(), request.size(), MSG_NOSIGNAL);
  Answer answer;
  char buffer[4096];
  for (;;) {
    const ssize_t count = ::recv(connection.descriptor(), buffer, sizeof buffer, 0);
    answer.was_reset = count < 0;
    if (count <= 0) return answer;
    answer.text.append(buffer, static_cast<std::size_t>(count));
  }
}

class NginxServerTest : public ::testing::Test {
 protected:
  NginxServerTest() { WriteFile(root_.path() + "/a.bin", 1, 100'000); }

  platform::TemporaryDirectory root_;
};

TEST_F(NginxServerTest, ServesTheFilesOfTheDirectory) {
  const NginxServer server(root_.path());
  const Answer answer = Get(server.port(), "/a.bin");
  EXPECT_THAT(answer.text, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(answer.text, HasSubstr("Content-Length: 100000"));
}

TEST_F(NginxServerTest, LeavesNobodyListeningBehind) {
  std::uint16_t port = 0;
  {
    const NginxServer server(root_.path());
    port = server.port();
  }
  EXPECT_FALSE(ConnectToLoopback(port).is_open());
}

TEST_F(NginxServerTest, PassesOnWhyItDoesNotStart) {
  const std::string breaks_the_configuration = "\"; unknown_directive \"";
  EXPECT_THAT([&] { const NginxServer server(breaks_the_configuration); },
              ThrowsMessage<std::runtime_error>(HasSubstr("unknown_directive")));
}

TEST_F(NginxServerTest, TwoServersDoNotMeet) {
  const NginxServer first(root_.path());
  const NginxServer second(root_.path());
  EXPECT_NE(first.port(), second.port());
  EXPECT_THAT(Get(first.port(), "/missing").text, StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Get(second.port(), "/a.bin").text, StartsWith("HTTP/1.1 200"));
}

TEST_F(NginxServerTest, TheRelayResetsOneConnectionAfterExactlyThatManyBytes) {
  const NginxServer server(root_.path());
  const CuttingRelay relay(server.port(), 50'000);
  const Answer cut = Get(relay.port(), "/a.bin");
  EXPECT_TRUE(cut.was_reset);
  EXPECT_LE(cut.text.size(), 50'000u);  // a reset may overtake bytes that nobody has read yet
  EXPECT_EQ(relay.bytes_to_client(), 50'000u);
  const Answer whole = Get(relay.port(), "/a.bin");
  EXPECT_FALSE(whole.was_reset);
  EXPECT_EQ(whole.text, Get(server.port(), "/a.bin").text);
  EXPECT_EQ(relay.connections(), 2u);
}

TEST(TestFiles, AreTheSameForOneSeedAndDifferForAnother) {
  const platform::TemporaryDirectory directory;
  WriteFile(directory.path() + "/a", 1, 3'000'001);
  WriteFile(directory.path() + "/b", 1, 3'000'001);
  WriteFile(directory.path() + "/c", 2, 3'000'001);
  WriteFile(directory.path() + "/d", 1, 3'000'000);
  EXPECT_TRUE(SameBytes(directory.path() + "/a", directory.path() + "/b"));
  EXPECT_FALSE(SameBytes(directory.path() + "/a", directory.path() + "/c"));
  EXPECT_FALSE(SameBytes(directory.path() + "/a", directory.path() + "/d"));
  EXPECT_FALSE(SameBytes(directory.path() + "/a", directory.path() + "/missing"));
}

TEST(ChildProcess, ReportsTheExitCodeOrTheSignal) {
  EXPECT_EQ(RunCommand({.arguments = {"sh", "-c", "exit 7"}}).exit_code, 7);
  EXPECT_EQ(RunCommand({.arguments = {"sh", "-c", "kill -9 $$"}}).exit_code, 137);
}

TEST(ChildProcess, SaysThatAProgramIsNotInstalled) {
  EXPECT_THAT([] { RunCommand({.arguments = {"no-such-program"}}); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no-such-program is not installed")));
}

}  // namespace
}  // namespace bitsproof::bench
