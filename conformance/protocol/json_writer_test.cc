#include "conformance/protocol/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

namespace bitsproof::conformance {
namespace {

std::string Written(const Json& value) {
  std::string text;
  AppendJson(text, value);
  return text;
}

TEST(JsonWriter, WritesWhatDumpWrites) {
  const Json values[] = {
      nullptr,
      true,
      false,
      0,
      -1,
      std::numeric_limits<std::int64_t>::min(),
      std::numeric_limits<std::uint64_t>::max(),
      1.5,
      "",
      "plain",
      "a \"quoted\" \\ and\n\t\x01 \x7f",
      "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80",
      Json::array(),
      Json::object(),
      {1, "two", nullptr, {3, {4}}},
      {{"b", 1}, {"a", {{"\"key\"", "x"}}}, {"", Json::array({Json::object()})}},
  };
  for (const Json& value : values) EXPECT_EQ(Written(value), value.dump());
}

TEST(JsonWriter, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(Written("a\xFF"), "\"a\xEF\xBF\xBD\"");
  EXPECT_EQ(Written({{"k\xFF", 1}}), "{\"k\xEF\xBF\xBD\":1}");
}

TEST(JsonWriter, AppendsToWhatIsThere) {
  std::string text = "x";
  AppendJson(text, 1);
  EXPECT_EQ(text, "x1");
}

}  // namespace
}  // namespace bitsproof::conformance
