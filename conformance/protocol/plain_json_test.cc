#include "conformance/protocol/plain_json.h"

#include <gtest/gtest.h>

#include <string>

namespace bitsproof::conformance {
namespace {

constexpr int kDepthMax = 8;

TEST(PlainJson, ReadsWhatParseReads) {
  for (const char* const text : {
           R"({})",
           R"([])",
           R"("")",
           R"(null)",
           R"( true )",
           R"(false)",
           R"(0)",
           R"(-0)",
           R"(7)",
           R"(-12)",
           R"(18446744073709551615)",
           R"(-9223372036854775808)",
           R"({"a":1,"b":[1,"two",{"c":null}],"d":{}})",
           R"({ "a" : [ 1 , 2 ] , "b" : "x" })",
           "\t[\r\n1]\n",
           R"({"twice":1,"other":2,"twice":3})",
       }) {
    const auto read = ReadPlainJson(text, kDepthMax);
    ASSERT_TRUE(read) << text;
    const Json parsed = Json::parse(text);
    EXPECT_EQ(read->dump(), parsed.dump()) << text;
    EXPECT_EQ(read->type(), parsed.type()) << text;
  }
}

TEST(PlainJson, LeavesJsonThatIsNotPlainToOthers) {
  for (const char* const text :
       {R"("\n")", "\"\xC3\xA4\"", "1.5", "1e3", "-1.0", "18446744073709551616",
        "-9223372036854775809", "[[[[[[[[[]]]]]]]]]"}) {
    EXPECT_FALSE(ReadPlainJson(text, kDepthMax)) << text;
    EXPECT_TRUE(Json::accept(text)) << text;
  }
}

TEST(PlainJson, ReadsNothingThatIsNoJson) {
  for (const char* const text :
       {"",         " ",          "{",     "}",         "[1",  "[1,]",  "[,1]", "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "{a:1}", "01",        "-",   "-01",   "+1",   "--1",
        "tru",      "nul",        "\"a",   "\"a\x01\"", "1 2", "{} {}", "'a'",  "[1 2]"}) {
    EXPECT_FALSE(ReadPlainJson(text, kDepthMax)) << text;
    EXPECT_FALSE(Json::accept(text)) << text;
  }
}

TEST(PlainJson, TakesNestingUpToItsLimit) {
  EXPECT_TRUE(ReadPlainJson("[[1]]", 2));
  EXPECT_FALSE(ReadPlainJson("[[[1]]]", 2));
}

}  // namespace
}  // namespace bitsproof::conformance
