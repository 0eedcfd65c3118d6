#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"
#include "conformance/report/report_jsonl.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReplayCommandTest : public ::testing::Test, protected CommandBed {
 protected:
  // Leaves results of a mutant in r.jsonl.
  void Record() {
    ASSERT_EQ(Bitsproof({"run", "--subject", "mutant:limits.three", "--seed", "5", "--results",
                         Path("r.jsonl")}),
              1);
  }
};

TEST_F(ReplayCommandTest, RunsExactlyTheRecordedCaseOnTheRecordedSubject) {
  Record();
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "limits.third-refused[jobType=upload]"}), 1);
  EXPECT_THAT(out_, HasSubstr("1 of 1 case run: 0 passed, 1 failed"));
  EXPECT_THAT(out_, HasSubstr("--seed 5 --subject mutant:limits.three"));
}

TEST_F(ReplayCommandTest, RunsEachRecordedModeUnlessToldWhich) {
  Record();
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "names.first-accepted"}), 0);
  EXPECT_THAT(out_, HasSubstr("2 of 2 cases run"));
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "names.first-accepted", "--mode", "live"}), 0);
  EXPECT_THAT(out_, HasSubstr("1 of 1 case run"));
}

TEST_F(ReplayCommandTest, RefusesACaseThatWasNotRecorded) {
  Record();
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "limits.third-refused"}), 3);
  EXPECT_THAT(err_, HasSubstr("holds no case limits.third-refused"));
}

TEST_F(ReplayCommandTest, RefusesAScenarioThatHasChanged) {
  Record();
  folder_.Write("suite/limits/third-refused.json", std::string(kThirdRefused) + "\n");
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "limits.third-refused[jobType=upload]"}), 64);
  EXPECT_THAT(err_, HasSubstr("the scenario limits.third-refused has changed since"));
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "names.first-accepted"}), 0);
}

TEST_F(ReplayCommandTest, RefusesAScenarioThatIsGone) {
  Record();
  std::filesystem::remove(Path("suite/limits/third-refused.json"));
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "limits.third-refused[jobType=upload]"}), 3);
}

TEST_F(ReplayCommandTest, RefusesAFileThatHoldsNoResults) {
  EXPECT_EQ(Bitsproof({"replay", Path("suite/limits/third-refused.json"), "x"}), 64);
  EXPECT_EQ(Bitsproof({"replay", Path("none"), "x"}), 64);
  EXPECT_THAT(err_, HasSubstr("cannot be read"));
}

class MergeCommandTest : public ::testing::Test, protected CommandBed {
 protected:
  void RunShards(int count, const std::string& subject = "reference") {
    for (int i = 1; i <= count; ++i) {
      const std::string shard = std::to_string(i) + "/" + std::to_string(count);
      Bitsproof({"run", "--subject", subject, "--shard", shard, "--results",
                 Path("part" + std::to_string(i))});
    }
  }
};

TEST_F(MergeCommandTest, GivesTheResultsOfTheWholeRun) {
  Bitsproof({"run", "--results", Path("whole")});
  RunShards(3);
  EXPECT_EQ(Bitsproof({"merge", Path("merged"), Path("part1"), Path("part2"), Path("part3")}), 0)
      << err_;
  EXPECT_THAT(out_, HasSubstr("CONFORMS: 4 of 4 cases run"));
  const Results whole = ReadResults(Path("whole"));
  const Results merged = ReadResults(Path("merged"));
  EXPECT_EQ(whole.header.digest, merged.header.digest);
  EXPECT_EQ(whole.header.selected, merged.header.selected);
  EXPECT_EQ(merged.header.shard.count, 1u);
  ASSERT_EQ(whole.cases.size(), merged.cases.size());
  for (std::size_t i = 0; i < whole.cases.size(); ++i)
    EXPECT_EQ(whole.cases[i].case_id, merged.cases[i].case_id);
}

TEST_F(MergeCommandTest, ExitsAsTheWholeRunWould) {
  RunShards(2, "mutant:limits.three");
  EXPECT_EQ(Bitsproof({"merge", Path("merged"), Path("part1"), Path("part2")}), 1);
  EXPECT_EQ(Bitsproof({"merge", Path("merged"), Path("part1"), Path("part2"), "--min-run", "9"}),
            1);
  RunShards(2);
  EXPECT_EQ(Bitsproof({"merge", Path("merged"), Path("part1"), Path("part2"), "--min-run", "9"}),
            3);
}

TEST_F(MergeCommandTest, RefusesWhatDoesNotBelongTogether) {
  RunShards(2);
  EXPECT_EQ(Bitsproof({"merge", Path("merged"), Path("part1")}), 64);
  EXPECT_THAT(err_, HasSubstr("shard 2/2 is missing"));
  EXPECT_EQ(Bitsproof({"merge", Path("merged"), Path("part1"), Path("part1"), Path("part2")}), 64);
  Bitsproof({"run", "--shard", "2/2", "--seed", "2", "--results", Path("part2")});
  EXPECT_EQ(Bitsproof({"merge", Path("merged"), Path("part1"), Path("part2")}), 64);
  EXPECT_THAT(err_, HasSubstr("differ in \"seed\""));
  EXPECT_FALSE(std::filesystem::exists(Path("merged")));
}

TEST_F(MergeCommandTest, RefusesAnUnwritableOutput) {
  RunShards(1);
  EXPECT_EQ(Bitsproof({"merge", "/proc/nowhere/x", Path("part1")}), 64);
}

}  // namespace
}  // namespace bitsproof::conformance
