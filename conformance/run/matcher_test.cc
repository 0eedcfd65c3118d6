#include "conformance/run/matcher.h"

#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

Json Parsed(const char* text) { return Json::parse(text); }

bool Matches(const char* expected, const char* actual) {
  return !Match(Parsed(expected), Parsed(actual)).has_value();
}

// The message of the mismatch, "" for none.
std::string MismatchOf(const char* expected, const char* actual) {
  const auto mismatch = Match(Parsed(expected), Parsed(actual));
  return mismatch ? Message(*mismatch) : "";
}

TEST(Match, TakesEqualLiterals) {
  EXPECT_TRUE(Matches("1", "1"));
  EXPECT_TRUE(Matches("1", "1.0"));
  EXPECT_TRUE(Matches(R"("a")", R"("a")"));
  EXPECT_TRUE(Matches("null", "null"));
  EXPECT_FALSE(Matches("1", "2"));
  EXPECT_FALSE(Matches("1", R"("1")"));
  EXPECT_FALSE(Matches("null", "false"));
  EXPECT_FALSE(Matches("true", "1"));
}

TEST(Match, IgnoresMembersThatAreNotNamed) {
  EXPECT_TRUE(Matches(R"({"a": 1})", R"({"b": 2, "a": 1})"));
  EXPECT_FALSE(Matches(R"({"a": 1, "c": 3})", R"({"a": 1, "b": 2})"));
}

TEST(Match, TakesArraysElementByElement) {
  EXPECT_TRUE(Matches(R"([1, {"a": 2}])", R"([1, {"a": 2, "b": 3}])"));
  EXPECT_FALSE(Matches("[1, 2]", "[2, 1]"));
  EXPECT_FALSE(Matches("[1]", "[1, 2]"));
  EXPECT_FALSE(Matches("[]", "{}"));
}

TEST(Match, NamesThePlaceOfTheMismatch) {
  EXPECT_EQ(MismatchOf(R"({"a": {"b~/c": [0, 1]}})", R"({"a": {"b~/c": [0, 2]}})"),
            "/a/b~0~1c/1: expected 1, found 2");
}

TEST(Match, SaysThatAMemberIsMissing) {
  EXPECT_EQ(MismatchOf(R"({"a": 1})", "{}"), "/a: expected 1, found nothing there");
}

TEST(Match, TakesResultCodesByNameOrHexadecimal) {
  EXPECT_TRUE(Matches(R"({"hresult": "BG_E_NOT_FOUND"})", R"({"hresult": "0x80200001"})"));
  EXPECT_TRUE(Matches(R"({"code": "0x80200001"})", R"({"code": "BG_E_NOT_FOUND"})"));
  EXPECT_TRUE(Matches(R"({"hresult": "S_OK"})", R"({"hresult": "0x00000000"})"));
  EXPECT_TRUE(Matches(R"({"hresult": "0x80200049"})", R"({"hresult": "0x80200049"})"));
  EXPECT_TRUE(Matches(R"({"code": "BG_E_HTTP_ERROR_404"})", R"({"code": "0x80190194"})"));
  EXPECT_FALSE(Matches(R"({"hresult": "S_OK"})", R"({"hresult": "0x00000001"})"));
}

TEST(Match, SpellsBothCodesOfAMismatch) {
  EXPECT_EQ(MismatchOf(R"({"hresult": "S_OK"})", R"({"hresult": "0x80200001"})"),
            "/hresult: expected S_OK (0x00000000), found BG_E_NOT_FOUND (0x80200001)");
}

TEST(Match, TakesCodesByNameOnlyUnderTheKeysOfCodes) {
  EXPECT_FALSE(Matches(R"({"text": "S_OK"})", R"({"text": "0x00000000"})"));
}

TEST(Match, TakesCodesInsideMatchersOfACode) {
  EXPECT_TRUE(
      Matches(R"({"hresult": {"$in": ["S_OK", "S_FALSE"]}})", R"({"hresult": "0x00000001"})"));
  EXPECT_TRUE(Matches(R"({"hresult": {"$not": "S_OK"}})", R"({"hresult": "0x00000001"})"));
  EXPECT_FALSE(Matches(R"({"hresult": {"$not": "S_OK"}})", R"({"hresult": "0x00000000"})"));
  EXPECT_TRUE(Matches(R"({"hresult": {"$all": ["S_OK"]}})", R"({"hresult": "0x00000000"})"));
}

