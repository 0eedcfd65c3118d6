#include "reference/base/result.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

const Result<std::uint32_t> kSeven = 7u;
const Result<std::uint32_t> kMissing = Unexpected(hresult::BG_E_NOT_FOUND);

TEST(Result, EqualsTheValueThatItHolds) {
  EXPECT_TRUE(kSeven == 7u);
  EXPECT_FALSE(kSeven == 8u);
  EXPECT_FALSE(kMissing == hresult::BG_E_NOT_FOUND.value) << "the number of the code is no value";
}

TEST(Result, TellsItsCode) {
  EXPECT_EQ(CodeOf(kSeven), hresult::S_OK);
  EXPECT_EQ(CodeOf(kMissing), hresult::BG_E_NOT_FOUND);
}

}  // namespace
}  // namespace bitsproof
