#include "reference/transfer/pacer.h"

#include <gtest/gtest.h>

#include <chrono>

namespace bitsproof {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant At(Duration since_start) { return Instant{since_start}; }

// 1,000 bytes a second.
Pacer Slow() {
  Pacer pacer;
  pacer.SetRate(At(seconds(0)), 8'000);
  return pacer;
}

TEST(Pacer, OwesNothingAtFirst) { EXPECT_EQ(Slow().free_at(), At(seconds(0))); }

TEST(Pacer, RestsAsLongAsTheBytesTake) {
  Pacer pacer = Slow();
  pacer.OnBytes(At(seconds(10)), 500);
  EXPECT_EQ(pacer.free_at(), At(milliseconds(10'500)));
  pacer.OnBytes(At(seconds(10)), 1'000);
  EXPECT_EQ(pacer.free_at(), At(milliseconds(11'500)));
}

TEST(Pacer, EarnsNothingByWaiting) {
  Pacer pacer = Slow();
  pacer.OnBytes(At(seconds(1)), 1'000);
  pacer.OnBytes(At(seconds(60)), 1'000);
  EXPECT_EQ(pacer.free_at(), At(seconds(61)));
}

TEST(Pacer, PaysAtTheNewRateWhatIsOwed) {
  Pacer pacer = Slow();
  pacer.OnBytes(At(seconds(0)), 10'000);
  pacer.SetRate(At(seconds(4)), 16'000);  // 6,000 bytes are left
  EXPECT_EQ(pacer.free_at(), At(seconds(7)));
  pacer.SetRate(At(seconds(4)), 4'000);
  EXPECT_EQ(pacer.free_at(), At(seconds(16)));
}

TEST(Pacer, IsNotMovedByARateWhereNothingIsOwed) {
  Pacer pacer = Slow();
  pacer.OnBytes(At(seconds(0)), 1'000);
  pacer.SetRate(At(seconds(5)), 80);
  EXPECT_EQ(pacer.free_at(), At(seconds(1)));
  pacer.OnBytes(At(seconds(5)), 10);
  EXPECT_EQ(pacer.free_at(), At(seconds(6)));
}

}  // namespace
}  // namespace bitsproof
