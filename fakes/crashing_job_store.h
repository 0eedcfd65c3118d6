// CrashingJobStore: a job store one of whose operations fails on purpose.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "fakes/fault_plan.h"
#include "reference/env/job_store.h"

namespace bitsproof::fakes {

// Passes everything on to another job store, except what the plan fails. Commit and
// Load are operations; a commit that fails loses the changes gathered since the last one.
class CrashingJobStore final : public JobStore {
 public:
  // `inner` and `plan` must outlive this object.
  CrashingJobStore(JobStore& inner, FaultPlan& plan) : inner_(&inner), plan_(&plan) {}

  void PutJob(const JobRecord& job) override;
  void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) override;
  void Erase(const JobKey& job) override;
  HResult Commit() override;
  Result<std::vector<StoredJob>> Load() override;

 private:
  JobStore* inner_;
  FaultPlan* plan_;
  // Held back until Commit: a change that reached `inner_` could not be taken back.
  std::vector<std::function<void(JobStore&)>> changes_;
};

}  // namespace bitsproof::fakes
