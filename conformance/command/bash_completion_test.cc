// What bash offers for a command line, asked of bash itself and of the built program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

class BashCompletionTest : public ::testing::Test {
 protected:
  // What is offered for the last word of `line`, which is what was typed after the program's name.
  std::vector<std::string> Complete(const std::string& line) {
    folder_.Write(
        "ask.sh",
        "program=" BITSPROOF_PROGRAM
        "\nsource <(\"$program\" completion bash) || exit 1\n"
        "COMP_WORDBREAKS=$' \\t\\n\"\\'><=;|&(:'\n"
        "COMP_LINE=\"bitsproof $1\" COMP_POINT=$((${#1} + 10)) COMP_WORDS=(\"$program\")\n"
        "_bitsproof && ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    const std::string command =
        "cd " + folder_.path().string() + " && bash ask.sh \"" + line + "\"";
    FILE* const pipe = ::popen(command.c_str(), "r");
    std::string output;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
    EXPECT_EQ(::pclose(pipe), 0) << output;
    std::vector<std::string> offered;
    std::istringstream lines(output);
    for (std::string one; std::getline(lines, one);) offered.push_back(one);
    return offered;
  }

  TemporaryFolder folder_;
};

TEST_F(BashCompletionTest, OffersCommands) {
  EXPECT_THAT(Complete(""), IsSupersetOf({"run", "replay", "new-adapter"}));
  EXPECT_THAT(Complete("re"), ElementsAre("replay", "requirements"));
}

TEST_F(BashCompletionTest, OffersTheOptionsOfTheCommandOnly) {
  EXPECT_THAT(Complete("run --s"),
              ElementsAre("--shard", "--shard-count", "--subject", "--scenarios", "--seed",
                          "--stop-after", "--second-look", "--strict"));
  EXPECT_THAT(Complete("serve --s"), ElementsAre("--stdio", "--store", "--subject"));
  EXPECT_THAT(Complete("--v"), ElementsAre("--version"));
}

TEST_F(BashCompletionTest, OffersTheWordsThatAnOptionTakes) {
  EXPECT_THAT(Complete("run --mode "), ElementsAre("sim", "live", "both"));
  EXPECT_THAT(Complete("requirements --format m"), ElementsAre("markdown"));
}

TEST_F(BashCompletionTest, AValueAfterAnEqualsSignIsOfferedAlone) {
  EXPECT_THAT(Complete("run --mode=l"), ElementsAre("live"));
}

TEST_F(BashCompletionTest, OffersTopicsRequirementsAndMutants) {
  EXPECT_THAT(Complete("run --topic li"), ElementsAre("limits"));
  EXPECT_THAT(Complete("explain CORE-CREATE-0"), Contains("CORE-CREATE-09"));
  EXPECT_THAT(Complete("mutants --filter limits.per-user-6"), ElementsAre("limits.per-user-61"));
}

TEST_F(BashCompletionTest, OffersSubjectsBehindTheirColon) {
  EXPECT_THAT(Complete("run --subject "), IsSupersetOf({"reference", "stdio:", "http://"}));
  EXPECT_THAT(Complete("run --subject mutant:limits.per-user-6"),
              ElementsAre("limits.per-user-61"));
}

TEST_F(BashCompletionTest, OffersIdsOfScenariosAndCases) {
  EXPECT_THAT(Complete("run limits.per-user.default"), Contains("limits.per-user.default-sixty"));
  const auto cases = Complete("replay results.jsonl types.");
  EXPECT_THAT(cases, Not(IsEmpty()));
  EXPECT_THAT(cases, Each(StartsWith("types.")));
}

TEST_F(BashCompletionTest, AnOptionAndItsValueDoNotCountAsPositions) {
  folder_.Write("results.jsonl", "");
  EXPECT_THAT(Complete("replay --mode sim res"), ElementsAre("results.jsonl"));
}

TEST_F(BashCompletionTest, OffersFilesAndFoldersWhereThoseAreMeant) {
  folder_.Write("known.json", "");
  folder_.Write("traces/x", "");
  EXPECT_THAT(Complete("run --baseline kno"), ElementsAre("known.json"));
  EXPECT_THAT(Complete("run --trace "), ElementsAre("traces"));
}

TEST_F(BashCompletionTest, OffersNothingForANumber) {
  EXPECT_THAT(Complete("run --seed "), IsEmpty());
}

}  // namespace
}  // namespace bitsproof::conformance
