#include "fakes/memory_file_system.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "fakes/body.h"
#include "reference/base/random.h"

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

// What a disk writes at once or not at all.
constexpr std::uint64_t kPageBytes = 4096;

// The most of one file that is held in memory. Gigabytes of zeros may follow, but nothing else.
constexpr std::uint64_t kContentMax = 256 << 20;

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
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // A file takes room while it has a name or is open.
  void Hold() {
    if (holders_++ == 0) disk->Take(size());
  }
  void LetGo() {
    if (--holders_ == 0) disk->GiveBack(size());
  }

  std::uint64_t size() const { return content.size() + zeros; }

  // Makes the file end at `end` at least, with zeros, or with as many as there is room for.
  void Extend(std::uint64_t end) {
    if (end > size()) zeros += disk->Take(end - size());
  }

  // Cuts the file or extends it as far as there is room.
  void Resize(std::uint64_t end) {
    if (end < size()) disk->GiveBack(size() - end);
    if (end < content.size()) {
      Keep(end, content.size());
      content.resize(end);
      zeros = 0;
    } else if (end < size()) {
      zeros = end - content.size();
    } else {
      Extend(end);
    }
  }

  // Takes the bytes before `end` out of the zeros. REQUIRES: end <= size().
  void WriteOut(std::uint64_t end) {
    if (end <= content.size()) return;
    // Grow in steps: a file written in small pieces would be moved at every one of them otherwise.
    if (end > content.capacity()) {
      content.reserve(std::max<std::size_t>(end, content.capacity() * 2));
    }
    zeros -= end - content.size();
    content.resize(end);
  }

  // Copies the bytes from `offset` on. REQUIRES: offset + bytes.size() <= size().
  void Copy(std::uint64_t offset, std::span<std::byte> bytes) const {
    const std::uint64_t begin = std::min<std::uint64_t>(offset, content.size());
    const auto held = std::min<std::uint64_t>(bytes.size(), content.size() - begin);
    if (held > 0) std::memcpy(bytes.data(), content.data() + begin, held);
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(held), bytes.end(), std::byte{0});
  }

  // To be called before the bytes from `begin` to `end` change.
  void Keep(std::uint64_t begin, std::uint64_t end) {
    end = std::min(end, synced_size_);
    for (std::uint64_t at = begin / kPageBytes * kPageBytes; at < end; at += kPageBytes) {
      if (synced_pages_.contains(at)) continue;
      std::vector<std::byte>& page = synced_pages_[at];
      page.resize(std::min(kPageBytes, size() - at));
      Copy(at, page);
    }
  }

  void Sync() {
    synced_size_ = size();
    synced_pages_.clear();
  }

  void Crash(Random& random) {
    WriteOut(size());
    const std::uint64_t low = std::min<std::uint64_t>(synced_size_, content.size());
    const std::uint64_t span = std::max<std::uint64_t>(synced_size_, content.size()) - low;
    const std::uint64_t grown = content.size();
    const std::uint64_t written = synced_size_;
    Resize(low + TornPart(span, random));
    WriteOut(size());
    for (std::uint64_t at = written / kPageBytes * kPageBytes; at < grown; at += kPageBytes) {
      if (random.Below(2) == 0) Clear(std::max(at, written), at + kPageBytes);
    }
    for (const auto& [at, page] : synced_pages_) {
      if (at >= content.size() || (at < grown && random.Below(2) == 0)) continue;
      const std::uint64_t size = std::min<std::uint64_t>(page.size(), content.size() - at);
      std::copy_n(page.begin(), size, content.begin() + static_cast<std::ptrdiff_t>(at));
    }
    Sync();
  }

  std::shared_ptr<Disk> disk;
  std::vector<std::byte> content;
  std::uint64_t zeros = 0;  // that follow `content`
  WallTime modified;

 private:
  // None, all or some of `span`.
  static std::uint64_t TornPart(std::uint64_t span, Random& random) {
    const std::uint64_t chance = random.Below(3);
    return chance == 0 ? 0 : chance == 1 ? span : random.Below(span + 1);
  }

  void Clear(std::uint64_t begin, std::uint64_t end) {
    end = std::min<std::uint64_t>(end, content.size());
    if (begin < end) std::memset(content.data() + begin, 0, end - begin);
  }

  int holders_ = 0;
  std::uint64_t synced_size_ = 0;
  // By offset: the pages below synced_size_ that changed since, as they were then.
  std::map<std::uint64_t, std::vector<std::byte>> synced_pages_;
};

