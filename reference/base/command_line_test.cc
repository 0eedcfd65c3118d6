#include "reference/base/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace bitsproof {
namespace {

using ::testing::ElementsAre;

TEST(SplitCommandLine, SplitsAsAShellDoes) {
  EXPECT_THAT(SplitCommandLine("  a  b\tc "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(SplitCommandLine("a 'b c' \"d e\"f ''"), ElementsAre("a", "b c", "d ef", ""));
  EXPECT_THAT(SplitCommandLine(R"(a\ b "c\"d" 'e\f' "g\h")"),
              ElementsAre("a b", "c\"d", "e\\f", "g\\h"));
  EXPECT_THAT(SplitCommandLine("a $HOME *"), ElementsAre("a", "$HOME", "*"));
}

TEST(SplitCommandLine, RefusesWhatHasNoEndOrNoWord) {
  EXPECT_THROW(SplitCommandLine("a 'b"), std::invalid_argument);
  EXPECT_THROW(SplitCommandLine("a \"b"), std::invalid_argument);
  EXPECT_THROW(SplitCommandLine("  "), std::invalid_argument);
}

TEST(ArgumentsOf, AreTheWordsOrThePathAlone) {
  EXPECT_THAT(ArgumentsOf("/bin/a b", ""), ElementsAre("/bin/a b"));
  EXPECT_THAT(ArgumentsOf("/bin/a b", "\"a b\" c"), ElementsAre("a b", "c"));
}

}  // namespace
}  // namespace bitsproof
