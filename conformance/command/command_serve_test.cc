#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <string>

#include "conformance/command/subject_factory.h"
#include "conformance/command/testing/command_bed.h"
#include "conformance/protocol/json_rpc.h"
#include "conformance/subjects/child_process.h"

namespace bitsproof::conformance {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// `bitsproof serve ARGS...` as a process of its own.
class Service {
 public:
  explicit Service(const std::string& args)
      : child_({"sh", "-c", "echo $$; exec " BITSPROOF_PROGRAM " serve " + args}, {}) {
    pid_ = std::stoi(NextLine());
  }

  std::string NextLine() {
    std::string_view line;
    const auto found = child_.ReadLine(std::chrono::steady_clock::now() + 30s, 1 << 20, line);
    EXPECT_EQ(found, ChildProcess::Found::kLine);
    return std::string(line);
  }

  // The result of one call.
  Json Ask(const std::string& method, const Json& params) {
    child_.Send(EncodeRequest(++id_, method, params) + "\n");
    Json answer = Json::parse(NextLine(), nullptr, false);
    EXPECT_TRUE(answer.contains("result")) << answer;
    return answer["result"];
  }

  Json Reset() {
    return Ask("subject.reset", {{"case", "test"},
                                 {"seed", 1},
                                 {"policy", Json::object()},
                                 {"principals", {{"alice", "standard"}, {"bob", "standard"}}},
                                 {"workDirectory", directory_.path()}});
  }

  std::string Create(const std::string& as) {
    return Ask("manager.createJob", {{"as", as}, {"displayName", "x"}, {"type", "download"}})
        .value("jobId", "");
  }

  Json Jobs(const std::string& as) {
    return Ask("manager.enumJobs", {{"as", as}, {"flags", 0}})["jobs"];
  }

  void Signal(int number) { ::kill(pid_, number); }
  std::string HowItEnded() { return child_.AwaitEnd(30s).value_or("runs on"); }
  std::string EndOfInput() {
    child_.End(30s, 1s, true);
    return child_.AwaitEnd(0ms).value_or("runs on");
  }