TEST(Match, TakesTheKeysOfCodeCountsBySpelling) {
  EXPECT_TRUE(Matches(R"({"codes": {"S_OK": 1, "0x80200049": 7}})",
                      R"({"codes": {"S_OK": 1, "BG_E_TOO_MANY_JOBS_PER_USER": 7}})"));
  EXPECT_FALSE(Matches(R"({"codes": {"S_OK": 2}})", R"({"codes": {"S_OK": 1}})"));
}

TEST(Match, CountsACodeThatNeverCameAsZero) {
  EXPECT_TRUE(Matches(R"({"codes": {"E_FAIL": 0}})", R"({"codes": {}})"));
  EXPECT_FALSE(Matches(R"({"codes": {"E_FAIL": 1}})", R"({"codes": {}})"));
}

TEST(Any, TakesWhateverIsThere) {
  EXPECT_TRUE(Matches(R"({"a": {"$any": true}})", R"({"a": null})"));
  EXPECT_FALSE(Matches(R"({"a": {"$any": true}})", "{}"));
}

TEST(Absent, TakesNothingOrAFileThatDoesNotExist) {
  EXPECT_TRUE(Matches(R"({"a": {"$absent": true}})", "{}"));
  EXPECT_TRUE(Matches(R"({"$absent": true})", R"({"exists": false})"));
  EXPECT_FALSE(Matches(R"({"$absent": true})", R"({"exists": true})"));
  EXPECT_FALSE(Matches(R"({"a": {"$absent": true}})", R"({"a": null})"));
  EXPECT_FALSE(MatchAbsent(Parsed(R"({"$absent": true})")).has_value());
  EXPECT_TRUE(MatchAbsent(Parsed("null")).has_value());
}

TEST(Not, TakesWhatItsArgumentRefuses) {
  EXPECT_TRUE(Matches(R"({"$not": 1})", "2"));
  EXPECT_FALSE(Matches(R"({"$not": 1})", "1"));
  EXPECT_TRUE(Matches(R"({"$not": {"$contains": 1}})", "[2]"));
}

TEST(In, TakesAnyOfItsChoices) {
  EXPECT_TRUE(Matches(R"({"$in": [1, {"$gte": 5}]})", "7"));
  EXPECT_FALSE(Matches(R"({"$in": [1, {"$gte": 5}]})", "4"));
}

TEST(All, TakesWhatEveryPartTakes) {
  EXPECT_TRUE(Matches(R"({"$all": [{"$gte": 1}, {"$not": 3}]})", "2"));
  EXPECT_FALSE(Matches(R"({"$all": [{"$gte": 1}, {"$not": 3}]})", "3"));
}

TEST(Order, ComparesNumbersAtTheirBounds) {
  EXPECT_TRUE(Matches(R"({"$gte": 1, "$lte": 1})", "1"));
  EXPECT_FALSE(Matches(R"({"$gt": 1})", "1"));
  EXPECT_FALSE(Matches(R"({"$lt": 1})", "1"));
  EXPECT_TRUE(Matches(R"({"$gt": 0, "$lt": 2})", "1"));
  EXPECT_FALSE(Matches(R"({"$gte": 1, "$lte": 3})", "4"));
  EXPECT_FALSE(Matches(R"({"$gte": 1, "$lte": 3})", "0"));
}

TEST(Order, ComparesTimesAsTexts) {
  EXPECT_TRUE(
      Matches(R"({"$gt": "2026-01-31T12:00:00.0000000Z"})", R"("2026-01-31T12:00:00.0000001Z")"));
  EXPECT_FALSE(
      Matches(R"({"$gt": "2026-01-31T12:00:00.0000000Z"})", R"("2025-12-31T12:00:00.0000001Z")"));
}

TEST(Order, RefusesAnotherType) {
  EXPECT_FALSE(Matches(R"({"$gte": 1})", R"("unknown")"));
  EXPECT_FALSE(Matches(R"({"$lte": 1})", "null"));
  EXPECT_FALSE(Matches(R"({"$lt": 1})", "false"));
  EXPECT_FALSE(Matches(R"({"a": {"$lt": 1}})", "{}"));
}

TEST(Count, CountsElementsAndCharacters) {
  EXPECT_TRUE(Matches(R"({"$count": 2})", "[1, 1]"));
  EXPECT_FALSE(Matches(R"({"$count": 2})", "[1]"));
  EXPECT_TRUE(Matches(R"({"$count": 3})", "\"a\u00e4\u20ac\""));
  EXPECT_TRUE(Matches(R"({"$count": {"$gte": 1}})", "[1]"));
  EXPECT_FALSE(Matches(R"({"$count": 0})", "{}"));
  EXPECT_FALSE(Matches(R"({"a": {"$count": 0}})", "{}"));
}

