#include "fakes/memory_job_store.h"

#include <algorithm>
#include <utility>

#include "reference/base/random.h"

namespace bitsproof::fakes {

void MemoryJobStore::PutJob(const JobRecord& job) { changes_.emplace_back(job); }

void MemoryJobStore::PutFile(const JobKey& job, std::size_t index, const FileRecord& file) {
  changes_.emplace_back(FileChange{job.sequence, index, file});
}

void MemoryJobStore::Erase(const JobKey& job) { changes_.emplace_back(Erasure{job.sequence}); }

HResult MemoryJobStore::Commit() {
  const HResult result = std::exchange(next_commit_, hresult::S_OK);
  if (result.succeeded()) {
    if (durability_ == Durability::kNormal) before_.push_back(jobs_);
    for (Change& change : changes_) {
      std::visit([this](auto& of_kind) { Apply(of_kind); }, change);
    }
    ++commits_;
  }
  changes_.clear();
  return result;
}

void MemoryJobStore::CrashMachine(std::uint64_t seed) {
  Crash();
  const std::uint64_t kept = Random(seed).Below(before_.size() + 1);
  if (kept < before_.size()) jobs_ = std::move(before_[kept]);
  before_.clear();
}

void MemoryJobStore::Apply(JobRecord& job) {
  const std::uint64_t sequence = job.sequence;
  jobs_[sequence].job = std::move(job);
}

void MemoryJobStore::Apply(FileChange& change) {
  const auto found = jobs_.find(change.job);
  if (found == jobs_.end()) return;
  std::vector<FileRecord>& files = found->second.files;
  if (files.size() <= change.index) files.resize(change.index + 1);
  files[change.index] = std::move(change.file);
}

void MemoryJobStore::Apply(const Erasure& erasure) { jobs_.erase(erasure.job); }

Result<std::vector<StoredJob>> MemoryJobStore::Load() {
  if (unreadable_) return Unexpected(hresult::E_FAIL);
  if (std::exchange(is_spoiled_, false)) {
    jobs_.clear();
    return Unexpected(hresult::E_FAIL);
  }
  std::vector<StoredJob> loaded;
  loaded.reserve(jobs_.size());
  for (const auto& [sequence, stored] : jobs_) loaded.push_back(stored);
  std::sort(loaded.begin(), loaded.end(),
            [](const StoredJob& a, const StoredJob& b) { return a.job.sequence < b.job.sequence; });
  return loaded;
}

}  // namespace bitsproof::fakes
