#include "reference/model/credentials.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace bitsproof {
namespace {

const std::vector<Credentials> kTwo{
    {AuthTarget::kServer, AuthScheme::kBasic, "al:ice", std::string("\0-3:", 4)},
    {AuthTarget::kProxy, AuthScheme::kNegotiate, std::nullopt, std::nullopt}};

TEST(Credentials, AreFoundByTargetAndScheme) {
  EXPECT_EQ(FindCredentials(kTwo, AuthTarget::kProxy, AuthScheme::kNegotiate), &kTwo[1]);
  EXPECT_EQ(FindCredentials(kTwo, AuthTarget::kServer, AuthScheme::kNegotiate), nullptr);
  EXPECT_EQ(FindCredentials(kTwo, AuthTarget::kProxy, AuthScheme::kBasic), nullptr);
}

TEST(Credentials, SurviveTheirText) {
  EXPECT_EQ(ParseCredentials(ToText(kTwo)), kTwo);
  EXPECT_EQ(ParseCredentials(ToText({})), std::vector<Credentials>{});
  const std::vector<Credentials> backwards(kTwo.rbegin(), kTwo.rend());
  EXPECT_EQ(ParseCredentials(ToText(backwards)), backwards) << "the last byte is one of a password";
}

TEST(Credentials, AreNotReadFromAnotherText) {
  const std::string text = ToText(kTwo);
  for (std::size_t size = 1; size < text.size(); ++size) {
    const auto parsed = ParseCredentials(text.substr(0, size));
    EXPECT_TRUE(!parsed || parsed->size() == 1) << text.substr(0, size);
  }
  for (const char* other : {"x", "1:", "1:1", "1:x:--", ":1:--", "4294967296:1:--", "1:1:5:abc-",
                            "1:1:9:1:x", "1:1:-", "1 1:--"})
    EXPECT_EQ(ParseCredentials(other), std::nullopt) << other;
  EXPECT_EQ(ParseCredentials(std::string_view("1:1:--", 1)), std::nullopt) << "a colon behind it";
}

}  // namespace
}  // namespace bitsproof
