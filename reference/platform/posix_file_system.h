// PosixFileSystem: files on disk.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "reference/base/random.h"
#include "reference/env/file_system.h"

namespace bitsproof::platform {

// The real FileSystem. Symbolic links are followed. New files get the permissions that the umask
// leaves. A file system that cannot sync a directory is taken to need no syncing; a directory that
// may not be read cannot be synced alone, so all of the machine is.
//
// Permission is what the operating system grants to the process: to root a directory with mode 0555
// is writable, so for root neither CheckWritable nor CreateTemporary refuses it.
class PosixFileSystem final : public FileSystem {
 public:
  PosixFileSystem();

  // At most 65,536 such names fit into one directory; E_FILE_EXISTS when all are taken.
  Result<std::string> CreateTemporary(const std::string& directory) override;
  Result<std::unique_ptr<OpenFile>> Open(const std::string& path) override;
  HResult Rename(const std::string& from, const std::string& to) override;
  HResult Remove(const std::string& path) override;
  Result<FileInfo> Stat(const std::string& path) override;
  HResult CheckWritable(const std::string& directory) override;
  HResult SetModified(const std::string& path, WallTime modified) override;
  HResult SyncDirectory(const std::string& directory) override;

 private:
  Random random_;  // where the search for a free temporary name begins
};

}  // namespace bitsproof::platform
