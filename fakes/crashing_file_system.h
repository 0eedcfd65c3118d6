// CrashingFileSystem: a file system one of whose operations fails on purpose.
#pragma once

#include <memory>
#include <string>

#include "fakes/fault_plan.h"
#include "reference/env/file_system.h"

namespace bitsproof::fakes {

// Passes everything on to another file system, except what the plan fails: that has no effect.
// Operations on open files count too.
class CrashingFileSystem final : public FileSystem {
 public:
  // `inner` and `plan` must outlive this object and the files that it opens.
  CrashingFileSystem(FileSystem& inner, FaultPlan& plan) : inner_(&inner), plan_(&plan) {}

  Result<std::string> CreateTemporary(const std::string& directory) override;
  Result<std::unique_ptr<OpenFile>> Open(const std::string& path) override;
  HResult Rename(const std::string& from, const std::string& to) override;
  HResult Remove(const std::string& path) override;
  Result<FileInfo> Stat(const std::string& path) override;
  HResult CheckWritable(const std::string& directory) override;
  HResult SetModified(const std::string& path, WallTime modified) override;
  HResult SyncDirectory(const std::string& directory) override;

 private:
  FileSystem* inner_;
  FaultPlan* plan_;
};

}  // namespace bitsproof::fakes
