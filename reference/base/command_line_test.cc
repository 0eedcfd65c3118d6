#include "reference/base/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace bitsproof {
namespace {

using ::testing::ElementsAre;

TEST(SplitCommandLine, SplitsAsAShellDoes) {
  EXPECT_THAT(SplitCommandLine("  a  b\tc "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(SplitCommandLine("a 'b c' \"d e\"f ''"), ElementsAre("a", "b c", "d ef", ""));
  EXPECT_THAT(SplitCommandLine(R"(a\ b "c\"d" 'e\f' "g\h")"),
              ElementsAre("a b", "c\"d", "e\\f", "g\\h"));
  EXPECT_THAT(SplitCommandLine("a\nb"), ElementsAre("a", "b"));
  EXPECT_THAT(SplitCommandLine("a $HOME *"), ElementsAre("a", "$HOME", "*"));
}

TEST(SplitCommandLine, TakesABackslashAsItIsWhereItEscapesNothing) {
  EXPECT_THAT(SplitCommandLine(R"("\\" 'e\\f' 'g\"h')"), ElementsAre(R"(\)", R"(e\\f)", R"(g\"h)"));
  EXPECT_THAT(SplitCommandLine("a\\"), ElementsAre("a\\"));
}

TEST(SplitCommandLine, RefusesWhatHasNoEndOrNoWord) {
  const auto refusal = [](const char* text) -> std::string {
    try {
      SplitCommandLine(text);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal("a 'b"), "the command line 'a 'b' has a ' that is not closed");
  EXPECT_EQ(refusal("a \"b"), "the command line 'a \"b' has a \" that is not closed");
  EXPECT_EQ(refusal("  "), "the command line has no command");
}

TEST(ArgumentsOf, AreTheWordsOrThePathAlone) {
  EXPECT_THAT(ArgumentsOf("/bin/a b", ""), ElementsAre("/bin/a b"));
  EXPECT_THAT(ArgumentsOf("/bin/a b", "\"a b\" c"), ElementsAre("a b", "c"));
}

}  // namespace
}  // namespace bitsproof
