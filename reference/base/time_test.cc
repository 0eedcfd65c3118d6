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

}  // namespace
}  // namespace bitsproof
