#include "reference/base/byte_range.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

TEST(ByteRange, IsEmptyByDefault) {
  EXPECT_EQ(ByteRange{}, (ByteRange{0, 0}));
  EXPECT_EQ(ContentRange{}.total, kSizeUnknown);
}

TEST(ByteRange, IsWrittenWithItsLastByte) {
  EXPECT_EQ(ToRangeHeader({0, 100}), "bytes=0-99");
  EXPECT_EQ(ToRangeHeader({5'000'000'000, 1}), "bytes=5000000000-5000000000");
}

TEST(ContentRange, ReadsARangeWithItsTotal) {
  const auto parsed = ContentRange::Parse("bytes 100-199/1000");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->range, (ByteRange{100, 100}));
  EXPECT_EQ(parsed->total, 1000u);
}

TEST(ContentRange, ReadsTheLastByteAndAnUnknownTotal) {
  EXPECT_EQ(ContentRange::Parse("bytes 0-0/1")->range, (ByteRange{0, 1}));
  EXPECT_EQ(ContentRange::Parse("bytes 7-9/*")->total, kSizeUnknown);
}

TEST(ContentRange, ReadsTheUnitInAnyCase) {
  EXPECT_EQ(ContentRange::Parse("Bytes 7-9/10")->range, (ByteRange{7, 3}));
  EXPECT_EQ(ContentRange::Parse("BYTES 7-9/10")->range, (ByteRange{7, 3}));
}

TEST(ContentRange, RefusesWhatNamesNoSatisfiedRange) {
  for (const char* text : {"",
                           "bytes",
                           "bytes */1000",
                           "bytes 0-99",
                           "bytes 0-99/",
                           "bytes 0-99/100x",
                           "items 0-9/10",
                           "bytes=0-99/100",
                           "bytes 9-5/100",
                           "bytes 0-100/100",
                           "bytes -1-5/10",
                           "bytes 0 - 9/10",
                           "bytes 0-9/-10",
                           "bytes 0-18446744073709551615/*",
                           "bytes 0-18446744073709551616/*",
                           " bytes 0-9/10",
                           "bytes 0-9/10 ",
                           "bytes -9/10",
                           "bytes 0-/10",
                           "bytes 0-9*"}) {
    EXPECT_FALSE(ContentRange::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace bitsproof
