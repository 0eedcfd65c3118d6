// The seam through which the core touches files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "reference/base/result.h"
#include "reference/base/time.h"

namespace bitsproof {

// What is known of a path that exists.
struct FileInfo {
  bool is_directory = false;
  std::uint64_t size_bytes = 0;
  WallTime modified;
};

// A file open for reading and writing. Closes on destruction.
class OpenFile {
 public:
  virtual ~OpenFile() = default;

  // Writes all of `bytes` at `offset`, extending the file (with zeros up to `offset`) as needed. On
  // failure any part may have been written. Errors: E_DISK_FULL, E_ACCESSDENIED, E_FAIL.
  virtual HResult WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) = 0;

  // Fills as much of `buffer` as the file has from `offset` on; returns the count, 0 at the end of
  // the file.
  virtual Result<std::size_t> ReadAt(std::uint64_t offset, std::span<std::byte> buffer) = 0;

  // Sets the file's size to `size_bytes`, cutting or extending with zeros.
  virtual HResult Truncate(std::uint64_t size_bytes) = 0;

  // After success the present content and size survive a crash of the machine; until then any part
  // of what changed since the last Sync may be lost, and another part not. After a failure what had
  // changed may be lost even when a later Sync succeeds.
  virtual HResult Sync() = 0;
};

// Files by absolute path. Every call either succeeds or leaves the names as they were. Common
// errors: E_FILE_NOT_FOUND (the file is missing), E_PATH_NOT_FOUND (a directory is missing),
// E_ACCESSDENIED, E_DISK_FULL, E_SHARING_VIOLATION.
//
// A crash of the machine may undo each Rename and Remove since the last SyncDirectory of its
// directory, an earlier one without a later one too. It never leaves half of one.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Creates a new empty file with a unique name of the form BITxxxx.tmp in `directory` and returns
  // its path. The name survives a crash of the machine, so that a record of it can be trusted; what
  // is written into the file needs a Sync. E_ACCESSDENIED when the directory does not accept new
  // files, E_PATH_NOT_FOUND when it does not exist.
  virtual Result<std::string> CreateTemporary(const std::string& directory) = 0;

  // Opens an existing file.
  virtual Result<std::unique_ptr<OpenFile>> Open(const std::string& path) = 0;

  // Gives `from` the name `to` in one step, replacing a file of that name. On failure both stay as
  // they were.
  virtual HResult Rename(const std::string& from, const std::string& to) = 0;

  virtual HResult Remove(const std::string& path) = 0;

  // E_FILE_NOT_FOUND or E_PATH_NOT_FOUND when nothing is there.
  virtual Result<FileInfo> Stat(const std::string& path) = 0;

  // S_OK when new files can be made in `directory`; E_PATH_NOT_FOUND, E_ACCESSDENIED otherwise.
  virtual HResult CheckWritable(const std::string& directory) = 0;

  // A crash of the machine may undo it.
  virtual HResult SetModified(const std::string& path, WallTime modified) = 0;

  // After success the names in `directory` are as they are now after a crash of the machine too.
  // E_PATH_NOT_FOUND when it is not a directory.
  virtual HResult SyncDirectory(const std::string& directory) = 0;
};

// The directory part of an absolute path with "/" or "\" separators; "" when there is none.
std::string DirectoryOf(const std::string& path);

}  // namespace bitsproof
