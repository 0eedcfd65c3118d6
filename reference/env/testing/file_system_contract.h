// The contract suite of FileSystem: every implementation passes it.
//
// A new implementation instantiates it with a default-constructible type, called the world here,
// that offers
//
//   FileSystem& files();
//   std::string root();                            // an empty, writable directory of its own
//   void MakeDirectory(const std::string& path);   // in a directory that exists
//
//   INSTANTIATE_TYPED_TEST_SUITE_P(MyFiles, FileSystemContract, MyWorld);
//
// Permissions, full disks and what is left after a crash are not in it: a real one cannot refuse
// anything to root, and cannot be crashed. Each implementation tests its own way.
#pragma once

#include <gtest/gtest.h>

#include <cctype>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reference/env/file_system.h"

namespace bitsproof {

template <typename World>
class FileSystemContract : public testing::Test {
 protected:
  FileSystem& files() { return world_.files(); }
  std::string Path(const std::string& name) { return world_.root() + "/" + name; }

  // Makes a file out of what the seam offers.
  void Make(const std::string& path, std::string_view content) {
    const auto temporary = files().CreateTemporary(world_.root());
    ASSERT_TRUE(temporary.has_value());
    const auto file = files().Open(*temporary);
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ((*file)->WriteAt(0, std::as_bytes(std::span(content))), hresult::S_OK);
    ASSERT_EQ(files().Rename(*temporary, path), hresult::S_OK);
  }

  static HResult Write(OpenFile& file, std::uint64_t offset, std::string_view text) {
    return file.WriteAt(offset, std::as_bytes(std::span(text)));
  }

  static std::string Read(OpenFile& file, std::uint64_t offset, std::size_t count) {
    std::string text(count, '?');
    const auto got = file.ReadAt(offset, std::as_writable_bytes(std::span(text)));
    return got ? text.substr(0, *got) : ToString(got.error());
  }

  // The whole content, or the code of the failure.
  std::string ContentOf(const std::string& path) {
    const auto file = files().Open(path);
    return file ? Read(**file, 0, 1000) : ToString(file.error());
  }

