#include "reference/base/http_date.h"

#include <gtest/gtest.h>

#include <string>

namespace bitsproof {
namespace {

constexpr std::int64_t kRfcExample = 784'111'777;          // Sun, 06 Nov 1994 08:49:37 GMT
constexpr WallTime kNow = FromUnixSeconds(1'767'225'600);  // 2026

TEST(HttpDate, IsWrittenAsTheStandardWritesIt) {
  EXPECT_EQ(ToHttpDate(FromUnixSeconds(kRfcExample)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDate, IsReadBack) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", kNow), FromUnixSeconds(kRfcExample));
  for (std::int64_t seconds = 0; seconds < 4'000'000'000; seconds += 98'765'432) {
    const WallTime time = FromUnixSeconds(seconds);
    EXPECT_EQ(ParseHttpDate(ToHttpDate(time), kNow), time) << ToHttpDate(time);
  }
}

TEST(HttpDate, LosesTheFractionOfASecond) {
  const WallTime time{FromUnixSeconds(kRfcExample).ticks + 9'999'999};
  EXPECT_EQ(ParseHttpDate(ToHttpDate(time), kNow), FromUnixSeconds(kRfcExample));
}

TEST(HttpDate, RefusesEverythingElse) {
  for (const char* text :
       {"", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Brumaire 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", "Sun Nov  6 08:49:37 1994 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov 6 1994"}) {
    EXPECT_FALSE(ParseHttpDate(text, kNow)) << text;
    EXPECT_FALSE(IsHttpDate(text)) << text;
  }
}

TEST(HttpDate, IsReadInEachOfItsForms) {
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(ParseHttpDate(text, kNow), FromUnixSeconds(kRfcExample)) << text;
  }
  EXPECT_EQ(ParseHttpDate("Wed Nov 16 08:49:37 1994", kNow),
            ParseHttpDate("Wed, 16 Nov 1994 08:49:37 GMT", kNow));
}

TEST(HttpDate, TakesAShortYearForTheLatestThatIsAtMostFiftyYearsAhead) {
  const auto year = [](const char* digits, WallTime now) {
    const auto time = ParseHttpDate("Sunday, 06-Nov-" + std::string(digits) + " 08:49:37 GMT", now);
    return time ? ToIso8601(*time).substr(0, 4) : "";
  };
  EXPECT_EQ(year("26", kNow), "2026");
  EXPECT_EQ(year("76", kNow), "2076");
  EXPECT_EQ(year("77", kNow), "1977");
  EXPECT_EQ(year("00", kNow), "2000");
  EXPECT_EQ(year("77", FromUnixSeconds(kRfcExample)), "1977");
  EXPECT_EQ(year("44", FromUnixSeconds(kRfcExample)), "2044");
}

TEST(HttpDate, OfAYearThatNoWallTimeTellsIsNone) {
  for (const char* text : {"Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 1600 23:59:59 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text, kNow)) << text;
    EXPECT_TRUE(IsHttpDate(text)) << text;
  }
  EXPECT_EQ(ParseHttpDate("Mon, 01 Jan 1601 00:00:00 GMT", kNow), WallTime{});
  EXPECT_TRUE(ParseHttpDate("Fri, 31 Dec 9999 23:59:59 GMT", kNow));
}

TEST(HttpDate, RefusesDaysAndHoursThatDoNotExist) {
  for (const char* text : {"Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
                           "Wed, 30 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:99 GMT",
                           "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text, kNow)) << text;
    EXPECT_FALSE(IsHttpDate(text)) << text;
  }
}

TEST(HttpDate, RefusesLeapSecondsAndSigns) {
  for (const char* text : {"Sun, 06 Nov 1994 08:49:60 GMT", "Sun, 06 Nov 1994 -8:49:37 GMT",
                           "Sun, 06 Nov 1994 08:-9:37 GMT", "Sun, 06 Nov 1994 08:49:-7 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text, kNow)) << text;
    EXPECT_FALSE(IsHttpDate(text)) << text;
  }
}

TEST(HttpDate, RefusesADayThatItsShortYearDoesNotHave) {
  constexpr WallTime kIn1940 = FromUnixSeconds(-930'000'000);
  EXPECT_TRUE(ParseHttpDate("Tuesday, 29-Feb-00 08:49:37 GMT", kNow)) << "in 2000";
  EXPECT_FALSE(ParseHttpDate("Thursday, 29-Feb-00 08:49:37 GMT", kIn1940)) << "in 1900";
}

}  // namespace
}  // namespace bitsproof
