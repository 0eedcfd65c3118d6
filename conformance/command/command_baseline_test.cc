// Tests of run with --baseline, --update-baseline and --markdown, and of what follows from them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"
#include "conformance/report/report_jsonl.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BaselineCommand : public ::testing::Test, protected CommandBed {
 protected:
  // Runs `subject` and returns the exit code.
  int Run(const std::string& subject, std::vector<std::string> more = {}) {
    std::vector<std::string> args = {"run", "--subject", subject};
    args.insert(args.end(), more.begin(), more.end());
    return Bitsproof(args);
  }
  int Update(const std::string& subject) {
    return Run(subject, {"--update-baseline", Path("b.json")});
  }
  int Judge(const std::string& subject, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--baseline", Path("b.json")});
    return Run(subject, std::move(more));
  }
  // Replaces a text of the baseline that must be there.
  void Edit(const std::string& what, const std::string& by) {
    std::string text = folder_.Read("b.json");
    ASSERT_NE(text.find(what), std::string::npos) << text;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
      text.replace(at, what.size(), by);
    }
    folder_.Write("b.json", text);
  }
};

constexpr const char* kThree = "mutant:limits.three";

TEST_F(BaselineCommand, Exits0WhenTheSubjectIsAsRecorded) {
  EXPECT_EQ(Run(kThree), 1);
  EXPECT_EQ(Update(kThree), 0) << err_;
  EXPECT_THAT(err_, HasSubstr("b.json: 0 kept, 2 added, 0 removed; 2 entries \"to be explained\""));
  EXPECT_EQ(Judge(kThree), 0) << out_;
  EXPECT_THAT(out_, HasSubstr("AS THE BASELINE SAYS: 4 of 4 cases run: 2 passed, 0 failed, 0 "
                              "inconclusive, 2 expected failures; skipped 0;"));
  EXPECT_THAT(err_, HasSubstr("2 entries \"to be explained\": say why"));
  EXPECT_THAT(err_, HasSubstr("100 %  4/4 cases  0 failed"));
}

TEST_F(BaselineCommand, Exits2WhenTheSubjectIsBetter) {
  Update(kThree);
  EXPECT_EQ(Judge("reference"), 2);
  EXPECT_THAT(out_, HasSubstr("BASELINE OUTDATED: 4 of 4 cases run: 2 passed, 0 failed, 0 "
                              "inconclusive, 0 expected failures, 2 unexpected passes;"));
  EXPECT_THAT(err_, HasSubstr("4/4 cases  2 failed"));
}

TEST_F(BaselineCommand, Exits1WhenSomethingElseFailsToo) {
  Update(kThree);
  EXPECT_EQ(Judge("first-is-false"), 1);
}

TEST_F(BaselineCommand, Exits2WhenAFailureLooksDifferent) {
  Update(kThree);
  Edit("found S_OK", "found E_FAIL");
  EXPECT_EQ(Judge(kThree), 2);
  EXPECT_THAT(out_, HasSubstr("changed-fail limits.third-refused[jobType=download] (sim)"));
  EXPECT_THAT(out_, HasSubstr("2 changed failures;"));
}

TEST_F(BaselineCommand, LetsAFlakyCasePassAndFailAsRecorded) {
  Update(kThree);
  Edit("\"known\"", "\"flaky\"");
  EXPECT_EQ(Judge(kThree), 0) << out_;
  EXPECT_EQ(Judge("reference"), 0) << out_;
  EXPECT_THAT(out_, HasSubstr("CONFORMS: 4 of 4 cases run: 4 passed"));
}

TEST_F(BaselineCommand, Exits2WhenACaseIsGoneAndEverythingIsSelected) {
  Update(kThree);
  Edit("[jobType=upload]", "[jobType=other]");
  EXPECT_EQ(Judge(kThree, {"--case", "*=download]"}), 0) << out_;
  EXPECT_EQ(Judge("reference", {"--mode", "live"}), 0) << out_;
  EXPECT_EQ(Judge(kThree, {"--mode", "sim", "--case", "*"}), 1);
  Update(kThree);
  Edit("\"entries\": [", R"("entries": [{"case": "gone", "mode": "sim", "step": "s",
    "signature": "x", "kind": "known", "reason": "r"},)");
  EXPECT_EQ(Judge(kThree), 2);
  EXPECT_THAT(out_, HasSubstr("  stale     gone (sim), step s\n"));
  EXPECT_THAT(out_, HasSubstr("2 expected failures, 1 stale baseline entry;"));
  EXPECT_EQ(Judge(kThree, {"--topic", "limits"}), 0);
}

TEST_F(BaselineCommand, KeepsReasonsAndKindsWhenItUpdates) {
  Update(kThree);
  Edit("to be explained", "three is our number");
  Edit("\"known\"", "\"wont-fix\"");
  const std::string before = folder_.Read("b.json");
  EXPECT_EQ(Update(kThree), 0);
  EXPECT_EQ(folder_.Read("b.json"), before);
  EXPECT_THAT(err_, HasSubstr("2 kept, 0 added, 0 removed; 0 entries"));
}

TEST_F(BaselineCommand, TouchesOnlyTheSelectedCases) {
  Update(kThree);
  EXPECT_EQ(Run("reference", {"*=upload]", "--update-baseline", Path("b.json")}), 0);
  EXPECT_THAT(folder_.Read("b.json"),
              AllOf(HasSubstr("jobType=download"), Not(HasSubstr("jobType=upload"))));
}

