#include "conformance/scenario/path_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

PathMap MapOf(const std::vector<std::string>& rules) {
  PathMap map;
  for (const std::string& rule : rules) map.Add(rule);
  return map;
}

std::string RefusalOf(const std::string& rule) {
  try {
    MapOf({rule});
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(PathMap, LeavesPathsAloneWithoutARuleForThem) {
  EXPECT_EQ(PathMap().ToSubject("/tmp/a"), "/tmp/a");
  EXPECT_EQ(MapOf({"/mnt/c=C:\\"}).ToSubject("/mnt/cd/a"), "/mnt/cd/a");
}

TEST(PathMap, WritesBackslashesWhereTheSubjectDoes) {
  EXPECT_EQ(MapOf({"/=Z:\\"}).ToSubject("/tmp/a b/c"), "Z:\\tmp\\a b\\c");
  EXPECT_EQ(MapOf({"/mnt/c/x=C:\\x"}).ToSubject("/mnt/c/x/case/1"), "C:\\x\\case\\1");
  EXPECT_EQ(MapOf({"/host=/guest"}).ToSubject("/host/a/b"), "/guest/a/b");
}

TEST(PathMap, MapsTheDirectoryItself) {
  EXPECT_EQ(MapOf({"/mnt/c/x/=C:\\x"}).ToSubject("/mnt/c/x"), "C:\\x");
  EXPECT_EQ(MapOf({"/=Z:\\"}).ToSubject("/"), "Z:\\");
}

TEST(PathMap, TakesTheLongestRuleInWhateverOrderTheyAreGiven) {
  for (const auto& rules : {std::vector<std::string>{"/=Z:\\", "/mnt/c=C:\\"},
                            std::vector<std::string>{"/mnt/c=C:\\", "/=Z:\\"}}) {
    EXPECT_EQ(MapOf(rules).ToSubject("/mnt/c/a"), "C:\\a");
    EXPECT_EQ(MapOf(rules).ToSubject("/mnt/d/a"), "Z:\\mnt\\d\\a");
  }
}

TEST(PathMap, RefusesWhatIsNoRule) {
  EXPECT_THAT(RefusalOf("/mnt/c"), HasSubstr("HARNESS=SUBJECT"));
  EXPECT_THAT(RefusalOf("/mnt/c="), HasSubstr("'/mnt/c='"));
  EXPECT_THAT(RefusalOf("c=C:\\"), HasSubstr("absolute"));
  EXPECT_EQ(RefusalOf("/a=b=c"), "");
}

}  // namespace
}  // namespace bitsproof::conformance
