#include "reference/platform/sealer.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "reference/platform/temporary_directory.h"

namespace bitsproof::platform {
namespace {

class SealerTest : public testing::Test {
 protected:
  TemporaryDirectory directory_;
  const std::string path_ = directory_ / "jobs.db.key";
};

TEST_F(SealerTest, GivesBackWhatItSealed) {
  Sealer sealer(path_);
  for (const std::string& text : {std::string(), std::string("a"), std::string(20'000, 'x')}) {
    const auto sealed = sealer.Seal(text);
    ASSERT_TRUE(sealed.has_value());
    EXPECT_EQ(sealer.Unseal(*sealed), text);
    EXPECT_EQ(Sealer(path_).Unseal(*sealed), text) << "with the key of the file";
  }
}

TEST_F(SealerTest, ShowsNothingOfIt) {
  Sealer sealer(path_);
  const std::string once = *sealer.Seal("Authorization: planted");
  EXPECT_EQ(once.find("planted"), std::string::npos);
  EXPECT_NE(once, *sealer.Seal("Authorization: planted"));
}

TEST_F(SealerTest, KeepsItsKeyFromOthers) {
  EXPECT_FALSE(std::filesystem::exists(path_));
  ASSERT_TRUE(Sealer(path_).Seal("a").has_value());
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(info.st_size, 32);
}

TEST_F(SealerTest, TakesNothingThatItDidNotSeal) {
  Sealer sealer(path_);
  const std::string sealed = *sealer.Seal("a text");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_EQ(CodeOf(sealer.Unseal(changed)), hresult::E_FAIL) << i;
  }
  EXPECT_EQ(CodeOf(sealer.Unseal("")), hresult::E_FAIL);
  EXPECT_EQ(CodeOf(sealer.Unseal(sealed.substr(0, sealed.size() - 1))), hresult::E_FAIL);
  EXPECT_EQ(CodeOf(sealer.Unseal("x" + sealed.substr(1))), hresult::E_FAIL);
  EXPECT_EQ(CodeOf(Sealer(directory_ / "other.key").Unseal(sealed)), hresult::E_FAIL);
}

TEST_F(SealerTest, OverwritesNoFileThatHoldsNoKey) {
  for (const std::size_t bytes : {0, 31, 33}) {
    std::ofstream(path_) << std::string(bytes, 'k');
    EXPECT_EQ(CodeOf(Sealer(path_).Seal("a")), hresult::E_FAIL) << bytes;
    EXPECT_EQ(std::filesystem::file_size(path_), bytes);
  }
}

TEST_F(SealerTest, TellsWhyThereIsNoKey) {
  EXPECT_EQ(CodeOf(Sealer(directory_ / "none/key").Seal("a")), hresult::E_FILE_NOT_FOUND);
  EXPECT_TRUE(CodeOf(Sealer(directory_.path()).Seal("a")).failed());
}

TEST(Sealer, WorksInMemory) {
  Sealer sealer("");
  EXPECT_EQ(CodeOf(sealer.Unseal("00")), hresult::E_FAIL);
  EXPECT_EQ(sealer.Unseal(*sealer.Seal("a text")), "a text");
}

}  // namespace
}  // namespace bitsproof::platform
