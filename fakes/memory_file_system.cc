#include "fakes/memory_file_system.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace bitsproof::fakes {
namespace {

std::string KeyOf(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path;  // the root is ""
}

std::string DirectoryKeyOf(const std::string& key) {
  const std::size_t slash = key.rfind('/');
  return slash == std::string::npos ? "" : key.substr(0, slash);
}

}  // namespace

struct MemoryFileSystem::Disk {
  std::optional<std::uint64_t> free_bytes;

  std::uint64_t Take(std::uint64_t bytes) {
    if (!free_bytes) return bytes;
    const std::uint64_t taken = std::min(*free_bytes, bytes);
    *free_bytes -= taken;
    return taken;
  }
  void GiveBack(std::uint64_t bytes) {
    if (free_bytes) *free_bytes += bytes;
  }
};

struct MemoryFileSystem::File {
  explicit File(std::shared_ptr<Disk> on) : disk(std::move(on)) {}
  ~File() { disk->GiveBack(content.size()); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // Makes the size `size`, or as much of it as there is room for.
  void Resize(std::uint64_t size) {
    if (size > content.size()) {
      size = content.size() + disk->Take(size - content.size());
      // Grow in steps: a file written in small pieces would be moved at every one of them
      // otherwise.
      if (size > content.capacity()) {
        content.reserve(std::max<std::size_t>(size, content.capacity() * 2));
      }
    } else {
      disk->GiveBack(content.size() - size);
    }
    content.resize(size);
  }

  std::shared_ptr<Disk> disk;
  std::vector<std::byte> content;
  WallTime modified;
};

class MemoryFileSystem::Handle final : public OpenFile {
 public:
  Handle(std::shared_ptr<File> file, const Clock& clock) : file_(std::move(file)), clock_(&clock) {}

  HResult WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) override {
    const std::uint64_t end = offset + bytes.size();
    if (end > file_->content.size()) file_->Resize(end);
    file_->modified = clock_->WallNow();
    const std::uint64_t size = file_->content.size();
    const std::size_t fits = offset < size ? std::min<std::size_t>(bytes.size(), size - offset) : 0;
    if (fits > 0) std::memcpy(file_->content.data() + offset, bytes.data(), fits);
    return fits == bytes.size() ? hresult::S_OK : hresult::E_DISK_FULL;
  }

  Result<std::size_t> ReadAt(std::uint64_t offset, std::span<std::byte> buffer) override {
    const std::vector<std::byte>& content = file_->content;
    if (offset >= content.size()) return 0;
    const std::size_t count = std::min<std::size_t>(buffer.size(), content.size() - offset);
    if (count > 0) std::memcpy(buffer.data(), content.data() + offset, count);
    return count;
  }

  HResult Truncate(std::uint64_t size_bytes) override {
    file_->Resize(size_bytes);
    file_->modified = clock_->WallNow();
    return file_->content.size() == size_bytes ? hresult::S_OK : hresult::E_DISK_FULL;
  }

  HResult Sync() override { return hresult::S_OK; }

 private:
  std::shared_ptr<File> file_;
  const Clock* clock_;
};

MemoryFileSystem::MemoryFileSystem(const Clock& clock)
    : clock_(&clock), disk_(std::make_shared<Disk>()) {
  nodes_.emplace("", Node{nullptr, Access::kFull, clock.WallNow()});
}

MemoryFileSystem::~MemoryFileSystem() = default;

const MemoryFileSystem::Node* MemoryFileSystem::Find(const std::string& key) const {
  const auto found = nodes_.find(key);
  return found == nodes_.end() ? nullptr : &found->second;
}

MemoryFileSystem::Node* MemoryFileSystem::Find(const std::string& key) {
  return const_cast<Node*>(std::as_const(*this).Find(key));
}

// S_OK when names may come and go in that directory.
HResult MemoryFileSystem::CheckChangeable(const std::string& directory_key) const {
  const Node* directory = Find(directory_key);
  if (directory == nullptr || directory->file) return hresult::E_PATH_NOT_FOUND;
  return directory->access == Access::kFull ? hresult::S_OK : hresult::E_ACCESSDENIED;
}

Result<MemoryFileSystem::Node*> MemoryFileSystem::FindFile(const std::string& path) {
  const std::string key = KeyOf(path);
  if (Node* node = Find(key)) {
    if (!node->file) return Unexpected(hresult::E_ACCESSDENIED);
    return node;
  }
  const Node* directory = Find(DirectoryKeyOf(key));
  const bool has_directory = directory != nullptr && !directory->file;
  return Unexpected(has_directory ? hresult::E_FILE_NOT_FOUND : hresult::E_PATH_NOT_FOUND);
}

Result<std::string> MemoryFileSystem::CreateTemporary(const std::string& directory) {
  const std::string key = KeyOf(directory);
  if (const HResult checked = CheckChangeable(key); checked.failed()) return Unexpected(checked);
  std::string name;
  do {
    name = fmt::format("BIT{:04X}.tmp", ++temporary_count_);
  } while (Find(key + "/" + name) != nullptr);
  auto file = std::make_shared<File>(disk_);
  file->modified = clock_->WallNow();
  nodes_.emplace(key + "/" + name, Node{std::move(file), Access::kFull, {}});
  const bool ends_with_separator =
      !directory.empty() && (directory.back() == '/' || directory.back() == '\\');
  if (ends_with_separator) return directory + name;
  return directory + (directory.find('\\') != std::string::npos ? "\\" : "/") + name;
}

