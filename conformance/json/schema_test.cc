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
  EXPECT_EQ(Wrong(kPair, {{"a", "x"}, {"c/d", 1}}),
            "/c~1d: unknown key \"c/d\"; allowed are \"a\" and \"b\"");
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
  EXPECT_EQ(Wrong(kEither, {{"b", 1}, {"x", 2}}), "lacks the member \"a\"");
}

// A union of objects, each told by a key that it alone requires; one may be anything else.
constexpr char kVerbs[] = R"({"title": "a step", "anyOf": [
    {"title": "a call", "type": "object", "properties": {"id": {"$ref": "#/$defs/word"}, "call": {"type": "string"}, "with": true},
     "required": ["id", "call"], "additionalProperties": false},
    {"title": "an await", "type": "object", "properties": {"id": {"$ref": "#/$defs/word"}, "await": {"type": "string"}, "within": {"type": "integer"}},
     "required": ["id", "await", "within"], "additionalProperties": false}]})";

TEST(Schema, JudgesAnObjectByTheAlternativeWhoseKeyItHas) {
  EXPECT_EQ(Wrong(kVerbs, {{"id", "a"}, {"call", "x"}}), "");
  EXPECT_EQ(Wrong(kVerbs, {{"id", "a"}, {"await", "x"}}), "an await lacks the member \"within\"");
  EXPECT_EQ(Wrong(kVerbs, {{"id", 1}, {"call", 2}}), "/id: must be a word, not 1");
  EXPECT_EQ(Wrong(kVerbs, {{"id", "a"}, {"call", "x"}, {"withh", 1}}),
            "/withh: unknown key \"withh\" in a call: did you mean \"with\"?");
}

TEST(Schema, SaysThatTheKeyOfAnotherAlternativeCannotStandThere) {
  EXPECT_EQ(Wrong(kVerbs, {{"id", "a"}, {"call", "x"}, {"await", "y"}}),
            "/await: \"await\" cannot stand beside \"call\"");
}

TEST(Schema, NamesTheKeysWhenAnObjectHasNoneOfThem) {
  EXPECT_EQ(Wrong(kVerbs, {{"id", "a"}}), "a step needs one of \"call\" and \"await\"");
  EXPECT_EQ(Wrong(kVerbs, {{"id", "a"}, {"cal", "x"}}),
            "/cal: unknown key \"cal\": did you mean \"call\"?");
}

TEST(Schema, ChecksWhatAlternativesAddToCommonMembers) {
  constexpr char kFault[] =
      R"({"title": "a fault", "type": "object", "properties": {"do": {"enum": ["reset", "status"]}, "status": {"type": "integer"}},
          "required": ["do"], "additionalProperties": false,
          "anyOf": [{"title": "a status", "properties": {"do": {"const": "status"}, "status": true}, "required": ["status"]},
                    {"title": "another fault", "properties": {"do": {"enum": ["reset"]}, "status": false}}]})";
  EXPECT_EQ(Wrong(kFault, {{"do", "status"}, {"status", 404}}), "");
  EXPECT_EQ(Wrong(kFault, {{"do", "reset"}}), "");
  EXPECT_EQ(Wrong(kFault, {{"do", "status"}}), "a status lacks the member \"status\"");
  EXPECT_EQ(Wrong(kFault, {{"do", "rest"}}),
            "/do: must be \"reset\" or \"status\", not \"rest\": did you mean \"reset\"?");
  EXPECT_THAT(Wrong(kFault, {{"do", "reset"}, {"status", 404}}),
              HasSubstr("/status: unknown key \"status\" in another fault"));
}

TEST(Schema, HoldsTheNamesOfMembersToAForm) {
  constexpr char kNames[] = R"({"type": "object", "propertyNames": {"$ref": "#/$defs/word"}})";
  EXPECT_EQ(Wrong(kNames, {{"abc", 1}}), "");
  EXPECT_EQ(Wrong(kNames, {{"a1", 1}}), "/a1: the key \"a1\" must be a word");
}

TEST(Schema, CountsElementsAndFindsThoseThatAreThereTwice) {
  constexpr char kList[] = R"({"type": "array", "minItems": 1, "uniqueItems": true})";
  EXPECT_EQ(Wrong(kList, {1, 2}), "");
  EXPECT_EQ(Wrong(kList, Json::array()), "needs 1 element at least");
  EXPECT_EQ(Wrong(kList, {1, 2, 1}), "/2: 1 is there twice");
}