  World world_;
};

TYPED_TEST_SUITE_P(FileSystemContract);

TYPED_TEST_P(FileSystemContract, ATemporaryFileIsNewEmptyAndNamedAsBitsNamesIt) {
  const auto path = this->files().CreateTemporary(this->world_.root());
  ASSERT_TRUE(path.has_value());
  EXPECT_EQ(DirectoryOf(*path), this->world_.root());
  const std::string name = path->substr(this->world_.root().size() + 1);
  EXPECT_EQ(name.substr(0, 3), "BIT");
  EXPECT_EQ(name.substr(name.size() - 4), ".tmp");
  const std::string digits = name.substr(3, name.size() - 7);
  EXPECT_GE(digits.size(), 4u);
  for (const char c : digits)
    EXPECT_TRUE(std::isxdigit(static_cast<unsigned char>(c)) != 0) << name;
  const auto info = this->files().Stat(*path);
  ASSERT_TRUE(info.has_value());
  EXPECT_FALSE(info->is_directory);
  EXPECT_EQ(info->size_bytes, 0u);
}

TYPED_TEST_P(FileSystemContract, TemporaryNamesAreUnique) {
  std::set<std::string> names;
  for (int i = 0; i < 300; ++i) {
    const auto path = this->files().CreateTemporary(this->world_.root());
    ASSERT_TRUE(path.has_value());
    EXPECT_TRUE(names.insert(*path).second) << *path;
  }
}

TYPED_TEST_P(FileSystemContract, ATemporaryFileNeedsItsDirectory) {
  const auto missing = this->files().CreateTemporary(this->Path("missing"));
  EXPECT_EQ(CodeOf(missing), hresult::E_PATH_NOT_FOUND);
  this->Make(this->Path("file"), "x");
  EXPECT_EQ(CodeOf(this->files().CreateTemporary(this->Path("file"))), hresult::E_PATH_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, ReadsBackWhatWasWritten) {
  this->Make(this->Path("a"), "hello world");
  const auto file = this->files().Open(this->Path("a"));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(this->Write(**file, 6, "there"), hresult::S_OK);
  EXPECT_EQ(this->Read(**file, 0, 100), "hello there");
  EXPECT_EQ(this->Read(**file, 4, 3), "o t");
  EXPECT_EQ(this->ContentOf(this->Path("a")), "hello there");
}

TYPED_TEST_P(FileSystemContract, WritingBehindTheEndFillsTheGapWithZeros) {
  this->Make(this->Path("a"), "ab");
  const auto file = this->files().Open(this->Path("a"));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(this->Write(**file, 4, "ef"), hresult::S_OK);
  EXPECT_EQ(this->Read(**file, 0, 100), std::string("ab\0\0ef", 6));
}

TYPED_TEST_P(FileSystemContract, ReadingAtOrBehindTheEndGivesNothing) {
  this->Make(this->Path("a"), "ab");
  const auto file = this->files().Open(this->Path("a"));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(this->Read(**file, 2, 10), "");
  EXPECT_EQ(this->Read(**file, 1000, 10), "");
}

TYPED_TEST_P(FileSystemContract, TruncateCutsAndExtendsWithZeros) {
  this->Make(this->Path("a"), "abcdef");
  const auto file = this->files().Open(this->Path("a"));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ((*file)->Truncate(2), hresult::S_OK);
  EXPECT_EQ((*file)->Truncate(4), hresult::S_OK);
  EXPECT_EQ(this->Read(**file, 0, 100), std::string("ab\0\0", 4));
  EXPECT_EQ((*file)->Sync(), hresult::S_OK);
  EXPECT_EQ(this->files().Stat(this->Path("a"))->size_bytes, 4u);
}

TYPED_TEST_P(FileSystemContract, SyncKeepsWhatIsThere) {
  this->Make(this->Path("a"), "abc");
  const auto file = this->files().Open(this->Path("a"));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ((*file)->Sync(), hresult::S_OK) << "with nothing to write";
  ASSERT_EQ(this->Write(**file, 1, "XYZ"), hresult::S_OK);
  EXPECT_EQ((*file)->Sync(), hresult::S_OK);
  EXPECT_EQ(this->Read(**file, 0, 100), "aXYZ");
  ASSERT_EQ(this->files().Remove(this->Path("a")), hresult::S_OK);
  EXPECT_EQ((*file)->Sync(), hresult::S_OK) << "without a name";
}

TYPED_TEST_P(FileSystemContract, SyncDirectoryKeepsTheNames) {
  this->world_.MakeDirectory(this->Path("d"));
  EXPECT_EQ(this->files().SyncDirectory(this->Path("d")), hresult::S_OK) << "an empty one";
  this->Make(this->Path("d/a"), "abc");
  this->Make(this->Path("d/b"), "x");
  ASSERT_EQ(this->files().Remove(this->Path("d/b")), hresult::S_OK);
  EXPECT_EQ(this->files().SyncDirectory(this->Path("d")), hresult::S_OK);
  EXPECT_EQ(this->ContentOf(this->Path("d/a")), "abc");
  EXPECT_EQ(CodeOf(this->files().Stat(this->Path("d/b"))), hresult::E_FILE_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, SyncDirectoryNeedsADirectory) {
  EXPECT_EQ(this->files().SyncDirectory(this->Path("none")), hresult::E_PATH_NOT_FOUND);
  this->Make(this->Path("a"), "abc");
  EXPECT_EQ(this->files().SyncDirectory(this->Path("a")), hresult::E_PATH_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, TwoOpenFilesOfOneNameShareTheContent) {
  this->Make(this->Path("a"), "abc");
  const auto one = this->files().Open(this->Path("a"));
  const auto other = this->files().Open(this->Path("a"));
  ASSERT_TRUE(one.has_value() && other.has_value());
  EXPECT_EQ(this->Write(**one, 1, "X"), hresult::S_OK);
  EXPECT_EQ(this->Read(**other, 0, 100), "aXc");
}

TYPED_TEST_P(FileSystemContract, OpenDoesNotCreate) {
  EXPECT_EQ(CodeOf(this->files().Open(this->Path("none"))), hresult::E_FILE_NOT_FOUND);
  EXPECT_EQ(CodeOf(this->files().Open(this->Path("none/a"))), hresult::E_PATH_NOT_FOUND);
  EXPECT_EQ(CodeOf(this->files().Stat(this->Path("none"))), hresult::E_FILE_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, ADirectoryCannotBeOpenedAsAFile) {
  this->world_.MakeDirectory(this->Path("d"));
  EXPECT_EQ(CodeOf(this->files().Open(this->Path("d"))), hresult::E_ACCESSDENIED);
}

TYPED_TEST_P(FileSystemContract, RenameMovesTheContent) {
  this->world_.MakeDirectory(this->Path("d"));
  this->Make(this->Path("a"), "abc");
  EXPECT_EQ(this->files().Rename(this->Path("a"), this->Path("d/b")), hresult::S_OK);
  EXPECT_EQ(CodeOf(this->files().Stat(this->Path("a"))), hresult::E_FILE_NOT_FOUND);
  EXPECT_EQ(this->ContentOf(this->Path("d/b")), "abc");
}

TYPED_TEST_P(FileSystemContract, RenameReplacesAFileOfThatName) {
  this->Make(this->Path("a"), "new");
  this->Make(this->Path("b"), "older");
  EXPECT_EQ(this->files().Rename(this->Path("a"), this->Path("b")), hresult::S_OK);
  EXPECT_EQ(this->ContentOf(this->Path("b")), "new");
  EXPECT_EQ(CodeOf(this->files().Stat(this->Path("a"))), hresult::E_FILE_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, AnOpenFileKeepsItsContentAcrossARename) {
  this->Make(this->Path("a"), "abc");
  const auto file = this->files().Open(this->Path("a"));
  ASSERT_TRUE(file.has_value());
  ASSERT_EQ(this->files().Rename(this->Path("a"), this->Path("b")), hresult::S_OK);
  EXPECT_EQ(this->Write(**file, 0, "X"), hresult::S_OK);
  EXPECT_EQ(this->ContentOf(this->Path("b")), "Xbc");
}

TYPED_TEST_P(FileSystemContract, RenameOfAMissingFileChangesNothing) {
  this->Make(this->Path("b"), "kept");
  const HResult code = this->files().Rename(this->Path("none"), this->Path("b"));
  EXPECT_EQ(code, hresult::E_FILE_NOT_FOUND);
  EXPECT_EQ(this->ContentOf(this->Path("b")), "kept");
}

TYPED_TEST_P(FileSystemContract, RenameIntoAMissingDirectoryChangesNothing) {
  this->Make(this->Path("a"), "kept");
  const HResult code = this->files().Rename(this->Path("a"), this->Path("none/b"));
  EXPECT_EQ(code, hresult::E_PATH_NOT_FOUND);
  EXPECT_EQ(this->ContentOf(this->Path("a")), "kept");
}

TYPED_TEST_P(FileSystemContract, RenameOntoADirectoryChangesNothing) {
  this->world_.MakeDirectory(this->Path("d"));
  this->Make(this->Path("a"), "kept");
  EXPECT_EQ(this->files().Rename(this->Path("a"), this->Path("d")), hresult::E_ACCESSDENIED);
  EXPECT_EQ(this->ContentOf(this->Path("a")), "kept");
  EXPECT_TRUE(this->files().Stat(this->Path("d"))->is_directory);
}

TYPED_TEST_P(FileSystemContract, RenameToTheSameNameKeepsTheFile) {
  this->Make(this->Path("a"), "kept");
  EXPECT_EQ(this->files().Rename(this->Path("a"), this->Path("a")), hresult::S_OK);
  EXPECT_EQ(this->ContentOf(this->Path("a")), "kept");
}

TYPED_TEST_P(FileSystemContract, RemoveTakesTheNameAway) {
  this->Make(this->Path("a"), "abc");
  EXPECT_EQ(this->files().Remove(this->Path("a")), hresult::S_OK);
  EXPECT_EQ(CodeOf(this->files().Stat(this->Path("a"))), hresult::E_FILE_NOT_FOUND);
  EXPECT_EQ(this->files().Remove(this->Path("a")), hresult::E_FILE_NOT_FOUND);
  EXPECT_EQ(this->files().Remove(this->Path("none/a")), hresult::E_PATH_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, RemoveLeavesDirectoriesAlone) {
  this->world_.MakeDirectory(this->Path("d"));
  EXPECT_EQ(this->files().Remove(this->Path("d")), hresult::E_ACCESSDENIED);
  EXPECT_TRUE(this->files().Stat(this->Path("d")).has_value());
}

TYPED_TEST_P(FileSystemContract, AnOpenFileOutlivesItsName) {
  this->Make(this->Path("a"), "abc");
  const auto file = this->files().Open(this->Path("a"));
  ASSERT_TRUE(file.has_value());
  ASSERT_EQ(this->files().Remove(this->Path("a")), hresult::S_OK);
  EXPECT_EQ(this->Read(**file, 0, 100), "abc");
}

TYPED_TEST_P(FileSystemContract, StatTellsDirectoriesFromFiles) {
  this->Make(this->Path("a"), "abc");
  EXPECT_EQ(this->files().Stat(this->Path("a"))->size_bytes, 3u);
  const auto info = this->files().Stat(this->world_.root());
  ASSERT_TRUE(info.has_value());
  EXPECT_TRUE(info->is_directory);
  EXPECT_EQ(info->size_bytes, 0u);
}

TYPED_TEST_P(FileSystemContract, CheckWritableKnowsDirectories) {
  EXPECT_EQ(this->files().CheckWritable(this->world_.root()), hresult::S_OK);
  EXPECT_EQ(this->files().CheckWritable(this->Path("none")), hresult::E_PATH_NOT_FOUND);
  this->Make(this->Path("a"), "abc");
  EXPECT_EQ(this->files().CheckWritable(this->Path("a")), hresult::E_PATH_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, SetModifiedIsExactToTheTick) {
  this->Make(this->Path("a"), "abc");
  const WallTime time{FromUnixSeconds(784'111'777).ticks + 1'234'567};
  EXPECT_EQ(this->files().SetModified(this->Path("a"), time), hresult::S_OK);
  EXPECT_EQ(this->files().Stat(this->Path("a"))->modified, time);
  EXPECT_EQ(this->ContentOf(this->Path("a")), "abc");
}

TYPED_TEST_P(FileSystemContract, SetModifiedReachesBeforeTheUnixEpoch) {
  this->Make(this->Path("a"), "abc");
  const WallTime time{FromUnixSeconds(-1).ticks + 3};
  EXPECT_EQ(this->files().SetModified(this->Path("a"), time), hresult::S_OK);
  EXPECT_EQ(this->files().Stat(this->Path("a"))->modified, time);
}

TYPED_TEST_P(FileSystemContract, SetModifiedNeedsAFile) {
  const HResult code = this->files().SetModified(this->Path("none"), FromUnixSeconds(1));
  EXPECT_EQ(code, hresult::E_FILE_NOT_FOUND);
}

TYPED_TEST_P(FileSystemContract, NamesMayHoldAnyCharacterOfText) {
  const std::string name = this->Path("ein Name, \xC3\xBC\xE6\x97\xA5 100%.bin");
  this->Make(name, "x");
  EXPECT_EQ(this->ContentOf(name), "x");
}

REGISTER_TYPED_TEST_SUITE_P(
    FileSystemContract, ATemporaryFileIsNewEmptyAndNamedAsBitsNamesIt, TemporaryNamesAreUnique,
    ATemporaryFileNeedsItsDirectory, ReadsBackWhatWasWritten,
    WritingBehindTheEndFillsTheGapWithZeros, ReadingAtOrBehindTheEndGivesNothing,
    TruncateCutsAndExtendsWithZeros, SyncKeepsWhatIsThere, SyncDirectoryKeepsTheNames,
    SyncDirectoryNeedsADirectory, TwoOpenFilesOfOneNameShareTheContent, OpenDoesNotCreate,
    ADirectoryCannotBeOpenedAsAFile, RenameMovesTheContent, RenameReplacesAFileOfThatName,
    AnOpenFileKeepsItsContentAcrossARename, RenameOfAMissingFileChangesNothing,
    RenameIntoAMissingDirectoryChangesNothing, RenameOntoADirectoryChangesNothing,
    RenameToTheSameNameKeepsTheFile, RemoveTakesTheNameAway, RemoveLeavesDirectoriesAlone,
    AnOpenFileOutlivesItsName, StatTellsDirectoriesFromFiles, CheckWritableKnowsDirectories,
    SetModifiedIsExactToTheTick, SetModifiedReachesBeforeTheUnixEpoch, SetModifiedNeedsAFile,
    NamesMayHoldAnyCharacterOfText);

}  // namespace bitsproof
