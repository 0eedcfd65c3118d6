#include "fakes/memory_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "fakes/body.h"
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

// What a crash leaves, over many seeds: each outcome once.
std::set<std::string> AfterCrashes(
    const std::function<std::string(MemoryFileSystem& files, std::uint64_t seed)>& crash) {
  std::set<std::string> outcomes;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const EventLoop loop(FromUnixSeconds(1'000));
    MemoryFileSystem files(loop);
    outcomes.insert(crash(files, seed));
  }
  return outcomes;
}

std::string TextOf(const MemoryFileSystem& files, const std::string& path) {
  const auto content = files.Read(path);
  if (!content) return "no file";
  return {reinterpret_cast<const char*>(content->data()), content->size()};
}

TEST(MemoryFileSystemCrash, KeepsWhatWasSyncedAndAnyPartOfWhatWasNot) {
  const auto outcomes = AfterCrashes([](MemoryFileSystem& files, std::uint64_t seed) {
    const std::string path = files.CreateTemporary("/").value();
    auto file = files.Open(path).value();
    EXPECT_EQ(file->WriteAt(0, Bytes("ab")), hresult::S_OK);
    EXPECT_EQ(file->Sync(), hresult::S_OK);
    EXPECT_EQ(file->WriteAt(2, Bytes("cd")), hresult::S_OK);
    file.reset();
    files.Crash(seed);
    return TextOf(files, path);
  });
  EXPECT_THAT(outcomes,
              ElementsAre("ab", std::string("ab\0", 3), std::string("ab\0\0", 4), "abc", "abcd"));
}

TEST(MemoryFileSystemCrash, TearsAFileByPages) {
  constexpr std::size_t kPage = 4096;
  const auto outcomes = AfterCrashes([](MemoryFileSystem& files, std::uint64_t seed) {
    EXPECT_EQ(files.Write("/a", Bytes(std::string(2 * kPage, 'o'))), hresult::S_OK);
    const auto file = files.Open("/a").value();
    EXPECT_EQ(file->WriteAt(0, Bytes(std::string(2 * kPage, 'n'))), hresult::S_OK);
    files.Crash(seed);
    const std::string text = TextOf(files, "/a");
    EXPECT_EQ(text, std::string(kPage, text[0]) + std::string(kPage, text[kPage]));
    return std::string{text[0], text[kPage]};
  });
  EXPECT_THAT(outcomes, ElementsAre("nn", "no", "on", "oo"));
}

TEST(MemoryFileSystemCrash, MayUndoATruncation) {
  const auto outcomes = AfterCrashes([](MemoryFileSystem& files, std::uint64_t seed) {
    EXPECT_EQ(files.Write("/a", Bytes("ab")), hresult::S_OK);
    const auto file = files.Open("/a").value();
    EXPECT_EQ(file->Truncate(0), hresult::S_OK);
    const bool synced = seed % 2 == 0 && file->Sync().succeeded();
    files.Crash(seed);
    return (synced ? "synced: " : "not: ") + TextOf(files, "/a");
  });
  EXPECT_THAT(outcomes, ElementsAre("not: ", "not: a", "not: ab", "synced: "));
}

TEST(MemoryFileSystemCrash, MayUndoEachChangeOfANameUntilTheDirectoryIsSynced) {
  const auto names = [](const MemoryFileSystem& files) {
    return TextOf(files, "/a") + " " + TextOf(files, "/b") + " " + TextOf(files, "/c");
  };
  const auto change = [](MemoryFileSystem& files) {
    EXPECT_EQ(files.Write("/a", Bytes("1")), hresult::S_OK);
    EXPECT_EQ(files.Write("/b", Bytes("2")), hresult::S_OK);
    EXPECT_EQ(files.Write("/c", Bytes("3")), hresult::S_OK);
    EXPECT_EQ(files.Rename("/a", "/b"), hresult::S_OK);
    EXPECT_EQ(files.Remove("/c"), hresult::S_OK);
  };
  EXPECT_THAT(AfterCrashes([&](MemoryFileSystem& files, std::uint64_t seed) {
                change(files);
                files.Crash(seed);
                return names(files);
              }),
              ElementsAre("1 2 3", "1 2 no file", "no file 1 3", "no file 1 no file"));
  EXPECT_THAT(AfterCrashes([&](MemoryFileSystem& files, std::uint64_t seed) {
                change(files);
                EXPECT_EQ(files.SyncDirectory("/"), hresult::S_OK);
                files.Crash(seed);
                return names(files);
              }),
              ElementsAre("no file 1 no file"));
}

TEST(MemoryFileSystemCrash, KeepsTheNameOfATemporaryFile) {
  EXPECT_THAT(AfterCrashes([](MemoryFileSystem& files, std::uint64_t seed) {
                const std::string path = files.CreateTemporary("/").value();
                files.Crash(seed);
                return path + ":" + TextOf(files, path);
              }),
              ElementsAre("/BIT0001.tmp:"));
}

TEST(MemoryFileSystemCrash, OneDirectoryDoesNotSyncAnother) {
  EXPECT_THAT(AfterCrashes([](MemoryFileSystem& files, std::uint64_t seed) {
                EXPECT_EQ(files.MakeDirectory("/d"), hresult::S_OK);
                EXPECT_EQ(files.Write("/d/a", {}), hresult::S_OK);
                EXPECT_EQ(files.Rename("/d/a", "/d/b"), hresult::S_OK);
                EXPECT_EQ(files.SyncDirectory("/"), hresult::S_OK);
                files.Crash(seed);
                return files.List("/d")->at(0);
              }),
              ElementsAre("a", "b"));
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

TEST_F(MemoryFileSystemTest, KeepsGigabytesOfZerosAndTheBytesBehindThem) {
  const std::string path = files_.CreateTemporary("/case").value();
  auto file = *files_.Open(path);
  EXPECT_EQ(file->WriteAt(0, Bytes("head")), hresult::S_OK);
  EXPECT_EQ(file->WriteAt(5'000'000'000, Zeros().first(10)), hresult::S_OK);
  EXPECT_EQ(files_.Stat(path)->size_bytes, 5'000'000'010u);
  std::vector<std::byte> read(3, std::byte{7});
  EXPECT_EQ(*file->ReadAt(5'000'000'008, read), 2u);
  EXPECT_EQ(read[0], std::byte{0});
  EXPECT_EQ(file->WriteAt(5'000'000'008, Bytes("no room")), hresult::E_DISK_FULL);
  EXPECT_EQ(file->Truncate(6), hresult::S_OK);
  EXPECT_EQ(file->WriteAt(8, Zeros().first(2)), hresult::S_OK);
  EXPECT_EQ(file->WriteAt(9, Bytes("tail")), hresult::S_OK);
  EXPECT_EQ(*files_.Read(path), Bytes(std::string_view("head\0\0\0\0\0tail", 13)));
}

TEST_F(MemoryFileSystemTest, HasNoRoomForZerosEither) {
  files_.SetFreeSpace(100);
  auto file = *files_.Open(files_.CreateTemporary("/case").value());
  EXPECT_EQ(file->WriteAt(0, Zeros().first(60)), hresult::S_OK);
  EXPECT_EQ(file->WriteAt(60, Zeros().first(60)), hresult::E_DISK_FULL);
}

}  // namespace
}  // namespace bitsproof::fakes