Result<std::unique_ptr<OpenFile>> MemoryFileSystem::Open(const std::string& path) {
  const Result<Node*> found = FindFile(path);
  if (!found) return Unexpected(found.error());
  if ((*found)->access == Access::kReadOnly) return Unexpected(hresult::E_ACCESSDENIED);
  return std::make_unique<Handle>((*found)->file, *clock_);
}

HResult MemoryFileSystem::Rename(const std::string& from, const std::string& to) {
  const Result<Node*> source = FindFile(from);
  if (!source) return source.error();
  const std::string from_key = KeyOf(from);
  const std::string to_key = KeyOf(to);
  for (const std::string& key : {from_key, to_key}) {
    const HResult checked = CheckChangeable(DirectoryKeyOf(key));
    if (checked.failed()) return checked;
  }
  const Node* target = Find(to_key);
  if (target != nullptr && (!target->file || target->access == Access::kReadOnly)) {
    return hresult::E_ACCESSDENIED;
  }
  if (from_key == to_key) return hresult::S_OK;
  auto node = nodes_.extract(from_key);
  nodes_.erase(to_key);
  node.key() = to_key;
  nodes_.insert(std::move(node));
  return hresult::S_OK;
}

HResult MemoryFileSystem::Remove(const std::string& path) {
  const Result<Node*> found = FindFile(path);
  if (!found) return found.error();
  const std::string key = KeyOf(path);
  const HResult checked = CheckChangeable(DirectoryKeyOf(key));
  if (checked.failed()) return checked;
  if ((*found)->access == Access::kReadOnly) return hresult::E_ACCESSDENIED;
  nodes_.erase(key);
  return hresult::S_OK;
}

Result<FileInfo> MemoryFileSystem::Stat(const std::string& path) {
  const Node* node = Find(KeyOf(path));
  if (node == nullptr) return Unexpected(FindFile(path).error());
  if (!node->file) return FileInfo{true, 0, node->modified};
  return FileInfo{false, node->file->content.size(), node->file->modified};
}

HResult MemoryFileSystem::CheckWritable(const std::string& directory) {
  return CheckChangeable(KeyOf(directory));
}

HResult MemoryFileSystem::SetModified(const std::string& path, WallTime modified) {
  const Result<Node*> found = FindFile(path);
  if (!found) return found.error();
  if ((*found)->access == Access::kReadOnly) return hresult::E_ACCESSDENIED;
  (*found)->file->modified = modified;
  return hresult::S_OK;
}

HResult MemoryFileSystem::MakeDirectory(const std::string& path) {
  const std::string key = KeyOf(path);
  if (const Node* node = Find(key)) return node->file ? hresult::E_FILE_EXISTS : hresult::S_OK;
  const HResult above = MakeDirectory(DirectoryKeyOf(key));
  if (above.failed()) return above;
  nodes_.emplace(key, Node{nullptr, Access::kFull, clock_->WallNow()});
  return hresult::S_OK;
}

HResult MemoryFileSystem::Write(const std::string& path, std::span<const std::byte> content) {
  const std::string key = KeyOf(path);
  const Node* directory = Find(DirectoryKeyOf(key));
  if (directory == nullptr || directory->file) return hresult::E_PATH_NOT_FOUND;
  const Node* present = Find(key);
  if (present != nullptr && !present->file) return hresult::E_ACCESSDENIED;
  // On a disk of its own: what a test puts there takes no space from those under test.
  auto file = std::make_shared<File>(std::make_shared<Disk>());
  file->content.assign(content.begin(), content.end());
  file->modified = clock_->WallNow();
  nodes_[key].file = std::move(file);
  return hresult::S_OK;
}

Result<std::vector<std::byte>> MemoryFileSystem::Read(const std::string& path) const {
  const Node* node = Find(KeyOf(path));
  if (node == nullptr || !node->file) return Unexpected(hresult::E_FILE_NOT_FOUND);
  return node->file->content;
}

Result<std::vector<std::string>> MemoryFileSystem::List(const std::string& directory) const {
  const std::string key = KeyOf(directory);
  const Node* node = Find(key);
  if (node == nullptr || node->file) return Unexpected(hresult::E_PATH_NOT_FOUND);
  const std::string prefix = key + "/";
  std::vector<std::string> names;
  for (auto at = nodes_.lower_bound(prefix); at != nodes_.end(); ++at) {
    if (at->first.compare(0, prefix.size(), prefix) != 0) break;
    const std::string name = at->first.substr(prefix.size());
    if (name.find('/') == std::string::npos) names.push_back(name);
  }
  return names;
}

HResult MemoryFileSystem::Protect(const std::string& path, Access access) {
  Node* node = Find(KeyOf(path));
  if (node == nullptr) return FindFile(path).error();
  node->access = access;
  return hresult::S_OK;
}

void MemoryFileSystem::SetFreeSpace(std::optional<std::uint64_t> bytes) {
  disk_->free_bytes = bytes;
}

}  // namespace bitsproof::fakes
