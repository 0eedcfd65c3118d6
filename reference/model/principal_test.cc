#include "reference/model/principal.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

TEST(Principal, HasTheTokenOfItsKind) {
  const Principal user{"S-1-5-21-1", Principal::Kind::kStandardUser};
  const Principal administrator{"S-1-5-21-500", Principal::Kind::kAdministrator};
  const Principal service{"S-1-5-18", Principal::Kind::kService};
  EXPECT_EQ(user.integrity_level(), 0x2000u);
  EXPECT_EQ(administrator.integrity_level(), 0x3000u);
  EXPECT_EQ(service.integrity_level(), 0x4000u);
  EXPECT_FALSE(user.is_elevated());
  EXPECT_TRUE(administrator.is_elevated());
  EXPECT_TRUE(service.is_elevated());
}

}  // namespace
}  // namespace bitsproof
