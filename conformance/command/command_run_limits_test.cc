// `run` that ends before all of its cases have run, and cases that take too long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"
#include "conformance/report/report_jsonl.h"

namespace bitsproof::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;
using ::testing::Not;

class RunLimits : public ::testing::Test, protected CommandBed {
 protected:
  // "pass limits.third-refused[jobType=download] (sim)" for each case of the results file.
  std::vector<std::string> Verdicts() const {
    std::vector<std::string> verdicts;
    for (const CaseResult& result : ReadResults(Path("r.jsonl")).cases) {
      verdicts.push_back(std::string(ToString(result.verdict)) + " " + result.case_id + " (" +
                         std::string(ToString(result.mode)) + ")");
    }
    return verdicts;
  }
};

TEST_F(RunLimits, StopsAfterSoManyFailuresAndSaysSo) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "mutant:limits.three", "--stop-after", "1", "--jobs",
                       "1", "--results", Path("r.jsonl")}),
            1);
  EXPECT_THAT(out_, HasSubstr("1 failed, "));
  EXPECT_THAT(out_, HasSubstr("; broken off after 1 failure, 3 cases not run; "));
  EXPECT_THAT(Verdicts(), ElementsAre("fail limits.third-refused[jobType=download] (sim)"));
  EXPECT_EQ(ReadResults(Path("r.jsonl")).header.broken_off, "after 1 failure, 3 cases not run");
}

TEST_F(RunLimits, RunsEverythingWhileThereAreFewerFailures) {
  EXPECT_EQ(Bitsproof({"run", "--subject", "mutant:limits.three", "--stop-after", "3", "--results",
                       Path("r.jsonl")}),
            1);
  EXPECT_THAT(out_, HasSubstr("4 of 4 cases run: 2 passed, 2 failed"));
  EXPECT_THAT(out_, Not(HasSubstr("broken off")));
  EXPECT_EQ(ReadResults(Path("r.jsonl")).header.broken_off, "");
}

TEST_F(RunLimits, DoesNotStopAtFailuresThatTheBaselineExpects) {
  Bitsproof({"run", "--subject", "mutant:limits.three", "--update-baseline", Path("b.json")});
  EXPECT_EQ(Bitsproof({"run", "--subject", "mutant:limits.three", "--baseline", Path("b.json"),
                       "--stop-after", "1"}),
            0)
      << out_ << err_;
  EXPECT_THAT(out_, Not(HasSubstr("broken off")));
}

TEST_F(RunLimits, RefusesToMakeABaselineOfAPart) {
  EXPECT_EQ(Bitsproof({"run", "--update-baseline", Path("b.json"), "--stop-after", "1"}), 64);
}

TEST_F(RunLimits, TellsTheRangeOfANumber) {
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {"run", "--stop-after", "0", "1 to 1000000"},
           {"run", "--stop-after", "-1", "1 to 1000000"},
           {"run", "--stop-after", "three", "1 to 1000000"},
           {"run", "--stop-after", "2.5", "1 to 1000000"},
           {"run", "--stop-after", "99999999999999999999", "1 to 1000000"},
           {"run", "--second-look", "0", "1 to 1000000"},
           {"run", "--jobs", "0", "1 to 1024"},
           {"run", "--shard-count", "0", "1 to 1000000"},
           {"run", "--min-run", "-1", "0 to 1000000"},
           {"run", "--seed", "0x7", "0 to 18446744073709551615"},
           {"mutants", "--jobs", "1025", "1 to 1024"},
           {"mutants", "--seed", "-1", "0 to 18446744073709551615"},
           {"merge", "out", "in", "--min-run", "x", "0 to 1000000"},
           {"origin", "script.json", "--port", "65536", "0 to 65535"},
           {"serve", "--http", "-1", "0 to 65535"}}) {
    const std::vector<std::string> args(wrong.begin(), wrong.end() - 1);
    const std::string& value = args.back();
    EXPECT_EQ(Bitsproof(args), 64) << value;
    EXPECT_THAT(err_, HasSubstr(args[args.size() - 2] + ": '" + value +
                                "' is not a whole number from " + wrong.back()));
  }
}

TEST_F(RunLimits, APartThatWasBrokenOffCannotBeMerged) {
  Bitsproof({"run", "--subject", "mutant:limits.three", "--stop-after", "1", "--jobs", "1",
             "--results", Path("r.jsonl")});
  EXPECT_EQ(Bitsproof({"merge", Path("all.jsonl"), Path("r.jsonl")}), 64);
  EXPECT_THAT(err_, HasSubstr("the shards hold 1 cases of 4"));
}

// A subject that lets a third job in, or not, by how many of it were made before.
class SecondLook : public RunLimits {
 protected:
  SecondLook() {
    make_subject_ = [this](const SubjectOptions&, Mode mode, std::size_t) {
      return MakeCountingSubject(made_++ < bad_ ? "mutant:limits.three" : "reference", mode);
    };
  }