TEST(Distinct, RefusesEqualElements) {
  EXPECT_TRUE(Matches(R"({"$distinct": true})", R"(["a", "b", 1, {"a": 1}])"));
  EXPECT_FALSE(Matches(R"({"$distinct": true})", R"(["a", "b", "a"])"));
  EXPECT_FALSE(Matches(R"({"$distinct": true})", R"([{"a": 1}, {"a": 1}])"));
  EXPECT_FALSE(Matches(R"({"$distinct": true})", "1"));
}

TEST(Contains, LooksIntoListsAndTexts) {
  EXPECT_TRUE(Matches(R"({"$contains": {"a": 1}})", R"([0, {"a": 1, "b": 2}])"));
  EXPECT_FALSE(Matches(R"({"$contains": {"a": 1}})", "[0]"));
  EXPECT_TRUE(Matches(R"({"$contains": "ell"})", R"("hello")"));
  EXPECT_FALSE(Matches(R"({"$contains": "elo"})", R"("hello")"));
  EXPECT_FALSE(Matches(R"({"$contains": 1})", "1"));
}

TEST(Each, WantsEveryElementToMatch) {
  EXPECT_TRUE(Matches(R"({"$each": {"$gte": 1}})", "[1, 2]"));
  EXPECT_TRUE(Matches(R"({"$each": {"$gte": 1}})", "[]"));
  EXPECT_EQ(MismatchOf(R"({"$each": {"$gte": 2}})", "[2, 1]"),
            "/1: expected a value >= 2, found 1");
  EXPECT_FALSE(Matches(R"({"$each": 1})", "1"));
}

TEST(Set, TakesTheElementsInAnyOrder) {
  EXPECT_TRUE(Matches(R"({"$set": ["a", "b"]})", R"(["b", "a"])"));
  EXPECT_FALSE(Matches(R"({"$set": ["a", "b"]})", R"(["b", "a", "a"])"));
  EXPECT_FALSE(Matches(R"({"$set": ["a", "a"]})", R"(["a", "b"])"));
  EXPECT_TRUE(Matches(R"({"$set": [{"a": 1}, 2]})", R"([2, {"a": 1, "b": 1}])"));
  EXPECT_FALSE(Matches(R"({"$set": [1, 1]})", "[1, 2]"));
}

TEST(GuidMatcher, WantsAGuidThatIsNotNull) {
  EXPECT_TRUE(Matches(R"({"$guid": true})", R"("{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}")"));
  EXPECT_FALSE(Matches(R"({"$guid": true})", R"("{00000000-0000-0000-0000-000000000000}")"));
  EXPECT_FALSE(Matches(R"({"$guid": true})", R"("5CE34C0D")"));
  EXPECT_FALSE(Matches(R"({"$guid": true})", "5"));
}

TEST(MatchesMatcher, WantsTheWholeTextToFit) {
  EXPECT_TRUE(Matches(R"({"$matches": "a+b"})", R"("aab")"));
  EXPECT_FALSE(Matches(R"({"$matches": "a+b"})", R"("aabc")"));
  EXPECT_FALSE(Matches(R"({"$matches": "1"})", "1"));
}

TEST(Succeeded, LooksAtBit31) {
  EXPECT_TRUE(Matches(R"({"hresult": {"$succeeded": true}})", R"({"hresult": "0x00000001"})"));
  EXPECT_FALSE(Matches(R"({"hresult": {"$succeeded": true}})", R"({"hresult": "0x80000001"})"));
  EXPECT_TRUE(Matches(R"({"hresult": {"$failed": true}})", R"({"hresult": "0x80000001"})"));
  EXPECT_FALSE(Matches(R"({"hresult": {"$failed": true}})", R"({"hresult": "S_OK"})"));
  EXPECT_FALSE(Matches(R"({"hresult": {"$failed": true}})", "{}"));
  EXPECT_FALSE(Matches(R"({"$succeeded": true})", R"("no code")"));
}

TEST(Match, WantsEveryMatcherOfAnObjectToHold) {
  EXPECT_TRUE(Matches(R"({"$count": 2, "$distinct": true})", "[1, 2]"));
  EXPECT_FALSE(Matches(R"({"$count": 2, "$distinct": true})", "[1, 1]"));
  EXPECT_FALSE(Matches(R"({"$distinct": true, "$count": 2})", "[1]"));
}

}  // namespace
}  // namespace bitsproof::conformance
