#include "reference/model/job_properties.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

TEST(JobPropertyRule, ExistsFromItsVersionOn) {
  for (const std::uint32_t property : {1, 2, 3, 4, 5, 7}) {
    EXPECT_EQ(FindRule(JobProperty{property}, Profile::k4_0), nullptr) << property;
    EXPECT_NE(FindRule(JobProperty{property}, Profile::k5_0), nullptr) << property;
  }
  for (const std::uint32_t property : {9, 10}) {
    EXPECT_EQ(FindRule(JobProperty{property}, Profile::k5_0), nullptr) << property;
    EXPECT_NE(FindRule(JobProperty{property}, Profile::k10_1), nullptr) << property;
  }
  for (const std::uint32_t property : {0, 6, 8, 11})
    EXPECT_EQ(FindRule(JobProperty{property}, kNewestProfile), nullptr) << property;
}

}  // namespace
}  // namespace bitsproof
