#include "conformance/subjects/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

using Found = ChildProcess::Found;
using Words = std::vector<std::string>;

constexpr auto kPatience = 60s;
constexpr std::size_t kLineMax = 1 << 20;

ChildProcess::TimePoint InTime() { return std::chrono::steady_clock::now() + kPatience; }

class ChildProcessTest : public ::testing::Test {
 protected:
  ChildProcessTest() { ::signal(SIGPIPE, SIG_IGN); }

  static Words Shell(const std::string& script) { return {"sh", "-c", script}; }

  static std::string NextLine(ChildProcess& process) {
    std::string_view line;
    EXPECT_EQ(process.ReadLine(InTime(), kLineMax, line), Found::kLine);
    return std::string(line);
  }

  TemporaryFolder folder_;
};

TEST_F(ChildProcessTest, TakesLinesAndGivesLines) {
  ChildProcess process({"cat"}, {});
  process.Send("one\ntwo\n");
  EXPECT_EQ(NextLine(process), "one");
  EXPECT_EQ(NextLine(process), "two");
  process.Send("three\n");
  EXPECT_EQ(NextLine(process), "three");
}

TEST_F(ChildProcessTest, PassesMoreThanAPipeHoldsInBothDirections) {
  ChildProcess process({"cat"}, {});
  const std::string line(200'000, 'x');
  for (int i = 0; i < 10; ++i) process.Send(line + "\n");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(NextLine(process), line);
  EXPECT_EQ(process.unsent_bytes(), 0u);
}

TEST_F(ChildProcessTest, DoesNotWaitWhenToldSo) {
  ChildProcess process({"cat"}, {});
  std::string_view line;
  EXPECT_EQ(process.ReadLine(ChildProcess::TimePoint::min(), kLineMax, line), Found::kNothing);
  EXPECT_THAT(process.unread(), IsEmpty());
}

TEST_F(ChildProcessTest, TellsOfALineThatIsTooLong) {
  ChildProcess process(Shell("head -c 1000 /dev/zero; read x"), {});
  std::string_view line;
  EXPECT_EQ(process.ReadLine(InTime(), 100, line), Found::kTooLong);
}

TEST_F(ChildProcessTest, TellsHowTheProcessEnded) {
  ChildProcess exits(Shell("exit 3"), {});
  EXPECT_EQ(exits.AwaitEnd(kPatience), "exited with code 3");
  ChildProcess dies(Shell("kill -SEGV $$"), {});
  EXPECT_EQ(dies.AwaitEnd(kPatience), "was killed by signal 11 (SIGSEGV)");
  ChildProcess runs({"cat"}, {});
  EXPECT_EQ(runs.AwaitEnd(0ms), std::nullopt);
  std::string_view line;
  EXPECT_EQ(exits.ReadLine(InTime(), kLineMax, line), Found::kEnd);
}

TEST_F(ChildProcessTest, RefusesACommandThatDoesNotExist) {
  try {
    ChildProcess process({"no-such-command-anywhere"}, {});
    ADD_FAILURE() << "started";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'no-such-command-anywhere' cannot be started"));
  }
  folder_.Write("plain", "text");
  EXPECT_THROW(ChildProcess({folder_ / "plain"}, {}), std::runtime_error);
}

TEST_F(ChildProcessTest, KeepsTheLastLinesOfStderr) {
  ChildProcess process(
      Shell("i=0; while [ $i -lt 2000 ]; do echo line $i >&2; i=$((i+1)); done; echo done"), {});
  EXPECT_EQ(NextLine(process), "done");
  const auto errors = process.LastErrors();
  ASSERT_EQ(errors.size(), 10u);
  EXPECT_EQ(errors.front(), "line 1990");
  EXPECT_EQ(errors.back(), "line 1999");
  process.ForgetErrors();
  EXPECT_THAT(process.LastErrors(), IsEmpty());
}

TEST_F(ChildProcessTest, SetsVariablesInPlaceOfInheritedOnes) {
  ::setenv("BITSPROOF_WORKER", "9", 1);
  ChildProcess process(Shell("echo $BITSPROOF_WORKER; env | grep -c BITSPROOF_WORKER"),
                       {"BITSPROOF_WORKER=4"});
  ::unsetenv("BITSPROOF_WORKER");
  EXPECT_EQ(NextLine(process), "4");
  EXPECT_EQ(NextLine(process), "1");
}

TEST_F(ChildProcessTest, GivesTheProcessTimeToEndByItself) {
  ChildProcess process(Shell("cat; echo bye > '" + folder_ / "end'"), {});
  process.End(kPatience, 0ms, false);
  EXPECT_EQ(folder_.Read("end"), "bye\n");
}

TEST_F(ChildProcessTest, KillsTheWholeGroupOfAProcessThatDoesNotEnd) {
  ASSERT_EQ(::mkfifo((folder_ / "alive").c_str(), 0600), 0);
  const FileDescriptor alive(
      ::open((folder_ / "alive").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  ChildProcess process(Shell("trap '' TERM; exec 3> '" + folder_ / "alive" +
                             "'; sleep 1000 & echo ready; while :; do wait; sleep 1; done"),
                       {});
  EXPECT_EQ(NextLine(process), "ready");
  process.End(0ms, 0ms, false);
  // Whoever of the group still lived would hold the other end.
  pollfd poll_end{alive.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&poll_end, 1, 60'000), 1);
  EXPECT_NE(poll_end.revents & POLLHUP, 0);
}

// A pipe of one child that another inherited would keep the first from seeing the end of its input.
TEST_F(ChildProcessTest, LeaksNoDescriptorsToOthersThatStartAtTheSameTime) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([] {
      for (int turn = 0; turn < 5; ++turn) {
        ChildProcess process({"cat"}, {});
        process.Send("x\n");
        std::string_view line;
        EXPECT_EQ(process.ReadLine(InTime(), kLineMax, line), Found::kLine);
        process.End(kPatience, 0ms, false);
        EXPECT_EQ(process.AwaitEnd(0ms), "exited with code 0");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace bitsproof::conformance
