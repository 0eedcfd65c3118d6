// `run` and `replay` with subjects outside of this process, which are played by CountingSubjects
// here: what is particular about them is their name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "conformance/command/testing/command_bed.h"
#include "conformance/report/report_jsonl.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

class ExternalRunTest : public ::testing::Test, protected CommandBed {
 protected:
  ExternalRunTest() {
    make_subject_ = [this](const SubjectOptions& options, Mode, std::size_t worker) {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++starts_;
      workers_.insert(worker);
      options_ = options;
      return MakeCountingSubject("reference", clock_);
    };
  }

  Mode clock_ = Mode::kSim;
  int starts_ = 0;
  std::set<std::size_t> workers_;
  SubjectOptions options_;
  std::mutex mutex_;
};

TEST_F(ExternalRunTest, RunsTheCasesOfItsClockOnOneProcess) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "stdio:x"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("3 of 3 cases run"));
  EXPECT_EQ(starts_, 1);
}

TEST_F(ExternalRunTest, RunsLiveCasesOnARealClock) {
  clock_ = Mode::kLive;
  EXPECT_EQ(Bitsproof({"run", "--subject", "http://127.0.0.1:1"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("1 of 1 case run"));
  EXPECT_EQ(starts_, 1);
}

TEST_F(ExternalRunTest, RefusesTheModeOfTheOtherClock) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "stdio:x", "--mode", "live"}), 64);
  EXPECT_THAT(err_, HasSubstr("stdio:x has a virtual clock, so it runs in mode sim only"));
  clock_ = Mode::kLive;
  EXPECT_EQ(Bitsproof({"run", "--subject", "stdio:x", "--mode", "sim"}), 64);
  EXPECT_THAT(err_, HasSubstr("stdio:x has a real clock, so it runs in mode live only"));
}

TEST_F(ExternalRunTest, NumbersTheProcessesOfSeveralJobs) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "stdio:x", "--jobs", "3"}), 0) << err_;
  EXPECT_TRUE(workers_.contains(0));
  for (const std::size_t worker : workers_) EXPECT_LT(worker, 3u);
  EXPECT_EQ(starts_, static_cast<int>(workers_.size()));
}

TEST_F(ExternalRunTest, RefusesSeveralJobsOnOneService) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "http://127.0.0.1:1", "--jobs", "2"}), 64);
  EXPECT_THAT(err_, HasSubstr("runs one case at a time"));
  EXPECT_EQ(starts_, 0);
}

TEST_F(ExternalRunTest, PassesItsOptionsOn) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "stdio:x", "--message-timeout", "1500ms", "--path-map",
                       "/=Z:\\", "--path-map", "/mnt/c=C:\\"}),
            0)
      << err_;
  EXPECT_EQ(options_.message_timeout, 1500ms);
  EXPECT_EQ(options_.path_map.ToSubject("/mnt/c/a"), "C:\\a");
  EXPECT_EQ(options_.path_map.ToSubject("/a"), "Z:\\a");
}

TEST_F(ExternalRunTest, RefusesOptionsThatMeanNothing) {
  EXPECT_EQ(Bitsproof({"run", "--message-timeout", "soon"}), 64);
  EXPECT_THAT(err_, HasSubstr("--message-timeout: 'soon' is not a time limit"));
  EXPECT_EQ(Bitsproof({"run", "--message-timeout", "0s"}), 64);
  EXPECT_EQ(Bitsproof({"run", "--path-map", "C:\\=/mnt/c"}), 64);
  EXPECT_THAT(err_, HasSubstr("--path-map: 'C:\\=/mnt/c' is not a path map"));
}

TEST_F(ExternalRunTest, ListsAllFormsInTheHelp) {
  EXPECT_EQ(Bitsproof({"run", "--help"}), 0);
  for (const char* const form : {"reference|mutant:NAME|stdio:'CMD ARG...'|http://HOST:PORT",
                                 "--message-timeout DURATION=30s", "--path-map HARNESS=SUBJECT"}) {
    EXPECT_THAT(out_, HasSubstr(form));
  }
}

TEST_F(ExternalRunTest, IsReplayedUnderItsNameOrAnother) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "stdio:x", "--results", Path("r.jsonl")}), 0);
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "names.first-accepted"}), 0) << err_;
  EXPECT_EQ(options_.name, "stdio:x");
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "names.first-accepted", "--subject", "stdio:y"}),
            0);
  EXPECT_EQ(options_.name, "stdio:y");
}

}  // namespace
}  // namespace bitsproof::conformance
