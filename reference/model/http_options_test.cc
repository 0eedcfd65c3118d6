#include "reference/model/http_options.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields FieldsOf(const std::string& text) {
  HttpOptions options;
  options.custom_headers = text;
  return options.CustomFields();
}

TEST(HttpOptions, ReadsAFieldFromEachLine) {
  EXPECT_EQ(FieldsOf("X-A: 1\r\nX-B:two words \r\n"), (Fields{{"X-A", "1"}, {"X-B", "two words"}}));
  EXPECT_EQ(FieldsOf("X-A: 1\nX-B: http://a:80/"), (Fields{{"X-A", "1"}, {"X-B", "http://a:80/"}}));
  EXPECT_EQ(FieldsOf("X-Empty:\r\n"), (Fields{{"X-Empty", ""}}));
}

TEST(HttpOptions, LeavesOutWhatIsNoField) {
  EXPECT_EQ(FieldsOf("none\r\n\r\n: value\r\n \t:x\r\nX-A: 1"), (Fields{{"X-A", "1"}}));
  EXPECT_EQ(FieldsOf(""), Fields{});
  EXPECT_EQ(HttpOptions().CustomFields(), Fields{});
}

TEST(HttpOptions, KnowsItsFlags) {
  for (const std::uint32_t flags : {0u, 0x1Fu, 0x100u, 0x200u, 0x801u, 0x91Fu})
    EXPECT_TRUE(AreSecurityFlags(flags, true)) << flags;
  for (const std::uint32_t flags : {0x20u, 0x300u, 0x400u, 0x500u, 0x700u, 0x1000u, 0x80000000u})
    EXPECT_FALSE(AreSecurityFlags(flags, true)) << flags;
  EXPECT_TRUE(AreSecurityFlags(0x1F, false));
  for (const std::uint32_t flags : {0x100u, 0x200u, 0x800u})
    EXPECT_FALSE(AreSecurityFlags(flags, false)) << flags;
}

}  // namespace
}  // namespace bitsproof
