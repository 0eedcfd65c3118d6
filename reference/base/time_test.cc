#include "reference/base/time.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

constexpr std::int64_t kRfcExample = 784'111'777;  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(Instant, IsTheStartByDefault) { EXPECT_EQ(Instant{}, Instant{Duration(0)}); }

TEST(Instant, AdditionStopsAtNever) {
  EXPECT_EQ(Instant::Never() + Duration(1), Instant::Never());
  EXPECT_EQ(Instant{Duration(5)} + Duration::max(), Instant::Never());
  EXPECT_EQ(Instant{Duration(5)} + Duration(-2), Instant{Duration(3)});
  EXPECT_EQ(Instant{Duration(-5)} + Duration(7), Instant{Duration(2)});
  EXPECT_EQ(Instant{Duration(-5)} + Duration::max(), Instant{Duration::max() - Duration(5)});
}

TEST(Instant, SubtractsToADuration) {
  EXPECT_EQ(Instant{Duration(5)} - Instant{Duration(7)}, Duration(-2));
}

TEST(WallTime, CountsFromTheYear1601) {
  EXPECT_EQ(ToUnixSeconds(WallTime{}), -11'644'473'600);
  EXPECT_EQ(FromUnixSeconds(-11'644'473'600), WallTime{});
  EXPECT_EQ(ToIso8601(WallTime{}), "1601-01-01T00:00:00.0000000Z");
}

TEST(WallTime, GoesFromUnixSecondsAndBack) {
  for (const std::int64_t seconds : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1},
                                     kRfcExample, std::int64_t{4'102'444'800}}) {
    EXPECT_EQ(ToUnixSeconds(FromUnixSeconds(seconds)), seconds);
  }
}

TEST(WallTime, RoundsToWholeSecondsDownwards) {
  EXPECT_EQ(ToUnixSeconds(WallTime{FromUnixSeconds(10).ticks + 9'999'999}), 10);
  EXPECT_EQ(ToUnixSeconds(WallTime{FromUnixSeconds(-10).ticks + 9'999'999}), -10);
}

TEST(WallTime, IsWrittenToTheTick) {
  EXPECT_EQ(ToIso8601(WallTime{FromUnixSeconds(kRfcExample).ticks + 1'234'567}),
            "1994-11-06T08:49:37.1234567Z");
  EXPECT_EQ(ToIso8601(WallTime{FromUnixSeconds(-1).ticks + 1}), "1969-12-31T23:59:59.0000001Z");
}

TEST(HttpDate, IsWrittenAsTheStandardWritesIt) {
  EXPECT_EQ(ToHttpDate(FromUnixSeconds(kRfcExample)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDate, IsReadBack) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), FromUnixSeconds(kRfcExample));
  for (std::int64_t seconds = 0; seconds < 4'000'000'000; seconds += 98'765'432) {
    const WallTime time = FromUnixSeconds(seconds);
    EXPECT_EQ(ParseHttpDate(ToHttpDate(time)), time) << ToHttpDate(time);
  }
}

TEST(HttpDate, LosesTheFractionOfASecond) {
  const WallTime time{FromUnixSeconds(kRfcExample).ticks + 9'999'999};
  EXPECT_EQ(ParseHttpDate(ToHttpDate(time)), FromUnixSeconds(kRfcExample));
}

TEST(HttpDate, RefusesEverythingElse) {
  for (const char* text :
       {"", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Brumaire 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_FALSE(ParseHttpDate(text)) << text;
  }
}

TEST(HttpDate, RefusesDaysAndHoursThatDoNotExist) {
  for (const char* text : {"Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
                           "Wed, 30 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:99 GMT",
                           "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text)) << text;
  }
}

}  // namespace
}  // namespace bitsproof