 private:
  platform::TemporaryDirectory directory_;
  ChildProcess child_;
  pid_t pid_ = 0;
  std::uint64_t id_ = 0;
};

// The job that a service leaves behind at the end of its input.
std::string LeaveAJobOfAlice(const std::string& args) {
  Service service(args);
  service.Reset();
  std::string job = service.Create("alice");
  service.EndOfInput();
  return job;
}

TEST(ServeStore, LosesNoCommittedJobWhenItIsKilled) {
  const TemporaryFolder folder;
  const std::string args = "--stdio --store " + (folder / "jobs.sqlite");
  Json of_alice = Json::array();
  {
    Service service(args);
    EXPECT_EQ(service.Reset()["foreignJobs"], 0);
    for (int i = 0; i < 5; ++i) of_alice.push_back(service.Create("alice"));
    service.Signal(SIGKILL);
    EXPECT_THAT(service.HowItEnded(), HasSubstr("SIGKILL"));
  }
  Service service(args);
  EXPECT_EQ(service.Reset()["foreignJobs"], 5);
  EXPECT_EQ(service.Jobs("alice"), of_alice);
}

TEST(ServeStore, RemovesAtAResetWhatTheCaseBeforeMadeAndLeavesForeignJobsAlone) {
  const TemporaryFolder folder;
  const std::string args = "--stdio --store " + (folder / "jobs.sqlite");
  const std::string foreign = LeaveAJobOfAlice(args);
  Service service(args);
  service.Reset();
  service.Create("alice");
  service.Create("bob");
  EXPECT_EQ(service.Reset()["foreignJobs"], 1);
  EXPECT_EQ(service.Jobs("alice"), Json::array({foreign}));
  EXPECT_EQ(service.Jobs("bob"), Json::array());
}

TEST(ServeStore, CountsAForeignJobNoLongerWhenItsOwnerHasEndedIt) {
  const TemporaryFolder folder;
  const std::string args = "--stdio --store " + (folder / "jobs.sqlite");
  const std::string foreign = LeaveAJobOfAlice(args);
  Service service(args);
  service.Reset();
  service.Ask("job.cancel", {{"as", "alice"}, {"job", foreign}});
  EXPECT_EQ(service.Reset()["foreignJobs"], 0);
}

class ServeCommandTest : public ::testing::Test, protected CommandBed {
 protected:
  ServeCommandTest() { make_stored_subject_ = MakeStoredReference; }
};

TEST_F(ServeCommandTest, LeavesAFileAloneThatIsNoStore) {
  folder_.Write("jobs.sqlite", "these are the notes of somebody, and no database at all\n");
  const std::string before = folder_.Read("jobs.sqlite");
  EXPECT_EQ(Bitsproof({"serve", "--stdio", "--store", Path("jobs.sqlite")}), 64);
  EXPECT_THAT(err_, HasSubstr(Path("jobs.sqlite")));
  EXPECT_THAT(err_, HasSubstr("not a database"));
  EXPECT_EQ(folder_.Read("jobs.sqlite"), before);
}

TEST_F(ServeCommandTest, NamesADirectoryThatDoesNotExist) {
  EXPECT_EQ(Bitsproof({"serve", "--stdio", "--store", Path("missing/jobs.sqlite")}), 64);
  EXPECT_THAT(err_, HasSubstr(Path("missing/jobs.sqlite")));
}

TEST_F(ServeCommandTest, KeepsNoStoreInAVirtualWorld) {
  EXPECT_EQ(Bitsproof({"serve", "--stdio", "--clock", "virtual", "--store", Path("jobs.sqlite")}),
            64);
  EXPECT_THAT(err_, HasSubstr("--store works with the reference on a real clock only"));
}

TEST_F(ServeCommandTest, NeedsOneWayToBeReached) {
  EXPECT_EQ(Bitsproof({"serve"}), 64);
  EXPECT_THAT(err_, HasSubstr("one of --stdio and --http PORT"));
  EXPECT_EQ(Bitsproof({"serve", "--stdio", "--http", "0"}), 64);
}

TEST_F(ServeCommandTest, NamesASubjectThatDoesNotExist) {
  EXPECT_EQ(Bitsproof({"serve", "--stdio", "--subject", "mutant:of-nothing"}), 64);
  EXPECT_THAT(err_, HasSubstr("mutant:of-nothing"));
}

TEST(Serve, EndsWithZeroAtTheEndOfItsInput) {
  Service service("--stdio --clock virtual");
  service.Reset();
  EXPECT_THAT(service.EndOfInput(), HasSubstr("exited with code 0"));
}

TEST(Serve, TellsOverHttpWhereItListensAndEndsAtASignal) {
  Service service("--http 0 2>&1");
  EXPECT_THAT(service.NextLine(), HasSubstr("listening on http://127.0.0.1:"));
  service.Signal(SIGTERM);
  EXPECT_THAT(service.HowItEnded(), HasSubstr("exited with code 0"));
}

TEST(Serve, EndsWithFourWhenItsPortIsTaken) {
  Service first("--http 0 2>&1");
  const std::string line = first.NextLine();
  const std::string port = line.substr(line.rfind(':') + 1);
  Service second("--http " + port + " 2>&1");
  EXPECT_THAT(second.NextLine(), HasSubstr("cannot listen on 127.0.0.1:" + port));
  EXPECT_THAT(second.HowItEnded(), HasSubstr("exited with code 4"));
}

TEST(Serve, ServesAMutant) {
  Service service("--stdio --clock virtual --subject mutant:limits.per-user-61");
  service.Reset();
  for (int i = 0; i < 61; ++i) EXPECT_NE(service.Create("alice"), "");
}

}  // namespace
}  // namespace bitsproof::conformance
