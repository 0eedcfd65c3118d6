#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/run_session.h"
#include "conformance/command/testing/command_bed.h"
#include "conformance/report/report_jsonl.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class RunCommand : public ::testing::Test, protected CommandBed {};

std::size_t LinesOf(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_F(RunCommand, ConformsOnTheReference) {
  EXPECT_EQ(Bitsproof({"run"}), 0) << out_ << err_;
  EXPECT_THAT(out_, HasSubstr("CONFORMS: 4 of 4 cases run: 4 passed, 0 failed"));
  EXPECT_THAT(out_, HasSubstr("4 requirements: 3 judged (3 passed, 0 failed), 1 not covered"));
  EXPECT_THAT(err_, HasSubstr("100 %  4/4 cases  0 failed"));
}

TEST_F(RunCommand, NamesTheRuleThatAMutantBreaks) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "mutant:limits.three"}), 1);
  EXPECT_THAT(out_, HasSubstr("Mutant limits.three: three jobs are allowed\n"
                              "  breaks    T-2: A third job is refused.\n"
                              "  noticed   T-2 by 2 cases\n"));
  EXPECT_THAT(out_, HasSubstr("DEVIATES: 4 of 4 cases run: 2 passed, 2 failed"));
}

TEST_F(RunCommand, SaysWhereAFailureIsAndHowToRepeatIt) {
  Bitsproof({"run", "--subject", "mutant:limits.three", "--seed", "9"});
  EXPECT_THAT(out_, HasSubstr("suite/limits/third-refused.json /steps/1"));
  EXPECT_THAT(out_, HasSubstr("  check     third-refused (must)\n"));
  EXPECT_THAT(out_, HasSubstr("BG_E_TOO_MANY_JOBS_PER_USER (0x80200049)"));
  EXPECT_THAT(out_, HasSubstr("S_OK (0x00000000)"));
  EXPECT_THAT(out_,
              HasSubstr("bitsproof run --case 'limits.third-refused[jobType=download]' --mode sim "
                        "--seed 9 --subject mutant:limits.three\n"));
}

TEST_F(RunCommand, RepeatsAFailureWithThePrintedCase) {
  EXPECT_EQ(Bitsproof({"run", "--case", "limits.third-refused[jobType=download]", "--mode", "sim",
                       "--seed", "9", "--subject", "mutant:limits.three"}),
            1);
  EXPECT_THAT(out_, HasSubstr("1 of 1 case run: 0 passed, 1 failed"));
}

TEST_F(RunCommand, SelectsByModeTopicRequirementAndGlob) {
  EXPECT_EQ(Bitsproof({"run", "--mode", "live"}), 0);
  EXPECT_THAT(out_, HasSubstr("1 of 1 case run"));
  EXPECT_EQ(Bitsproof({"run", "--topic", "names"}), 0);
  EXPECT_THAT(out_, HasSubstr("2 of 2 cases run"));
  EXPECT_EQ(Bitsproof({"run", "--requirement", "T-2"}), 0);
  EXPECT_THAT(out_, HasSubstr("2 of 2 cases run"));
  EXPECT_EQ(Bitsproof({"run", "*=upload]", "names.*"}), 0);
  EXPECT_THAT(out_, HasSubstr("3 of 3 cases run"));
}

TEST_F(RunCommand, TakesOneValueAnOption) {
  EXPECT_EQ(Bitsproof({"run", "--topic", "names", "names.*", "--case", "limits.*", "names.first*"}),
            0)
      << err_;
  EXPECT_THAT(out_, HasSubstr("2 of 2 cases run"));
}

TEST_F(RunCommand, Exits3WhenAGlobMatchesNothing) {
  EXPECT_EQ(Bitsproof({"run", "limits.fourth*"}), 3);
  EXPECT_EQ(err_, "bitsproof: no scenario or case matches 'limits.fourth*'\n");
  EXPECT_EQ(Bitsproof({"run", "--topic", "limit"}), 3);
  EXPECT_EQ(Bitsproof({"run", "--requirement", "T-4"}), 3);
}