class MemoryFileSystem::Handle final : public OpenFile {
 public:
  Handle(std::shared_ptr<File> file, const Clock& clock) : file_(std::move(file)), clock_(&clock) {
    file_->Hold();
  }
  ~Handle() override { file_->LetGo(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  HResult WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) override {
    const std::uint64_t end = offset + bytes.size();
    file_->modified = clock_->WallNow();
    if (IsZeros(bytes) && offset >= file_->content.size()) {
      file_->Extend(end);
      return file_->size() >= end ? hresult::S_OK : hresult::E_DISK_FULL;
    }
    file_->Keep(offset, end);
    file_->Extend(end);
    const std::uint64_t size = std::min(file_->size(), kContentMax);
    const std::size_t fits = offset < size ? std::min<std::size_t>(bytes.size(), size - offset) : 0;
    if (fits > 0) {
      file_->WriteOut(std::max<std::uint64_t>(offset + fits, file_->content.size()));
      std::memcpy(file_->content.data() + offset, bytes.data(), fits);
    }
    return fits == bytes.size() ? hresult::S_OK : hresult::E_DISK_FULL;
  }

  Result<std::size_t> ReadAt(std::uint64_t offset, std::span<std::byte> buffer) override {
    if (offset >= file_->size()) return 0;
    const auto count = std::min<std::uint64_t>(buffer.size(), file_->size() - offset);
    file_->Copy(offset, buffer.first(count));
    return count;
  }

  HResult Truncate(std::uint64_t size_bytes) override {
    file_->Resize(size_bytes);
    file_->modified = clock_->WallNow();
    return file_->size() == size_bytes ? hresult::S_OK : hresult::E_DISK_FULL;
  }

  HResult Sync() override {
    file_->Sync();
    return hresult::S_OK;
  }

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
  Put(key + "/" + name, Node{std::move(file), Access::kFull, {}});
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
  const Node moved = *Find(from_key);
  unsynced_.push_back({{from_key, moved, {}}, {to_key, target ? *target : Node{}, moved}});
  Put(from_key, {});
  Put(to_key, moved);
  return hresult::S_OK;
}

HResult MemoryFileSystem::Remove(const std::string& path) {
  const Result<Node*> found = FindFile(path);
  if (!found) return found.error();
  const std::string key = KeyOf(path);
  const HResult checked = CheckChangeable(DirectoryKeyOf(key));
  if (checked.failed()) return checked;
  if ((*found)->access == Access::kReadOnly) return hresult::E_ACCESSDENIED;
  unsynced_.push_back({{key, **found, {}}});
  Put(key, {});
  return hresult::S_OK;
}

Result<FileInfo> MemoryFileSystem::Stat(const std::string& path) {
  const Node* node = Find(KeyOf(path));
  if (node == nullptr) return Unexpected(FindFile(path).error());
  if (!node->file) return FileInfo{true, 0, node->modified};
  return FileInfo{false, node->file->size(), node->file->modified};
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

HResult MemoryFileSystem::SyncDirectory(const std::string& directory) {
  const std::string key = KeyOf(directory);
  const Node* node = Find(key);
  if (node == nullptr || node->file) return hresult::E_PATH_NOT_FOUND;
  // From the newest back: what becomes durable takes with it what happened to its names before.
  std::set<std::string> durable;
  for (auto change = unsynced_.rbegin(); change != unsynced_.rend(); ++change) {
    const bool settled = std::any_of(change->begin(), change->end(), [&](const Renaming& renaming) {
      return DirectoryKeyOf(renaming.key) == key || durable.contains(renaming.key);
    });
    if (!settled) continue;
    for (const Renaming& renaming : *change) durable.insert(renaming.key);
    change->clear();
  }
  std::erase_if(unsynced_, [](const Change& change) { return change.empty(); });
  return hresult::S_OK;
}

void MemoryFileSystem::Put(const std::string& key, const Node& node) {
  if (node.file) node.file->Hold();
  if (const Node* present = Find(key)) present->file->LetGo();
  if (node.file) {
    nodes_.insert_or_assign(key, node);
  } else {
    nodes_.erase(key);
  }
}

// A change happens to the very files that it happened to, or not at all.
bool MemoryFileSystem::CanHappen(const Change& change) const {
  return std::all_of(change.begin(), change.end(), [this](const Renaming& renaming) {
    const Node* present = Find(renaming.key);
    return (present ? present->file : nullptr) == renaming.before.file;
  });
}

// Goes back to the names that are durable, and from there on with those changes that happened.
void MemoryFileSystem::Crash(std::uint64_t seed) {
  Random random(seed);
  const std::vector<Change> changes = std::exchange(unsynced_, {});
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    for (const Renaming& renaming : *change) Put(renaming.key, renaming.before);
  }
  for (const Change& change : changes) {
    if (random.Below(2) == 0 || !CanHappen(change)) continue;
    for (const Renaming& renaming : change) Put(renaming.key, renaming.after);
  }
  for (const auto& [key, node] : nodes_) {
    if (node.file) node.file->Crash(random);
  }
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
  const HResult synced = SyncDirectory(DirectoryKeyOf(key));
  if (synced.failed()) return synced;
  const Node* present = Find(key);
  if (present != nullptr && !present->file) return hresult::E_ACCESSDENIED;
  // On a disk of its own: what a test puts there takes no space from those under test.
  auto file = std::make_shared<File>(std::make_shared<Disk>());
  file->content.assign(content.begin(), content.end());
  file->Sync();
  file->modified = clock_->WallNow();
  Put(key, Node{std::move(file), present ? present->access : Access::kFull, {}});
  return hresult::S_OK;
}

Result<std::vector<std::byte>> MemoryFileSystem::Read(const std::string& path) const {
  const Node* node = Find(KeyOf(path));
  if (node == nullptr || !node->file) return Unexpected(hresult::E_FILE_NOT_FOUND);
  std::vector<std::byte> whole(node->file->size());
  node->file->Copy(0, whole);
  return whole;
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
