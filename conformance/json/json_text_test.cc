#include "conformance/json/json_text.h"

#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

struct Reading {
  std::optional<Json> json;
  std::vector<std::string> problems;  // "pointer: message"
};

Reading Read(std::string_view text) {
  Reading reading;
  reading.json = ReadJson(text, [&](const std::string& pointer, const std::string& message) {
    reading.problems.push_back(pointer + ": " + message);
  });
  return reading;
}

TEST(ReadJson, ReadsEveryKindOfValue) {
  const char* const text =
      R"({"a": [1, -2, 2.5, "x", true, null, {}, []], "b": {"c": 18446744073709551615}})";
  const Reading reading = Read(text);
  EXPECT_TRUE(reading.problems.empty());
  EXPECT_EQ(reading.json, Json::parse(text));
}

TEST(ReadJson, ReportsAKeyThatStandsTwiceWithItsPointer) {
  const Reading reading = Read(R"({"a": [0, {"b": 1, "b": 2}], "c": {"x": 1}, "d": {"x": 1}})");
  EXPECT_EQ(reading.problems,
            (std::vector<std::string>{"/a/1/b: the key \"b\" stands twice in this object"}));
}

TEST(ReadJson, ReportsSyntaxErrorsWithLineAndColumn) {
  const Reading reading = Read("{\n  \"a\": 1,\n  \"b\" 2\n}");
  EXPECT_FALSE(reading.json.has_value());
  ASSERT_EQ(reading.problems.size(), 1u);
  EXPECT_NE(reading.problems[0].find("line 3, column 7: this is no JSON"), std::string::npos)
      << reading.problems[0];
}

TEST(ReadJson, RefusesWhatFollowsTheDocument) {
  const Reading reading = Read("{} {}");
  EXPECT_FALSE(reading.json.has_value());
  EXPECT_EQ(reading.problems.size(), 1u);
}

TEST(ReadJson, RefusesNothingAndBytesThatAreNoUtf8) {
  EXPECT_FALSE(Read("").json.has_value());
  EXPECT_FALSE(Read("\"\xFF\"").json.has_value());
}

TEST(ReadJson, RefusesEndlessNesting) {
  const Reading reading = Read(std::string(100'000, '['));
  EXPECT_FALSE(reading.json.has_value());
  ASSERT_EQ(reading.problems.size(), 1u);
  EXPECT_NE(reading.problems[0].find("nested deeper than 64 levels"), std::string::npos);
}

}  // namespace
}  // namespace bitsproof::conformance