TEST_F(RunCommand, Exits3WhenFewerCasesRanThanAskedFor) {
  EXPECT_EQ(Bitsproof({"run", "--min-run", "4"}), 0);
  EXPECT_EQ(Bitsproof({"run", "--min-run", "5"}), 3);
  EXPECT_THAT(err_, HasSubstr("4 cases ran, at least 5 must"));
}

TEST_F(RunCommand, Exits3WhenEverythingIsSkipped) {
  std::string scenario = kFirstAccepted;
  scenario.replace(scenario.find("\"job.create\""), 12, "\"job.upload\"");
  folder_.Write("suite/names/first-accepted.json", scenario);
  EXPECT_EQ(Bitsproof({"run", "--topic", "names"}), 3);
  EXPECT_THAT(out_, HasSubstr("NOTHING RAN: 0 of 2 cases run"));
  EXPECT_THAT(out_, HasSubstr("2 needs capability job.upload"));
}

TEST_F(RunCommand, Exits4WhenTheAdapterIsAtFault) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "breaking"}), 4);
  EXPECT_THAT(out_, HasSubstr("HARNESS FAULT"));
  EXPECT_EQ(Bitsproof({"run", "--subject", "mute"}), 4);
  EXPECT_THAT(err_, HasSubstr("subject.hello"));
}

TEST_F(RunCommand, Exits64ForAnUnknownSubject) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "mutant:limits.4"}), 64);
  EXPECT_EQ(
      err_,
      "bitsproof: there is no subject 'mutant:limits.4'; there are: reference, mutant:NAME\n");
}

TEST_F(RunCommand, Exits64ForAMissingScenarioFolder) {
  EXPECT_EQ(Bitsproof({"run", "--scenarios", "/nowhere/at/all"}), 64);
  EXPECT_EQ(err_, "bitsproof: /nowhere/at/all: there is no such scenario folder\n");
}

TEST_F(RunCommand, Exits64ForAFolderWithoutScenarios) {
  EXPECT_EQ(Bitsproof({"run", "--scenarios", Path("suite/requirements")}), 64);
}

TEST_F(RunCommand, Exits64ForAnUnwritableReportBeforeAnythingRuns) {
  for (const char* option : {"--results", "--junit", "--trace"}) {
    EXPECT_EQ(Bitsproof({"run", option, "/proc/nowhere/x"}), 64) << option;
    EXPECT_THAT(err_, HasSubstr("/proc/nowhere/x"));
    EXPECT_THAT(err_, Not(HasSubstr("100 %"))) << option;
    EXPECT_EQ(LinesOf(err_), 1u) << err_;
  }
}

TEST_F(RunCommand, Exits64ForWrongUsage) {
  EXPECT_EQ(Bitsproof({}), 64);
  EXPECT_EQ(Bitsproof({"walk"}), 64);
  EXPECT_EQ(Bitsproof({"run", "--jobs", "0"}), 64);
  EXPECT_EQ(Bitsproof({"run", "--mode", "dream"}), 64);
  EXPECT_EQ(Bitsproof({"run", "--seed", "x"}), 64);
  EXPECT_EQ(Bitsproof({"run", "--frobnicate"}), 64);
  EXPECT_EQ(Bitsproof({"run", "--shard", "3/2"}), 64);
}

TEST_F(RunCommand, ExplainsItselfWhenAsked) {
  EXPECT_EQ(Bitsproof({"--help"}), 0);
  EXPECT_THAT(out_, HasSubstr("Exit codes:"));
  EXPECT_EQ(Bitsproof({"run", "--help"}), 0);
  for (const char* option :
       {"--subject", "--scenarios", "--case", "--requirement", "--topic", "--mode", "--jobs",
        "--seed", "--min-run", "--strict", "--shard", "--shard-count", "--results", "--junit",
        "--trace", "--verbose", "--color"}) {
    EXPECT_THAT(out_, HasSubstr(option));
  }
  EXPECT_EQ(Bitsproof({"--version"}), 0);
  EXPECT_THAT(out_, HasSubstr("bitsproof "));
}

