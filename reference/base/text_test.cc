#include "reference/base/text.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

TEST(Text, LowersAsciiLettersOnly) { EXPECT_EQ(LowerCase("AZ@[az-\xC3\x84"), "az@[az-\xC3\x84"); }

TEST(Text, ComparesWithoutRegardToAsciiCase) {
  EXPECT_TRUE(EqualsIgnoringCase("Content-Length", "content-LENGTH"));
  EXPECT_FALSE(EqualsIgnoringCase("ab", "abc"));
  EXPECT_FALSE(EqualsIgnoringCase("[", "{")) << "they differ in the same bit as letters do";
  EXPECT_FALSE(EqualsIgnoringCase("\xC3\x84", "\xC3\xA4"));
}

TEST(Text, CountsUtf16Units) {
  EXPECT_EQ(Utf16Length(""), 0u);
  EXPECT_EQ(Utf16Length("a\xC3\xA4\xE2\x82\xAC"), 3u);
  EXPECT_EQ(Utf16Length("\xF0\x9F\x98\x80"), 2u);
}

TEST(Text, CutsBetweenCodePoints) {
  EXPECT_EQ(CutToUnits("abc", 3), "abc");
  EXPECT_EQ(CutToUnits("abc", 2), "ab");
  EXPECT_EQ(CutToUnits("a\xC3\xA4o", 2), "a\xC3\xA4");
  EXPECT_EQ(CutToUnits("a\xC3\xA4o", 1), "a");
  EXPECT_EQ(CutToUnits("a\xF0\x9F\x98\x80", 2), "a");
  EXPECT_EQ(CutToUnits("", 0), "");
  EXPECT_EQ(CutToBytes("abc", 3), "abc");
  EXPECT_EQ(CutToBytes("abc", 2), "ab");
  EXPECT_EQ(CutToBytes("a\xC3\xA4o", 3), "a\xC3\xA4");
  EXPECT_EQ(CutToBytes("a\xC3\xA4o", 2), "a");
  EXPECT_EQ(CutToBytes("\xC3\xA4", 1), "");
  EXPECT_EQ(CutToBytes("\x80\x80\x80", 2), "") << "no code point begins there";
}

}  // namespace
}  // namespace bitsproof
