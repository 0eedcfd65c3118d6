#include "reference/base/random.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

// The published first outputs of SplitMix64 for seed 1234567: event logs of old runs depend on
// them.
TEST(Random, GivesThePublishedSequence) {
  Random random(1234567);
  constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;
  EXPECT_EQ(random.Next(), MixBits(1234567 + kStep));
  EXPECT_EQ(random.Next(), MixBits(1234567 + 2 * kStep));
}

TEST(Random, StaysBelowTheBound) {
  Random random(5);
  bool seen[7] = {};
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t value = random.Below(7);
    ASSERT_LT(value, 7u);
    seen[value] = true;
  }
  for (const bool was_seen : seen) EXPECT_TRUE(was_seen);
}

TEST(Random, ForksIndependentStreamsByName) {
  Random root(9);
  Random network = root.Fork("network");
  Random again = root.Fork("network");
  Random files = root.Fork("files");
  const std::uint64_t value = network.Next();
  EXPECT_EQ(value, again.Next());
  EXPECT_NE(value, files.Next());
}

TEST(Random, IsNotDisturbedByForks) {
  Random root(9);
  Random untouched(9);
  (void)root.Fork("x").Next();
  EXPECT_EQ(root.Next(), untouched.Next());
}

}  // namespace
}  // namespace bitsproof
