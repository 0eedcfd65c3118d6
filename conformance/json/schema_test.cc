#include "conformance/json/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

// What is wrong with `value` by the schema `form`, which may refer to definitions "word" and
// "pair".
std::string Wrong(const char* form, const Json& value) {
  Json document = Json::parse(
      R"({"$defs": {"word": {"title": "a word", "type": "string", "pattern": "^[a-z]+$"},
      "pair": {"type": "object", "properties": {"a": {"$ref": "#/$defs/word"}, "b": {"type": "integer"}},
               "required": ["a"], "additionalProperties": false}}})");
  document["$defs"]["form"] = Json::parse(form);
  const Schema schema(document);
  const std::string wrong = WrongForm(*schema.Find("form"), value);
  EXPECT_EQ(HasForm(*schema.Find("form"), value), wrong.empty());
  return wrong;
}

TEST(Schema, TellsTypesApart) {
  EXPECT_EQ(Wrong(R"({"type": "integer"})", 5), "");
  EXPECT_EQ(Wrong(R"({"type": "integer"})", 5.5), "must be an integer, not 5.5");
  EXPECT_EQ(Wrong(R"({"type": "number"})", 5.5), "");
  EXPECT_EQ(Wrong(R"({"type": ["string", "null"]})", nullptr), "");
  EXPECT_EQ(Wrong(R"({"type": ["string", "null"]})", true), "must be a text or null, not true");
}

TEST(Schema, HoldsNumbersToTheirRange) {
  EXPECT_EQ(Wrong(R"({"type": "integer", "minimum": 0, "maximum": 9})", 9), "");
  EXPECT_NE(Wrong(R"({"type": "integer", "minimum": 0, "maximum": 9})", 10), "");
  EXPECT_NE(Wrong(R"({"type": "integer", "minimum": 0, "maximum": 9})", -1), "");
}

TEST(Schema, HoldsTextsToTheirPattern) {
  EXPECT_EQ(Wrong(R"({"$ref": "#/$defs/word"})", "abc"), "");
  EXPECT_EQ(Wrong(R"({"$ref": "#/$defs/word"})", "a1"), "must be a word, not \"a1\"");
  EXPECT_NE(Wrong(R"({"type": "string", "minLength": 1})", ""), "");
}

TEST(Schema, HoldsValuesToAnEnumeration) {
  EXPECT_EQ(Wrong(R"({"enum": ["x", 1, null]})", 1), "");
  EXPECT_EQ(Wrong(R"({"enum": ["x", 1]})", "y"), "must be \"x\" or 1, not \"y\"");
  EXPECT_EQ(Wrong(R"({"const": true})", false), "must be true, not false");
}

TEST(Schema, NamesTheMemberThatIsWrongMissingOrTooMuch) {
  constexpr char kPair[] = R"({"$ref": "#/$defs/pair"})";
  EXPECT_EQ(Wrong(kPair, {{"a", "x"}}), "");
  EXPECT_EQ(Wrong(kPair, {{"b", 1}, {"a", "x"}}), "");
  EXPECT_EQ(Wrong(kPair, {{"a", 1}}), "/a: must be a word, not 1");
  EXPECT_EQ(Wrong(kPair, {{"b", 1}}), "lacks the member \"a\"");
  EXPECT_EQ(Wrong(kPair, {{"a", "x"}, {"c/d", 1}}), "/c~1d: is a member that does not belong here");
}

TEST(Schema, LooksIntoArraysAndMaps) {
  EXPECT_EQ(Wrong(R"({"type": "array", "items": {"$ref": "#/$defs/pair"}})",
                  Json::parse(R"([{"a": "x"}, {"a": "X"}])")),
            "/1/a: must be a word, not \"X\"");
  EXPECT_EQ(Wrong(R"({"type": "object", "additionalProperties": {"type": "integer"}})",
                  {{"any", 1}, {"other", "x"}}),
            "/other: must be an integer, not \"x\"");
}

TEST(Schema, SaysWhatIsWrongWithTheClosestAlternative) {
  constexpr char kEither[] =
      R"({"anyOf": [{"$ref": "#/$defs/pair"}, {"type": "object", "properties": {"c": {"type": "integer"},
          "d": {"type": "integer"}}, "required": ["c", "d"], "additionalProperties": false}]})";
  EXPECT_EQ(Wrong(kEither, {{"c", 1}, {"d", 2}}), "");
  EXPECT_EQ(Wrong(kEither, {{"c", 1}}), "lacks the member \"d\"");
  EXPECT_EQ(Wrong(kEither, {{"a", "x"}, {"c", 1}}), "/c: is a member that does not belong here");
}

TEST(Schema, ShortensWhatItShows) {
  const std::string wrong = Wrong(R"({"type": "integer"})", std::string(500, 'x'));
  EXPECT_LT(wrong.size(), 120u);
  EXPECT_THAT(wrong, HasSubstr("..."));
}

TEST(Schema, RefusesWhatItWouldNotCheck) {
  const auto error = [](const char* form) -> std::string {
    try {
      Wrong(form, nullptr);
    } catch (const std::invalid_argument& refusal) {
      return refusal.what();
    }
    return "";
  };
  EXPECT_THAT(error(R"({"oneOf": []})"), HasSubstr("#/$defs/form/oneOf is a keyword"));
  EXPECT_THAT(error(R"({"type": "text"})"), HasSubstr("is no type"));
  EXPECT_THAT(error(R"({"minLength": 2})"), HasSubstr("may only be 1"));
  EXPECT_THAT(error(R"({"$ref": "#/$defs/nothing"})"), HasSubstr("#/$defs/nothing is missing"));
  EXPECT_THAT(error(R"({"required": ["x"]})"), HasSubstr("no property"));
  EXPECT_THAT(error(R"({"pattern": "^a|b$"})"), HasSubstr("sets and repetitions"));
}

TEST(TextPattern, MatchesTheWholeText) {
  const TextPattern pattern("^0x[0-9A-F]{8}$");
  EXPECT_TRUE(pattern.Matches("0x8020004A"));
  for (const char* text :
       {"", "0x8020004", "0x8020004A0", "0x8020004a", "x0x8020004A", "0X8020004A"})
    EXPECT_FALSE(pattern.Matches(text)) << text;
}

TEST(TextPattern, RepeatsParts) {
  EXPECT_TRUE(TextPattern("^a?b*c+d{2,3}$").Matches("cdd"));
  EXPECT_TRUE(TextPattern("^a?b*c+d{2,3}$").Matches("abbccddd"));
  EXPECT_FALSE(TextPattern("^a?b*c+d{2,3}$").Matches("abd"));
  EXPECT_FALSE(TextPattern("^a?b*c+d{2,3}$").Matches("cdddd"));
}

TEST(TextPattern, TakesEscapedCharactersAndDashesInSets) {
  EXPECT_TRUE(TextPattern("^\\{[0-9-]+\\}\\.$").Matches("{1-2}."));
  EXPECT_FALSE(TextPattern("^\\{[0-9-]+\\}\\.$").Matches("{1-2}x"));
}

TEST(TextPattern, RefusesOtherPatterns) {
  for (const char* pattern :
       {"", "a", "^a", "a$", "^(a)$", "^.$", "^[a$", "^a{x}$", "^a{2$", "^\\$"})
    EXPECT_THROW(TextPattern{pattern}, std::invalid_argument) << pattern;
}

}  // namespace
}  // namespace bitsproof::conformance
