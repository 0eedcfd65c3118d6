#include "bench/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bitsproof::bench {
namespace {

using ::testing::ElementsAre;

TEST(Sample, TheMedianOfAnOddNumberIsTheMiddleWhateverTheOrder) {
  const Spread spread = SpreadOf({9, 1, 4});
  EXPECT_EQ(spread.median, 4);
  EXPECT_EQ(spread.min, 1);
  EXPECT_EQ(spread.max, 9);
}

TEST(Sample, TheMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(SpreadOf({8, 1, 2, 4}).median, 3);
}

TEST(Sample, RatiosCompareRoundByRound) {
  EXPECT_THAT(Ratios({2, 9}, {4, 3}), ElementsAre(0.5, 3));
}

}  // namespace
}  // namespace bitsproof::bench