TEST(Schema, HasAFormOfTheWholeDocument) {
  const Schema schema(Json::parse(R"({"$schema": "x", "type": "object", "required": ["a"],
      "properties": {"a": {"$ref": "#/$defs/n", "description": "d"}}, "$defs": {"n": {"type": "integer"}}})"));
  EXPECT_TRUE(HasForm(schema.root(), {{"a", 1}}));
  EXPECT_EQ(WrongForm(schema.root(), {{"a", "x"}}), "/a: must be an integer, not \"x\"");
}

TEST(CheckForm, ReportsEverythingAtOnce) {
  const Schema schema(Json::parse(R"({"type": "object", "properties": {"a": {"type": "integer"}},
      "required": ["b"], "properties": {"a": {"type": "integer"}, "b": true}, "additionalProperties": false})"));
  std::vector<std::string> problems;
  CheckForm(schema.root(), {{"a", "x"}, {"c", 1}},
            [&](const std::string& pointer, const std::string& message) {
              problems.push_back(pointer + ": " + message);
            });
  EXPECT_THAT(problems,
              testing::ElementsAre(": lacks the member \"b\"", "/a: must be an integer, not \"x\"",
                                   HasSubstr("/c: unknown key")));
}

TEST(CheckForm, HoldsWhatAnObjectStandsForToTheSameForm) {
  const Schema schema(Json::parse(R"({"anyOf": [{"type": "integer"},
      {"type": "object", "properties": {"$axis": {"type": "string"}}, "required": ["$axis"]}]})"));
  std::vector<std::string> problems;
  CheckForm(
      schema.root(), {{"$axis", "n"}},
      [&](const std::string&, const std::string& message) { problems.push_back(message); },
      [](const Json&) {
        return std::vector<Json>{1, "x", 2};
      });
  EXPECT_THAT(problems, testing::ElementsAre(HasSubstr("not \"x\"")));
}

TEST(BuiltInSchema, AreThereForEveryKindOfFile) {
  for (const char* name : {"baseline-1.0", "origin-1.0", "pages-1.0", "protocol-1.0",
                           "requirement-1.0", "results-1.0", "scenario-1.0"}) {
    EXPECT_FALSE(name != std::string("protocol-1.0") &&
                 HasForm(BuiltInSchema(name).root(), Json::object()))
        << name;
  }
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
  EXPECT_THAT(error(R"({"type": "text"})"), HasSubstr("is not a type"));
  EXPECT_THAT(error(R"({"minLength": 2})"), HasSubstr("may only be 1"));
  EXPECT_THAT(error(R"({"$ref": "#/$defs/nothing"})"), HasSubstr("#/$defs/nothing is missing"));
  EXPECT_THAT(error(R"({"required": ["x"]})"), HasSubstr("not a property"));
  EXPECT_THAT(error(R"({"pattern": "^a|b$"})"), HasSubstr("sets, groups and repetitions"));
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

TEST(TextPattern, MatchesWhatATextBeginsWithWithoutADollar) {
  EXPECT_TRUE(TextPattern("^/").Matches("/a"));
  EXPECT_FALSE(TextPattern("^/").Matches("a/"));
}

TEST(TextPattern, TakesGroupsAndWhatIsNotInASet) {
  const TextPattern words("^[a-z]+(-[a-z]+)*$");
  EXPECT_TRUE(words.Matches("ab-c-d"));
  for (const char* text : {"", "-a", "a-", "a--b", "a-B"})
    EXPECT_FALSE(words.Matches(text)) << text;
  EXPECT_TRUE(TextPattern("^[^/]*$").Matches("ab"));
  EXPECT_FALSE(TextPattern("^[^/]*$").Matches("a/b"));
}

TEST(TextPattern, RefusesOtherPatterns) {
  for (const char* pattern :
       {"", "a", "a$", "^(a$", "^()$", "^a)$", "^.$", "^[a$", "^a{x}$", "^a{2$", "^\\"})
    EXPECT_THROW(TextPattern{pattern}, std::invalid_argument) << pattern;
}

}  // namespace
}  // namespace bitsproof::conformance
