#include "reference/base/duration.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, ReadsEveryUnit) {
  EXPECT_EQ(ParseDuration("250ms"), Duration(250ms));
  EXPECT_EQ(ParseDuration("600s"), Duration(600s));
  EXPECT_EQ(ParseDuration("10m"), Duration(10min));
  EXPECT_EQ(ParseDuration("1h"), Duration(1h));
  EXPECT_EQ(ParseDuration("90d"), Duration(90 * 24h));
  EXPECT_EQ(ParseDuration("7us"), Duration(7us));
  EXPECT_EQ(ParseDuration("7ns"), Duration(7ns));
}

TEST(ParseDuration, RefusesAnythingElse) {
  for (const char* text :
       {"", "5", "s", "-1s", "+1s", "1.5s", " 1s", "1 s", "1s ", "1w", "1S", "0x1s"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(ParseDuration, RefusesWhatDoesNotFit) {
  EXPECT_EQ(ParseDuration("106751d"), Duration(106751 * 24h));
  EXPECT_EQ(ParseDuration("106752d"), std::nullopt);
  EXPECT_EQ(ParseDuration("99999999999999999999ns"), std::nullopt);
}

TEST(FormatDuration, WritesTheShortestExactSpelling) {
  EXPECT_EQ(FormatDuration(0s), "0s");
  EXPECT_EQ(FormatDuration(600s), "10m");
  EXPECT_EQ(FormatDuration(90s), "90s");
  EXPECT_EQ(FormatDuration(48h), "2d");
  EXPECT_EQ(FormatDuration(1001us), "1001us");
  EXPECT_EQ(FormatDuration(1ns), "1ns");
}

TEST(FormatDuration, IsReadBackAsItWas) {
  for (const Duration duration :
       {Duration(1), Duration(999), Duration(1h + 1ms), Duration::max()}) {
    EXPECT_EQ(ParseDuration(FormatDuration(duration)), duration);
  }
}

}  // namespace
}  // namespace bitsproof