// Each way in which a scenario file can be wrong: what is written, and what the message must hold.
TEST_F(RunCommand, Exits64WithFileAndPointerForEachBadScenario) {
  const auto with = [](const std::string& what, const std::string& by) {
    std::string text = kFirstAccepted;
    return text.replace(text.find(what), what.size(), by);
  };
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"{\"format\": ", "line 1"},
      {with("\"title\"", "\"titel\""), "#/titel"},
      {with("\"The first job is accepted\"", "7"), "#/title"},
      {with("\"call\"", "\"shout\""), "#/steps/0"},
      {with(R"("id": "second")", R"("id": "first")"), "#/steps/1"},
  };
  for (const auto& [text, place] : bad) {
    folder_.Write("suite/names/first-accepted.json", text);
    EXPECT_EQ(Bitsproof({"run"}), 64) << text;
    EXPECT_THAT(err_, AllOf(HasSubstr("suite/names/first-accepted.json"), HasSubstr(place)));
    EXPECT_EQ(out_, "");
  }
}

TEST_F(RunCommand, Exits64WhenTwoScenariosHaveOneId) {
  folder_.Write("suite/names/again.json", kFirstAccepted);
  EXPECT_EQ(Bitsproof({"run"}), 64);
  EXPECT_THAT(err_, HasSubstr("first-accepted.json#/id: the id names.first-accepted is taken by"));
}

TEST_F(RunCommand, ListsTheProblemsOfAllFilesAtOnce) {
  folder_.Write("suite/names/a.json", "{}");
  folder_.Write("suite/names/b.json", "[");
  EXPECT_EQ(Bitsproof({"run"}), 64);
  EXPECT_THAT(err_, AllOf(HasSubstr("suite/names/a.json"), HasSubstr("suite/names/b.json"),
                          HasSubstr("problems in the scenarios; nothing was run")));
}

TEST_F(RunCommand, WritesNoReportWhenTheScenariosAreWrong) {
  folder_.Write("suite/names/b.json", "[");
  EXPECT_EQ(Bitsproof({"run", "--results", Path("r.jsonl"), "--junit", Path("j.xml")}), 64);
  EXPECT_EQ(folder_.Read("r.jsonl"), "");
  EXPECT_EQ(folder_.size(), 1u);
}

TEST_F(RunCommand, EndsACaseAtTheFirstFailingShould) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "first-is-false", "--topic", "names", "--mode", "sim"}),
            1);
  EXPECT_THAT(out_, HasSubstr("plain-ok (should)"));
  EXPECT_THAT(out_, HasSubstr("1 check;"));
}

TEST_F(RunCommand, ObservesAFailingShouldWhenOnlyMustCounts) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "first-is-false", "--topic", "names", "--strict", "must",
                       "--results", Path("r.jsonl")}),
            0);
  EXPECT_THAT(out_, HasSubstr("plain-ok: as expected in 0 cases, otherwise in 2"));
  EXPECT_THAT(out_, HasSubstr("4 checks;"));
  const Results results = ReadResults(Path("r.jsonl"));
  ASSERT_FALSE(results.cases[0].checks.empty());
  EXPECT_EQ(results.cases[0].checks[0].check.level, Level::kShould);
  EXPECT_TRUE(results.cases[0].checks[0].observation);
}

TEST_F(RunCommand, KeepsTheOrderOfTheSuiteWhateverTheWorkersDo) {
  Bitsproof({"run", "--jobs", "1", "--results", Path("one.jsonl")});
  Bitsproof({"run", "--jobs", "4", "--results", Path("four.jsonl")});
  Results one = ReadResults(Path("one.jsonl"));
  Results four = ReadResults(Path("four.jsonl"));
  ASSERT_EQ(one.cases.size(), 4u);
  for (std::size_t i = 0; i < one.cases.size(); ++i) {
    one.cases[i].wall_seconds = four.cases[i].wall_seconds = 0;
    EXPECT_EQ(ToJson(one.cases[i]), ToJson(four.cases[i]));
  }
}