  int Run(const std::string& second_look) {
    return Bitsproof({"run", "--mode", "sim", "--jobs", "1", "--second-look", second_look,
                      "--results", Path("r.jsonl"), "--markdown", Path("page.md")});
  }

  int bad_ = 1;

 private:
  int made_ = 0;
};

TEST_F(SecondLook, CountsWhatTheSecondRunOfACaseSaysAndNamesTheCase) {
  EXPECT_EQ(Run("2"), 0);
  EXPECT_THAT(out_, HasSubstr("CONFORMS: 3 of 3 cases run: 3 passed, 0 failed, "));
  EXPECT_THAT(out_, HasSubstr(", 2 cases looked at twice; "));
  EXPECT_THAT(out_, HasSubstr("pass limits.third-refused[jobType=upload] (sim)\n"
                              "  first     fail: /hresult: expected "));
  EXPECT_THAT(err_, HasSubstr("looked twice at limits.third-refused[jobType=upload] (sim): first "
                              "fail: /hresult: expected "));
  EXPECT_THAT(err_, HasSubstr("; then pass\n"));
  const Results results = ReadResults(Path("r.jsonl"));
  EXPECT_THAT(results.cases[0].first_look, HasSubstr("fail: /hresult: expected "));
  EXPECT_EQ(results.cases[2].first_look, "");
  EXPECT_THAT(folder_.Read("page.md"), HasSubstr("## Looked at twice"));
}

TEST_F(SecondLook, FailsWhatFailsTwice) {
  bad_ = 2;
  EXPECT_EQ(Run("2"), 1);
  EXPECT_THAT(out_, HasSubstr("2 failed, "));
  EXPECT_THAT(out_, HasSubstr(", 2 cases looked at twice; "));
}

TEST_F(SecondLook, LeavesMoreCasesThanItWasGivenAsTheyAre) {
  EXPECT_EQ(Run("1"), 1);
  EXPECT_THAT(err_, HasSubstr("no second look at 2 cases, more than 1"));
  EXPECT_THAT(out_, Not(HasSubstr("looked at twice")));
}

TEST_F(SecondLook, IsForWhatTheBaselineDoesNotSay) {
  bad_ = 9;
  Bitsproof({"run", "--mode", "sim", "--update-baseline", Path("b.json")});
  EXPECT_EQ(Bitsproof({"run", "--mode", "sim", "--baseline", Path("b.json"), "--second-look", "9"}),
            0);
  EXPECT_THAT(out_, Not(HasSubstr("looked at twice")));
}

TEST_F(RunLimits, FailsACaseThatTakesLongerThanItsLimitAndGoesOn) {
  EXPECT_EQ(Bitsproof({"run", "--case-limit", "1ns"}), 1);
  EXPECT_THAT(out_, HasSubstr("4 of 4 cases run: 0 passed, 4 failed"));
  EXPECT_THAT(out_, HasSubstr("the case took longer than its limit of 1ns of real time"));
}

TEST_F(RunLimits, RefusesALimitThatIsNone) {
  for (const char* text : {"0s", "-1s", "soon", "25h"}) {
    EXPECT_EQ(Bitsproof({"run", "--case-limit", text}), 64) << text;
  }
}

// A thread that loops cannot be ended, so the process ends; the reports are there.
TEST_F(RunLimits, NamesACaseWhoseSubjectLoopsAndEndsWithItsReports) {
  EXPECT_EXIT(Bitsproof({"run", "--subject", "looping", "--case-limit", "500ms", "--jobs", "1",
                         "--results", Path("r.jsonl"), "--junit", Path("j.xml")}),
              ExitedWithCode(4), "");
  EXPECT_THAT(Verdicts(), ElementsAre("pass limits.third-refused[jobType=download] (sim)",
                                      "pass limits.third-refused[jobType=upload] (sim)",
                                      "harness-error names.first-accepted (sim)"));
  const Results results = ReadResults(Path("r.jsonl"));
  EXPECT_EQ(results.header.broken_off, "by a case that did not end, 1 case not run");
  EXPECT_THAT(Message(results.cases.back().failures.front().mismatch),
              HasSubstr("the case has not ended after 1s"));
  EXPECT_TRUE(std::filesystem::exists(Path("j.xml")));
}

TEST_F(RunLimits, AMutantThatLoopsEndsTheMatrixOfMutants) {
  make_subject_ = [](const SubjectOptions& options, Mode mode, std::size_t) {
    return MakeCountingSubject(options.name == "reference" ? "reference" : "looping", mode);
  };
  EXPECT_EXIT(
      Bitsproof({"mutants", "--jobs", "1", "--case-limit", "500ms", "--matrix", Path("m.json")}),
      ExitedWithCode(4), "");
  const Json matrix = Json::parse(folder_.Read("m.json"));
  EXPECT_EQ(matrix["mutants"][0]["ran"], false);
  EXPECT_EQ(matrix["mutants"][1]["ran"], false);
  EXPECT_THAT(matrix["problems"].dump(),
              HasSubstr("mutant limits.one in names.first-accepted: the case has not ended"));
}

}  // namespace
}  // namespace bitsproof::conformance
