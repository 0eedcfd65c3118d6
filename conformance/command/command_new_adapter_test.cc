#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

class NewAdapterTest : public ::testing::Test, protected CommandBed {};

TEST_F(NewAdapterTest, WritesTheAdapterOfTheSourceTree) {
  ASSERT_EQ(Bitsproof({"new-adapter", "python", Path("mine")}), 0);
  EXPECT_THAT(out_, HasSubstr(Path("mine/README.md")));
  for (const std::string name : {"adapter.py", "toy_manager.py", "toy_transfer.py", "README.md"}) {
    std::ostringstream source;
    source << std::ifstream(BITSPROOF_SOURCE_DIR "/conformance/adapters/python/" + name).rdbuf();
    EXPECT_NE(source.str(), "");
    EXPECT_EQ(folder_.Read("mine/" + name), source.str()) << name;
  }
}

TEST_F(NewAdapterTest, WritesNothingOfTheOtherLanguage) {
  ASSERT_EQ(Bitsproof({"new-adapter", "cpp", Path("mine")}), 0);
  EXPECT_NE(folder_.Read("mine/adapter.cc"), "");
  EXPECT_NE(folder_.Read("mine/CMakeLists.txt"), "");
  EXPECT_EQ(folder_.Read("mine/adapter.py"), "");
}

TEST_F(NewAdapterTest, LeavesADirectoryAloneThatIsNotEmpty) {
  folder_.Write("mine/adapter.py", "precious");
  EXPECT_EQ(Bitsproof({"new-adapter", "python", Path("mine")}), 64);
  EXPECT_THAT(err_, HasSubstr(Path("mine") + ": the directory is not empty"));
  EXPECT_EQ(folder_.Read("mine/adapter.py"), "precious");
  EXPECT_EQ(folder_.Read("mine/README.md"), "");
}

TEST_F(NewAdapterTest, TellsThatTheDirectoryCannotBeMade) {
  folder_.Write("file", "");
  EXPECT_EQ(Bitsproof({"new-adapter", "cpp", Path("file/mine")}), 64);
  EXPECT_THAT(err_, HasSubstr(Path("file/mine") + ": the directory cannot be made"));
}

TEST_F(NewAdapterTest, KnowsTwoLanguages) {
  EXPECT_EQ(Bitsproof({"new-adapter", "cobol", Path("mine")}), 64);
  EXPECT_THAT(err_, HasSubstr("python"));
}

}  // namespace
}  // namespace bitsproof::conformance
