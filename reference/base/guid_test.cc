#include "reference/base/guid.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace bitsproof {
namespace {

constexpr char kText[] = "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}";

TEST(Guid, GoesFromTextToBytesAndBack) {
  const auto guid = Guid::Parse(kText);
  ASSERT_TRUE(guid);
  EXPECT_EQ(guid->bytes[0], 0x5C);
  EXPECT_EQ(guid->bytes[15], 0x7C);
  EXPECT_EQ(guid->ToString(), kText);
}

TEST(Guid, IsReadInEveryUsualSpelling) {
  const auto guid = Guid::Parse(kText);
  EXPECT_EQ(Guid::Parse("5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C"), guid);
  EXPECT_EQ(Guid::Parse("{5ce34c0d-0dc9-4c1f-897c-daa1b78cee7c}"), guid);
}

TEST(Guid, RefusesWhatIsNotAGuid) {
  for (const char* text :
       {"", "{}", "5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7", "5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7CC",
        "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C", "5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}",
        "5CE34C0D00DC9-4C1F-897C-DAA1B78CEE7C", "5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7G",
        "(5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C)", "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C)",
        "(5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}", "-5CE34C0-0DC9-4C1F-897C-DAA1B78CEE7C"}) {
    EXPECT_FALSE(Guid::Parse(text)) << text;
  }
}

TEST(Guid, IsNullOnlyWithoutAnyBit) {
  EXPECT_TRUE(Guid{}.is_null());
  EXPECT_TRUE(Guid::Parse("{00000000-0000-0000-0000-000000000000}")->is_null());
  EXPECT_FALSE(Guid::Parse("{00000000-0000-0000-0000-000000000001}")->is_null());
}

TEST(Guid, IsGeneratedAsARandomGuid) {
  Random random(1);
  for (int i = 0; i < 100; ++i) {
    const std::string text = Guid::Generate(random).ToString();
    EXPECT_EQ(text[15], '4') << text;
    EXPECT_NE(std::string("89AB").find(text[20]), std::string::npos) << text;
  }
}

TEST(Guid, HasTheBitsOfTheStreamBesidesThoseOfItsVersion) {
  Random random(1);
  Random same(1);
  for (int i = 0; i < 100; ++i) {
    const std::array words = {same.Next(), same.Next()};
    Guid expected;
    std::memcpy(expected.bytes.data(), words.data(), sizeof words);
    expected.bytes[6] = static_cast<std::uint8_t>(0x40 + expected.bytes[6] % 0x10);
    expected.bytes[8] = static_cast<std::uint8_t>(0x80 + expected.bytes[8] % 0x40);
    EXPECT_EQ(Guid::Generate(random), expected);
  }
}

TEST(Guid, IsAFunctionOfTheSeed) {
  Random one(7);
  Random same(7);
  Random other(8);
  const Guid guid = Guid::Generate(one);
  EXPECT_EQ(guid, Guid::Generate(same));
  EXPECT_NE(guid, Guid::Generate(other));
}

TEST(Guid, DoesNotRepeat) {
  Random random(42);
  std::unordered_set<Guid> guids;
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(guids.insert(Guid::Generate(random)).second);
}

TEST(Guid, ComparesInTheOrderOfItsText) {
  Random random(3);
  Guid last = Guid::Generate(random);
  for (int i = 0; i < 100; ++i) {
    const Guid next = Guid::Generate(random);
    EXPECT_EQ(next < last, next.ToString() < last.ToString());
    last = next;
  }
}

}  // namespace
}  // namespace bitsproof
