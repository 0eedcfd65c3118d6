#include "fakes/crashing_job_store.h"

namespace bitsproof::fakes {

void CrashingJobStore::PutJob(const JobRecord& job) {
  changes_.emplace_back([job](JobStore& store) { store.PutJob(job); });
}

void CrashingJobStore::PutFile(const JobKey& job, std::size_t index, const FileRecord& file) {
  changes_.emplace_back([=](JobStore& store) { store.PutFile(job, index, file); });
}

void CrashingJobStore::Erase(const JobKey& job) {
  changes_.emplace_back([job](JobStore& store) { store.Erase(job); });
}

HResult CrashingJobStore::Commit() {
  if (const auto code = plan_->Next("Commit")) {
    changes_.clear();
    return *code;
  }
  for (const auto& change : changes_) change(*inner_);
  changes_.clear();
  return inner_->Commit();
}

Result<std::vector<StoredJob>> CrashingJobStore::Load() {
  if (const auto code = plan_->Next("Load")) return Unexpected(*code);
  return inner_->Load();
}

}  // namespace bitsproof::fakes
