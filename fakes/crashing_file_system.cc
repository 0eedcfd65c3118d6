#include "fakes/crashing_file_system.h"

#include <utility>

namespace bitsproof::fakes {
namespace {

class CrashingFile final : public OpenFile {
 public:
  CrashingFile(std::unique_ptr<OpenFile> inner, FaultPlan& plan)
      : inner_(std::move(inner)), plan_(&plan) {}

  HResult WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) override {
    if (const auto code = plan_->Next("WriteAt")) return *code;
    return inner_->WriteAt(offset, bytes);
  }
  Result<std::size_t> ReadAt(std::uint64_t offset, std::span<std::byte> buffer) override {
    if (const auto code = plan_->Next("ReadAt")) return Unexpected(*code);
    return inner_->ReadAt(offset, buffer);
  }
  HResult Truncate(std::uint64_t size_bytes) override {
    if (const auto code = plan_->Next("Truncate")) return *code;
    return inner_->Truncate(size_bytes);
  }
  HResult Sync() override {
    if (const auto code = plan_->Next("Sync")) return *code;
    return inner_->Sync();
  }

 private:
  std::unique_ptr<OpenFile> inner_;
  FaultPlan* plan_;
};

}  // namespace

Result<std::string> CrashingFileSystem::CreateTemporary(const std::string& directory) {
  if (const auto code = plan_->Next("CreateTemporary")) return Unexpected(*code);
  return inner_->CreateTemporary(directory);
}

Result<std::unique_ptr<OpenFile>> CrashingFileSystem::Open(const std::string& path) {
  if (const auto code = plan_->Next("Open")) return Unexpected(*code);
  Result<std::unique_ptr<OpenFile>> file = inner_->Open(path);
  if (!file) return file;
  return std::make_unique<CrashingFile>(std::move(*file), *plan_);
}

HResult CrashingFileSystem::Rename(const std::string& from, const std::string& to) {
  if (const auto code = plan_->Next("Rename")) return *code;
  return inner_->Rename(from, to);
}

HResult CrashingFileSystem::Remove(const std::string& path) {
  if (const auto code = plan_->Next("Remove")) return *code;
  return inner_->Remove(path);
}

Result<FileInfo> CrashingFileSystem::Stat(const std::string& path) {
  if (const auto code = plan_->Next("Stat")) return Unexpected(*code);
  return inner_->Stat(path);
}

HResult CrashingFileSystem::CheckWritable(const std::string& directory) {
  if (const auto code = plan_->Next("CheckWritable")) return *code;
  return inner_->CheckWritable(directory);
}

HResult CrashingFileSystem::SetModified(const std::string& path, WallTime modified) {
  if (const auto code = plan_->Next("SetModified")) return *code;
  return inner_->SetModified(path, modified);
}

HResult CrashingFileSystem::SyncDirectory(const std::string& directory) {
  if (const auto code = plan_->Next("SyncDirectory")) return *code;
  return inner_->SyncDirectory(directory);
}

}  // namespace bitsproof::fakes
