#include "conformance/scenario/vocabulary.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace bitsproof::conformance {
namespace {

std::string Protocol() {
  std::ifstream stream(BITSPROOF_SOURCE_DIR "/conformance/protocol.md");
  return {std::istreambuf_iterator<char>(stream), {}};
}

// What stands between backquotes in `text` and has the form `pattern`.
std::set<std::string> Quoted(const std::string& text, const std::string& pattern) {
  const std::regex quoted("`(" + pattern + ")`");
  std::set<std::string> words;
  for (std::sregex_iterator it(text.begin(), text.end(), quoted), end; it != end; ++it) {
    words.insert((*it)[1]);
  }
  return words;
}

TEST(Methods, AreThoseOfTheProtocolsTables) {
  std::set<std::string> documented;
  const std::regex row("\n\\| (`[^|]*) \\|");
  const std::string protocol = Protocol();
  for (std::sregex_iterator it(protocol.begin(), protocol.end(), row), end; it != end; ++it) {
    documented.merge(Quoted((*it)[1], "[a-zA-Z]+\\.[a-zA-Z]+"));
  }
  std::set<std::string> known;
  for (const MethodInfo& method : Methods()) known.insert(std::string(method.name));
  EXPECT_EQ(known, documented);
}

TEST(Capabilities, AreThoseOfTheProtocol) {
  const std::string protocol = Protocol();
  const std::size_t start = protocol.find("## Capabilities");
  const std::string section = protocol.substr(start, protocol.find("\n## ", start) - start);
  std::set<std::string> documented;
  const std::regex promise("\n- ([^:]*):");  // what stands before the colon
  for (std::sregex_iterator it(section.begin(), section.end(), promise), end; it != end; ++it) {
    documented.merge(Quoted((*it)[1], "[a-z0-9.-]+"));
  }
  const std::set<std::string> known(Capabilities().begin(), Capabilities().end());
  EXPECT_EQ(known, documented);
}

TEST(Methods, BelongToCapabilitiesThatExist) {
  for (const MethodInfo& method : Methods()) {
    EXPECT_TRUE(method.capability.empty() || Contains(Capabilities(), method.capability))
        << method.name;
  }
}

TEST(FindMethod, FindsByTheWholeName) {
  ASSERT_NE(FindMethod("job.resume"), nullptr);
  EXPECT_TRUE(FindMethod("job.resume")->takes_as);
  EXPECT_EQ(FindMethod("job.resum"), nullptr);
}

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

TEST(Words, SplitsAtSpaces) {
  EXPECT_EQ(Words("a bc  d"), (std::vector<std::string_view>{"a", "bc", "d"}));
  EXPECT_TRUE(Words("").empty());
}

}  // namespace
}  // namespace bitsproof::conformance
