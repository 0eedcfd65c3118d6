#include "reference/base/random.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

// The published outputs of SplitMix64 for seed 1234567, from the second on: event logs of old runs
// depend on them.
TEST(Random, GivesThePublishedSequence) {
  Random random(1234567);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
  EXPECT_EQ(random.Next(), 4593380528125082431u);
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