TEST_F(BaselineCommand, RefusesABaselineThatIsWrongBeforeAnythingRuns) {
  Update(kThree);
  Edit("\"to be explained\"", "\"\"");
  EXPECT_EQ(Judge(kThree), 64);
  EXPECT_THAT(err_, AllOf(HasSubstr("b.json#/entries/0/reason: must be a text that says why this "
                                    "failure is accepted"),
                          HasSubstr("b.json#/entries/1/reason"), Not(HasSubstr("100 %"))));
  EXPECT_EQ(Update(kThree), 0);
  EXPECT_EQ(Judge(kThree), 0);
  EXPECT_EQ(Run(kThree, {"--baseline", Path("none.json")}), 64);
  EXPECT_THAT(err_, HasSubstr("none.json: the baseline cannot be read"));
}

TEST_F(BaselineCommand, DoesNotWriteOverABaselineThatIsWrong) {
  folder_.Write("b.json", "{\"format\": \"1.0\"");
  EXPECT_EQ(Update(kThree), 64);
  EXPECT_EQ(folder_.Read("b.json"), "{\"format\": \"1.0\"");
}

TEST_F(BaselineCommand, LeavesTheFileAloneWhenTooFewCasesRan) {
  EXPECT_EQ(Run("reference", {"--update-baseline", Path("b.json"), "--min-run", "5"}), 3);
  EXPECT_EQ(folder_.Read("b.json"), "");
  EXPECT_THAT(err_, HasSubstr("b.json is unchanged"));
}

TEST_F(BaselineCommand, Exits64WhenTheFileCannotBeWritten) {
  EXPECT_EQ(Run(kThree, {"--update-baseline", "/proc/nowhere/x"}), 64);
  EXPECT_THAT(err_, AllOf(HasSubstr("/proc/nowhere/x"), Not(HasSubstr("100 %"))));
  EXPECT_EQ(Run(kThree, {"--baseline", "a", "--update-baseline", "b"}), 64);
}

TEST_F(BaselineCommand, KeepsCoverageAsItIsWithoutABaseline) {
  Run(kThree);
  EXPECT_THAT(out_, HasSubstr("4 requirements: 3 judged (2 passed, 1 failed), 1 not covered"));
  Update(kThree);
  EXPECT_THAT(out_,
              HasSubstr("4 requirements: 3 judged (2 passed, 0 failed, 1 failed as expected), "
                        "1 not covered"));
}

TEST_F(BaselineCommand, MergesShardsToTheVerdictOfTheWhole) {
  Update(kThree);
  Edit("\"entries\": [", R"("entries": [{"case": "gone", "mode": "sim", "step": "s",
    "signature": "x", "kind": "known", "reason": "r"},)");
  const auto shards = [&](const std::string& subject) {
    Judge(subject, {"--shard", "1/2", "--results", Path("1.jsonl")});
    Judge(subject, {"--shard", "2/2", "--results", Path("2.jsonl")});
    return Bitsproof({"merge", Path("all.jsonl"), Path("1.jsonl"), Path("2.jsonl")});
  };
  EXPECT_EQ(shards(kThree), 2);
  EXPECT_THAT(out_, HasSubstr("2 expected failures, 1 stale baseline entry;"));
  const Results merged = ReadResults(Path("all.jsonl"));
  EXPECT_EQ(merged.cases[0].verdict, Verdict::kExpectedFail);
  EXPECT_EQ(merged.cases[0].baseline.at(0).place, "check third-refused");
  ASSERT_TRUE(merged.header.baseline);
  EXPECT_EQ(merged.header.baseline->stale.size(), 1u);
}

TEST_F(BaselineCommand, DoesNotMergePartsThatWereJudgedDifferently) {
  Update(kThree);
  Judge(kThree, {"--shard", "1/2", "--results", Path("1.jsonl")});
  Run(kThree, {"--shard", "2/2", "--results", Path("2.jsonl")});
  EXPECT_EQ(Bitsproof({"merge", Path("all.jsonl"), Path("1.jsonl"), Path("2.jsonl")}), 64);
  EXPECT_THAT(err_, HasSubstr("they differ in \"baseline\""));
}

TEST_F(BaselineCommand, ReplaysACaseThatFailedAsExpected) {
  Update(kThree);
  Judge(kThree, {"--results", Path("r.jsonl")});
  EXPECT_EQ(Bitsproof({"replay", Path("r.jsonl"), "limits.third-refused[jobType=upload]"}), 1);
  EXPECT_THAT(out_, HasSubstr("1 of 1 case run: 0 passed, 1 failed"));
}

TEST_F(BaselineCommand, WritesAPageAndKeepsTheProseAroundIt) {
  EXPECT_EQ(Run(kThree, {"--markdown", Path("p.md")}), 1);
  const std::string page = folder_.Read("p.md");
  EXPECT_TRUE(page.starts_with("# counting 1 against the conformance suite\n"));
  EXPECT_THAT(
      page,
      HasSubstr("| T-2 | must | **fail** | A third job is refused. | 0 passed, 2 failed |\n"));
  folder_.Write("p.md", "My prose.\n" + page);
  EXPECT_EQ(Run(kThree, {"--markdown", Path("p.md")}), 1);
  EXPECT_EQ(folder_.Read("p.md"), "My prose.\n" + page);
}

TEST_F(BaselineCommand, RefusesAPageWithoutItsLinesBeforeAnythingRuns) {
  folder_.Write("p.md", "My prose.\n");
  EXPECT_EQ(Run(kThree, {"--markdown", Path("p.md")}), 64);
  EXPECT_THAT(err_, AllOf(HasSubstr("p.md lacks the lines"), Not(HasSubstr("100 %"))));
}

}  // namespace
}  // namespace bitsproof::conformance
