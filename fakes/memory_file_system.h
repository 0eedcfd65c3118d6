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
// BIT0001.tmp, BIT0002.tmp, ... What the script of a test puts there is durable at once.
// Zeros (fakes/body.h) that end a file take no memory; anything else fits into its first 256 MiB.
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
  HResult SyncDirectory(const std::string& directory) override;

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

  // The machine loses power and starts again. Of what was not synced, `seed` decides: each change
  // of a name happened or did not, each page of a file is the new one or the synced one, and the
  // size of a file lies anywhere between both. Files that are open must not be used afterwards.
  void Crash(std::uint64_t seed);

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
  // One name before and after; without a file: the name is free.
  struct Renaming {
    std::string key;
    Node before;
    Node after;
  };
  // What happens to names in one step.
  using Change = std::vector<Renaming>;

  const Node* Find(const std::string& key) const;
  Node* Find(const std::string& key);
  HResult CheckChangeable(const std::string& directory_key) const;
  Result<Node*> FindFile(const std::string& path);
  // Gives `key` to the file of `node`, or to no file.
  void Put(const std::string& key, const Node& node);
  bool CanHappen(const Change& change) const;

  const Clock* clock_;
  std::shared_ptr<Disk> disk_;  // shared with the files, which may live on in open handles
  Nodes nodes_;
  std::vector<Change> unsynced_;  // in order; all of it is in nodes_ too
  std::uint32_t temporary_count_ = 0;
};

}  // namespace bitsproof::fakes
