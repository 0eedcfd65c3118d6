#include "fakes/memory_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/event_loop.h"

namespace bitsproof::fakes {
namespace {

using testing::ElementsAre;
using Access = MemoryFileSystem::Access;

std::vector<std::byte> Bytes(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

class MemoryFileSystemTest : public testing::Test {
 protected:
  MemoryFileSystemTest() { EXPECT_EQ(files_.MakeDirectory("/case"), hresult::S_OK); }

  EventLoop loop_{FromUnixSeconds(1'000)};
  MemoryFileSystem files_{loop_};
};

TEST_F(MemoryFileSystemTest, NamesTemporaryFilesInOrder) {
  EXPECT_EQ(files_.CreateTemporary("/case").value(), "/case/BIT0001.tmp");
  ASSERT_EQ(files_.Write("/case/BIT0002.tmp", {}), hresult::S_OK);
  EXPECT_EQ(files_.CreateTemporary("/case/").value(), "/case/BIT0003.tmp");
  EXPECT_THAT(files_.List("/case").value(),
              ElementsAre("BIT0001.tmp", "BIT0002.tmp", "BIT0003.tmp"));
}

TEST_F(MemoryFileSystemTest, TakesBothSeparators) {
  ASSERT_EQ(files_.MakeDirectory("C:\\data\\in"), hresult::S_OK);
  EXPECT_EQ(files_.CreateTemporary("C:\\data\\in").value(), "C:\\data\\in\\BIT0001.tmp");
  EXPECT_TRUE(files_.Stat("C:/data/in/BIT0001.tmp").has_value());
}

TEST_F(MemoryFileSystemTest, ListsTheNamesOfOneDirectoryOnly) {
  ASSERT_EQ(files_.MakeDirectory("/case/a/deep"), hresult::S_OK);
  ASSERT_EQ(files_.MakeDirectory("/workshop"), hresult::S_OK);
  ASSERT_EQ(files_.Write("/case/a-b", {}), hresult::S_OK);
  EXPECT_THAT(files_.List("/case").value(), ElementsAre("a", "a-b"));
  EXPECT_EQ(CodeOf(files_.List("/case/a-b")), hresult::E_PATH_NOT_FOUND);
  EXPECT_EQ(CodeOf(files_.List("/none")), hresult::E_PATH_NOT_FOUND);
}

TEST_F(MemoryFileSystemTest, AReadOnlyDirectoryKeepsItsNames) {
  ASSERT_EQ(files_.Write("/case/a", Bytes("a")), hresult::S_OK);
  ASSERT_EQ(files_.MakeDirectory("/other"), hresult::S_OK);
  ASSERT_EQ(files_.Write("/other/b", Bytes("b")), hresult::S_OK);
  ASSERT_EQ(files_.Protect("/case", Access::kReadOnly), hresult::S_OK);
  EXPECT_EQ(CodeOf(files_.CreateTemporary("/case")), hresult::E_ACCESSDENIED);
  EXPECT_EQ(files_.CheckWritable("/case"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(files_.Remove("/case/a"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(files_.Rename("/case/a", "/other/a"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(files_.Rename("/other/b", "/case/b"), hresult::E_ACCESSDENIED);
  EXPECT_THAT(files_.List("/case").value(), ElementsAre("a"));
  EXPECT_THAT(files_.List("/other").value(), ElementsAre("b"));
  ASSERT_EQ(files_.Protect("/case", Access::kFull), hresult::S_OK);
  EXPECT_EQ(files_.Remove("/case/a"), hresult::S_OK);
}

TEST_F(MemoryFileSystemTest, AReadOnlyFileIsNeitherOpenedNorReplaced) {
  ASSERT_EQ(files_.Write("/case/a", Bytes("a")), hresult::S_OK);
  ASSERT_EQ(files_.Write("/case/b", Bytes("b")), hresult::S_OK);
  ASSERT_EQ(files_.Protect("/case/a", Access::kReadOnly), hresult::S_OK);
  EXPECT_EQ(CodeOf(files_.Open("/case/a")), hresult::E_ACCESSDENIED);
  EXPECT_EQ(files_.Rename("/case/b", "/case/a"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(files_.Remove("/case/a"), hresult::E_ACCESSDENIED);
  EXPECT_EQ(files_.Read("/case/a").value(), Bytes("a"));
}

TEST_F(MemoryFileSystemTest, AFullDiskTakesWhatFits) {
  const std::string path = files_.CreateTemporary("/case").value();
  const auto file = files_.Open(path).value();
  files_.SetFreeSpace(4);
  EXPECT_EQ(file->WriteAt(0, Bytes("abc")), hresult::S_OK);
  EXPECT_EQ(file->WriteAt(3, Bytes("def")), hresult::E_DISK_FULL);
  EXPECT_EQ(files_.Read(path).value(), Bytes("abcd"));
  EXPECT_EQ(file->WriteAt(0, Bytes("xyz")), hresult::S_OK) << "needs no room";
  EXPECT_EQ(file->Truncate(5), hresult::E_DISK_FULL);
  EXPECT_EQ(file->Truncate(2), hresult::S_OK);
  EXPECT_EQ(file->WriteAt(2, Bytes("uv")), hresult::S_OK);
}

TEST_F(MemoryFileSystemTest, ARemovedFileGivesItsRoomBackWhenItIsClosed) {
  files_.SetFreeSpace(3);
  const std::string first = files_.CreateTemporary("/case").value();
  auto file = files_.Open(first).value();
  ASSERT_EQ(file->WriteAt(0, Bytes("abc")), hresult::S_OK);
  ASSERT_EQ(files_.Remove(first), hresult::S_OK);
  const auto second = files_.Open(files_.CreateTemporary("/case").value()).value();
  EXPECT_EQ(second->WriteAt(0, Bytes("x")), hresult::E_DISK_FULL);
  file.reset();
  EXPECT_EQ(second->WriteAt(0, Bytes("x")), hresult::S_OK);
}

TEST_F(MemoryFileSystemTest, StampsFilesWithTheCalendarOfTheWorld) {
  const std::string path = files_.CreateTemporary("/case").value();
  const auto file = files_.Open(path).value();
  loop_.RunUntil(Instant{std::chrono::seconds(5)});
  EXPECT_EQ(files_.Stat(path)->modified, FromUnixSeconds(1'000));
  ASSERT_EQ(file->WriteAt(0, Bytes("x")), hresult::S_OK);
  EXPECT_EQ(files_.Stat(path)->modified, FromUnixSeconds(1'005));
  ASSERT_EQ(files_.SetModified(path, FromUnixSeconds(7)), hresult::S_OK);
  EXPECT_EQ(files_.Stat(path)->modified, FromUnixSeconds(7));
}

TEST_F(MemoryFileSystemTest, MakesTheDirectoriesAboveToo) {
  EXPECT_EQ(files_.MakeDirectory("/a/b/c"), hresult::S_OK);
  EXPECT_TRUE(files_.Stat("/a/b")->is_directory);
  EXPECT_EQ(files_.MakeDirectory("/a/b/c"), hresult::S_OK);
  ASSERT_EQ(files_.Write("/a/file", {}), hresult::S_OK);
  EXPECT_EQ(files_.MakeDirectory("/a/file"), hresult::E_FILE_EXISTS);
  EXPECT_EQ(files_.Write("/none/file", {}), hresult::E_PATH_NOT_FOUND);
}

}  // namespace
}  // namespace bitsproof::fakes