TEST_F(RunCommand, WritesOneTraceACase) {
  EXPECT_EQ(Bitsproof({"run", "--trace", Path("traces"), "--results", Path("r.jsonl")}), 0);
  EXPECT_THAT(folder_.Read("traces/limits.third-refused[jobType=upload].sim.log"),
              HasSubstr("createJob"));
  EXPECT_NE(folder_.Read("traces/names.first-accepted.live.log"), "");
  EXPECT_TRUE(ReadResults(Path("r.jsonl")).cases[0].events.empty());
}

TEST_F(RunCommand, LeavesTheSameTraceTwice) {
  Bitsproof({"run", "--mode", "sim", "--trace", Path("a"), "--jobs", "1"});
  Bitsproof({"run", "--mode", "sim", "--trace", Path("b"), "--jobs", "3"});
  for (const char* name :
       {"limits.third-refused[jobType=upload].sim.log", "names.first-accepted.sim.log"}) {
    EXPECT_EQ(folder_.Read(std::string("a/") + name), folder_.Read(std::string("b/") + name));
  }
}

TEST_F(RunCommand, PaintsWhenAskedTo) {
  Bitsproof({"run", "--color", "always"});
  EXPECT_THAT(out_, HasSubstr("\x1b[32mCONFORMS"));
  Bitsproof({"run", "--color", "auto"});
  EXPECT_THAT(out_, Not(HasSubstr("\x1b")));
}

TEST_F(RunCommand, RunsItsShardOnly) {
  EXPECT_EQ(Bitsproof({"run", "--shard", "1/3"}), 0);
  EXPECT_THAT(out_, HasSubstr("2 of 2 cases run"));
  EXPECT_EQ(Bitsproof({"run", "--shard", "3/3"}), 0);
  EXPECT_THAT(out_, HasSubstr("1 of 1 case run"));
}

TEST_F(RunCommand, TellsBazelThatItShards) {
  variables_ = {{"TEST_SHARD_INDEX", "1"},
                {"TEST_TOTAL_SHARDS", "2"},
                {"TEST_SHARD_STATUS_FILE", Path("status")}};
  EXPECT_EQ(Bitsproof({"run"}), 0);
  EXPECT_THAT(out_, HasSubstr("2 of 2 cases run"));
  EXPECT_TRUE(std::filesystem::exists(Path("status")));
}

TEST_F(RunCommand, HasNothingToComplainOfInAShardWithoutCases) {
  EXPECT_EQ(Bitsproof({"run", "--shard", "5/8", "--results", Path("r.jsonl")}), 0);
  EXPECT_THAT(out_, HasSubstr("shard 5/8 has no case of this selection"));
  EXPECT_EQ(ReadResults(Path("r.jsonl")).header.selected, 4u);
}

TEST_F(RunCommand, RefusesAKubernetesIndexWithoutANumber) {
  variables_ = {{"JOB_COMPLETION_INDEX", "0"}};
  EXPECT_EQ(Bitsproof({"run"}), 64);
  EXPECT_THAT(err_, HasSubstr("--shard-count"));
  EXPECT_EQ(Bitsproof({"run", "--shard-count", "2"}), 0);
}

TEST(TraceFileName, KeepsReadableIdsAndMakesOthersSafe) {
  EXPECT_EQ(TraceFileName("a.b[c=d]", Mode::kSim), "a.b[c=d].sim.log");
  EXPECT_THAT(TraceFileName("a/../b", Mode::kLive), MatchesRegex("a_.._b-[0-9a-f]+\\.live\\.log"));
  EXPECT_NE(TraceFileName("a/b", Mode::kSim), TraceFileName("a:b", Mode::kSim));
  EXPECT_LT(TraceFileName(std::string(1000, 'x'), Mode::kSim).size(), 255u);
}

}  // namespace
}  // namespace bitsproof::conformance
