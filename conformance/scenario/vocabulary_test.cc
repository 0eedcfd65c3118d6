#include "conformance/scenario/vocabulary.h"

#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

TEST(Suggestion, OffersTheClosestWord) {
  constexpr std::string_view kWords[] = {"expect", "check", "collect"};
  EXPECT_EQ(Suggestion("excpect", kWords), ": did you mean \"expect\"?");
  EXPECT_EQ(Suggestion("colect", kWords), ": did you mean \"collect\"?");
}

TEST(Suggestion, ListsWhatIsAllowedWhenNothingIsClose) {
  constexpr std::string_view kWords[] = {"expect", "check", "collect"};
  EXPECT_EQ(Suggestion("zzzzzzzz", kWords), "; allowed are \"expect\", \"check\" and \"collect\"");
  EXPECT_EQ(Suggestion("x", {}), "; none is allowed here");
}

TEST(CodeSuggestion, KnowsTheNamesOfResultCodes) {
  EXPECT_EQ(CodeSuggestion("BG_E_NOTFOUND"), ": did you mean \"BG_E_NOT_FOUND\"?");
}

}  // namespace
}  // namespace bitsproof::conformance
