#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MutantsCommand : public ::testing::Test, protected CommandBed {
 protected:
  // Replaces the `kills` of a scenario.
  void Declare(const std::string& file, std::string text, const std::string& kills) {
    text.replace(text.find("\"kills\": ["), std::string::npos, "\"kills\": [" + kills + "]}");
    folder_.Write(file, text);
  }
};

TEST_F(MutantsCommand, FindsASuiteSoundThatNoticesEveryMutant) {
  EXPECT_EQ(Bitsproof({"mutants"}), 0) << out_;
  EXPECT_THAT(out_,
              HasSubstr("SOUND: 2 of 2 mutants killed by 2 scenarios, 2 at a check of the rule "
                        "that they break; 0 of 0 other readings accused by none; 0 problems"));
  EXPECT_THAT(out_, HasSubstr("limits.third-refused: check two-allowed\n"));
  EXPECT_THAT(out_, HasSubstr("limits.third-refused: check third-refused\n"));
}

TEST_F(MutantsCommand, RunsAMutantWhereItIsDeclared) {
  Declare("suite/names/first-accepted.json", kFirstAccepted, R"("limits.three")");
  Declare("suite/limits/third-refused.json", kThirdRefused, R"("limits.one")");
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(out_, HasSubstr("problem: mutant limits.three survives"));
}

TEST_F(MutantsCommand, WritesEveryPairAsJson) {
  Declare("suite/names/first-accepted.json", kFirstAccepted, R"("limits.one")");
  Declare("suite/limits/third-refused.json", kThirdRefused, R"("limits.three")");
  EXPECT_EQ(Bitsproof({"mutants", "--matrix", Path("m.json")}), 0);
  const Json matrix = Json::parse(folder_.Read("m.json"));
  EXPECT_EQ(matrix["mutants"][0]["killedBy"],
            Json({"limits.third-refused", "names.first-accepted"}));
  EXPECT_EQ(matrix["scenarios"][0]["kills"], Json({"limits.one", "limits.three"}));
  EXPECT_TRUE(matrix["problems"].empty());
}

TEST_F(MutantsCommand, FailsWhenNoScenarioDeclaresAMutant) {
  mutants_.push_back({"harmless", "T-4", "nothing is wrong"});
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(out_, HasSubstr("problem: mutant harmless is in the `kills` of no scenario: name it "
                              "in one that checks T-4\n"));
}

TEST_F(MutantsCommand, FailsWhenAMutantSurvives) {
  mutants_.push_back({"harmless", "T-4", "nothing is wrong"});
  Declare("suite/names/first-accepted.json", kFirstAccepted, R"("harmless", "limits.one")");
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(
      out_,
      HasSubstr(
          "problem: mutant harmless survives: no scenario notices that nothing is wrong (T-4)\n"));
  EXPECT_THAT(out_, HasSubstr("SURVIVES"));
  EXPECT_THAT(out_, HasSubstr("UNSOUND: 2 of 3 mutants killed"));
}

TEST_F(MutantsCommand, AcceptsAReadingThatNothingAccuses) {
  mutants_.push_back({"harmless", "T-4", "it is the same", true});
  EXPECT_EQ(Bitsproof({"mutants"}), 0) << out_;
  EXPECT_THAT(
      out_,
      HasSubstr("2 at a check of the rule that they break; 1 of 1 other reading accused by none"));
}

TEST_F(MutantsCommand, FailsWhenAReadingIsAccused) {
  mutants_[1].conforms = true;
  Declare("suite/limits/third-refused.json", kThirdRefused, "\"limits.one\"");
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(
      out_,
      HasSubstr("problem: limits.three is accused by limits.third-refused, check third-refused, "
                "although the pages allow that three jobs are allowed (T-2)\n"));
}

TEST_F(MutantsCommand, LetsAScenarioThatOnlyObservesKillNone) {
  std::string text = kFirstAccepted;
  for (const char* level : {"\"level\": \"should\"", "\"level\": \"must\""}) {
    text.replace(text.find(level), std::string(level).size(), "\"level\": \"may\"");
  }
  Declare("suite/names/first-accepted.json", text, "");
  EXPECT_EQ(Bitsproof({"mutants"}), 0) << out_;
}

TEST_F(MutantsCommand, FailsWhenADeclaredKillDoesNotHappen) {
  Declare("suite/names/first-accepted.json", kFirstAccepted, R"("limits.one", "limits.three")");
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(out_, HasSubstr("problem: scenario names.first-accepted declares that it kills "
                              "limits.three, but does not\n"));
}

TEST_F(MutantsCommand, FailsWhenADeclaredMutantDoesNotExist) {
  Declare("suite/names/first-accepted.json", kFirstAccepted, R"("limits.one", "limits.nine")");
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(out_, HasSubstr("kills limits.nine, but there is no such mutant\n"));
}

TEST_F(MutantsCommand, FailsWhenAScenarioNamesNone) {
  mutants_ = {CountingMutants()[1]};
  Declare("suite/names/first-accepted.json", kFirstAccepted, "");
  Declare("suite/limits/third-refused.json", kThirdRefused, "\"limits.three\"");
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(out_,
              HasSubstr("problem: scenario names.first-accepted names no mutant in its `kills`\n"));
}

TEST_F(MutantsCommand, FailsWhenTheControlFails) {
  std::string text = kThirdRefused;
  text.replace(text.find("\"times\": 2"), 10, "\"times\": 3");
  folder_.Write("suite/limits/third-refused.json", text);
  EXPECT_EQ(Bitsproof({"mutants"}), 1);
  EXPECT_THAT(out_, HasSubstr("problem: the control, the unbroken reference, does not pass "
                              "limits.third-refused[jobType=download] (fail, check two-allowed)"));
  EXPECT_THAT(out_, HasSubstr("not judged: limits.third-refused"));
}

TEST_F(MutantsCommand, JudgesOnlyTheMutantsOfTheFilter) {
  EXPECT_EQ(Bitsproof({"mutants", "--filter", "*.three"}), 0) << out_;
  EXPECT_THAT(out_, Not(HasSubstr("limits.one")));
  EXPECT_EQ(Bitsproof({"mutants", "--filter", "x"}), 3);
  EXPECT_THAT(err_, HasSubstr("no mutant matches 'x'"));
}

TEST_F(MutantsCommand, RefusesAnUnwritableMatrix) {
  EXPECT_EQ(Bitsproof({"mutants", "--matrix", "/proc/nowhere/x"}), 64);
}

TEST_F(MutantsCommand, GivesTheSameMatrixWhateverTheWorkersDo) {
  Bitsproof({"mutants", "--jobs", "1", "--matrix", Path("one")});
  Bitsproof({"mutants", "--jobs", "4", "--matrix", Path("four")});
  EXPECT_EQ(folder_.Read("one"), folder_.Read("four"));
}

}  // namespace
}  // namespace bitsproof::conformance
