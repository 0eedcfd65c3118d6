// KillableStore: the store of a service that may be killed.
#pragma once

#include "reference/env/job_store.h"

namespace bitsproof::conformance {

// Passes everything on until Kill. Afterwards nothing reaches the store any more, whatever the
// dying manager still wants to save: that is what a killed process leaves behind.
class KillableStore final : public JobStore {
 public:
  // `store` must outlive this object.
  explicit KillableStore(JobStore& store) : store_(store) {}

  void Kill() { killed_ = true; }

  void PutJob(const JobRecord& job) override {
    if (!killed_) store_.PutJob(job);
  }
  void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) override {
    if (!killed_) store_.PutFile(job, index, file);
  }
  void Erase(const JobKey& job) override {
    if (!killed_) store_.Erase(job);
  }
  HResult Commit() override { return killed_ ? hresult::S_OK : store_.Commit(); }
  Result<std::vector<StoredJob>> Load() override { return store_.Load(); }

 private:
  JobStore& store_;
  bool killed_ = false;
};

}  // namespace bitsproof::conformance
