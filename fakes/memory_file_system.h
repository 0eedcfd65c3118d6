// MemoryFileSystem: the double of the file system.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/env/clock.h"
#include "reference/env/file_system.h"

namespace bitsproof::fakes {

// Files and directories in memory. "/" and "\" separate the parts of a path and are the same; the
// root exists from the start. Names of temporary files are a function of the calls before:
// BIT0001.tmp, BIT0002.tmp, ...
class MemoryFileSystem final : public FileSystem {
 public:
  enum class Access { kFull, kReadOnly };

  // Time stamps come from `clock`, which must outlive this object and the files that it opens.
  explicit MemoryFileSystem(const Clock& clock);
  ~MemoryFileSystem() override;

  Result<std::string> CreateTemporary(const std::string& directory) override;
  Result<std::unique_ptr<OpenFile>> Open(const std::string& path) override;
  HResult Rename(const std::string& from, const std::string& to) override;
  HResult Remove(const std::string& path) override;
  Result<FileInfo> Stat(const std::string& path) override;
  HResult CheckWritable(const std::string& directory) override;
  HResult SetModified(const std::string& path, WallTime modified) override;

  // --- For the script of a test; free of the limits below ---

  // Makes a directory and those above it. E_FILE_EXISTS when a file is in the way.
  HResult MakeDirectory(const std::string& path);

  // Makes or replaces a file. E_PATH_NOT_FOUND without its directory.
  HResult Write(const std::string& path, std::span<const std::byte> content);

  // The whole content of a file.
  Result<std::vector<std::byte>> Read(const std::string& path) const;

  // The names in a directory, sorted.
  Result<std::vector<std::string>> List(const std::string& directory) const;

  // A read-only directory keeps its names: no file is made, renamed or removed in it. A read-only
  // file is neither opened nor replaced. Both answer E_ACCESSDENIED.
  HResult Protect(const std::string& path, Access access);

  // From now on files can grow by `bytes` altogether before writes answer E_DISK_FULL, having
  // written what fits; cutting and removing files gives room back. nullopt: no limit.
  void SetFreeSpace(std::optional<std::uint64_t> bytes);

 private:
  struct Disk;
  struct File;
  class Handle;
  struct Node {
    std::shared_ptr<File>
        file;  // null for a directory; shared with the handles that are open on it
    Access access = Access::kFull;
    WallTime modified;  // of a directory
  };
  using Nodes = std::map<std::string, Node>;  // by path with "/" and without one at the end

  const Node* Find(const std::string& key) const;
  Node* Find(const std::string& key);
  HResult CheckChangeable(const std::string& directory_key) const;
  Result<Node*> FindFile(const std::string& path);

  const Clock* clock_;
  std::shared_ptr<Disk> disk_;  // shared with the files, which may live on in open handles
  Nodes nodes_;
  std::uint32_t temporary_count_ = 0;
};

}  // namespace bitsproof::fakes
