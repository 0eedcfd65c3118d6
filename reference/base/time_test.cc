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

TEST(ParseIso8601, ReadsWhatItWritesToTheSecond) {
  for (const std::string_view text :
       {"1601-01-01T00:00:00Z", "2026-01-31T12:34:56Z", "2024-02-29T23:59:59Z"}) {
    const auto time = ParseIso8601(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(ToIso8601(*time), std::string(text.substr(0, 19)) + ".0000000Z");
  }
}

TEST(ParseIso8601, RefusesWhatIsNoTime) {
  for (const std::string_view text :
       {"", "2026-01-31", "2026-01-31T12:34:56", "2026-01-31T12:34:56z", "2026-01-31 12:34:56Z",
        "2026-1-31T12:34:56.0Z", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z",
        "2026-01-31T24:00:00Z", "2026-01-31T00:60:00Z", "2026-01-31T00:00:60Z",
        "1600-12-31T23:59:59Z", "2026-01-31T12:34:56ZZ", "2026-01-31T-1:34:56Z",
        "2026-01-31T12:-1:56Z", "2026-01-31T12:34:-1Z"})
    EXPECT_FALSE(ParseIso8601(text)) << text;
}

}  // namespace
}  // namespace bitsproof
