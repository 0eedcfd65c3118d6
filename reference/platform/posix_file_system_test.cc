#include "reference/platform/posix_file_system.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "reference/platform/posix_errors.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::platform {
namespace {

std::span<const std::byte> Bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(PosixErrors, MapEachNumberToWhatAJobReports) {
  EXPECT_EQ(HResultFromErrno(ENOENT), hresult::E_FILE_NOT_FOUND);
  EXPECT_EQ(HResultFromErrno(ENOTDIR), hresult::E_PATH_NOT_FOUND);
  EXPECT_EQ(HResultFromErrno(EACCES), hresult::E_ACCESSDENIED);
  EXPECT_EQ(HResultFromErrno(EPERM), hresult::E_ACCESSDENIED);
  EXPECT_EQ(HResultFromErrno(EROFS), hresult::E_ACCESSDENIED);
  EXPECT_EQ(HResultFromErrno(ENOSPC), hresult::E_DISK_FULL);
  EXPECT_EQ(HResultFromErrno(EDQUOT), hresult::E_DISK_FULL);
  EXPECT_EQ(HResultFromErrno(ETXTBSY), hresult::E_SHARING_VIOLATION);
  EXPECT_EQ(HResultFromErrno(EBUSY), hresult::E_SHARING_VIOLATION);
  EXPECT_EQ(HResultFromErrno(EIO), hresult::E_FAIL);
}

TEST(PosixFileSystem, AFullDeviceIsADiskFullError) {
  PosixFileSystem files;
  const auto full = files.Open("/dev/full");
  ASSERT_TRUE(full.has_value());
  EXPECT_EQ((*full)->WriteAt(0, Bytes("x")), hresult::E_DISK_FULL);
}

TEST(PosixFileSystem, ARunningProgramCannotBeOpenedForWriting) {
  PosixFileSystem files;
  EXPECT_EQ(CodeOf(files.Open("/proc/self/exe")), hresult::E_SHARING_VIOLATION);
}

TEST(PosixFileSystem, AnOffsetThatNoFileCanHaveIsRefused) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  const auto file = files.Open(files.CreateTemporary(directory.path()).value()).value();
  EXPECT_TRUE(file->WriteAt(~std::uint64_t{0}, Bytes("x")).failed());
  EXPECT_TRUE(file->Truncate(~std::uint64_t{0}).failed());
  std::byte buffer[1];
  EXPECT_EQ(CodeOf(file->ReadAt(~std::uint64_t{0}, buffer)), hresult::E_INVALIDARG);
}

TEST(PosixFileSystem, ATooLongNameIsNotAnUnspecifiedFailure) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  const auto opened = files.Open(directory / std::string(300, 'a'));
  EXPECT_EQ(CodeOf(opened), hresult::E_FILENAME_EXCED_RANGE);
}

// To root nothing is read-only: there the mode of the directory forbids nothing.
TEST(PosixFileSystem, AReadOnlyDirectoryIsWritableToRootOnly) {
  const TemporaryDirectory directory;
  const std::string locked = directory / "locked";
  ASSERT_EQ(mkdir(locked.c_str(), 0555), 0);
  PosixFileSystem files;
  const HResult expected = geteuid() == 0 ? hresult::S_OK : hresult::E_ACCESSDENIED;
  EXPECT_EQ(files.CheckWritable(locked), expected);
  EXPECT_EQ(CodeOf(files.CreateTemporary(locked)), expected);
}

TEST(PosixFileSystem, ADirectoryThatMayNotBeReadCanBeSynced) {
  const TemporaryDirectory directory;
  const std::string dropbox = directory / "dropbox";
  ASSERT_EQ(mkdir(dropbox.c_str(), 0333), 0);
  PosixFileSystem files;
  EXPECT_TRUE(files.CreateTemporary(dropbox).has_value());
  EXPECT_EQ(files.SyncDirectory(dropbox), hresult::S_OK);
}

TEST(PosixFileSystem, FindsTheLastFreeTemporaryName) {
  // In memory where that is possible: a disk takes seconds to sync a directory of so many names.
  const TemporaryDirectory directory(std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "");
  const std::string last = directory / "BIT00FF.tmp";
  for (int i = 0; i < 0x10000; ++i) {
    char name[16];
    std::snprintf(name, sizeof name, "BIT%04X.tmp", i);
    const int fd = creat((directory / name).c_str(), 0600);
    ASSERT_GE(fd, 0);
    close(fd);
  }
  PosixFileSystem files;
  EXPECT_EQ(CodeOf(files.CreateTemporary(directory.path())), hresult::E_FILE_EXISTS);
  ASSERT_EQ(files.Remove(last), hresult::S_OK);
  EXPECT_EQ(files.CreateTemporary(directory.path()).value(), last);
}

TEST(PosixFileSystem, WritesBeyondFourGibibytes) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  const std::string path = files.CreateTemporary(directory.path()).value();
  const auto file = files.Open(path).value();
  const std::uint64_t offset = std::uint64_t{5} << 30;
  ASSERT_EQ(file->WriteAt(offset, Bytes("far")), hresult::S_OK);
  EXPECT_EQ(files.Stat(path)->size_bytes, offset + 3);
  char text[4] = {};
  EXPECT_EQ(file->ReadAt(offset, std::as_writable_bytes(std::span(text))).value(), 3u);
  EXPECT_STREQ(text, "far");
}

}  // namespace
}  // namespace bitsproof::platform
