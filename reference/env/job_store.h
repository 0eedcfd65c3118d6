// The seam through which jobs outlive the service.
#pragma once

#include <cstddef>
#include <vector>

#include "reference/base/hresult.h"
#include "reference/base/result.h"
#include "reference/model/job_record.h"

namespace bitsproof {

// Keeps job records. Changes gather until Commit, which makes all of them durable or none: one
// manager action is one transaction. A crash between commits loses exactly the changes since the
// last one.
class JobStore {
 public:
  virtual ~JobStore() = default;

  // Inserts or replaces the job itself, without its files.
  virtual void PutJob(const JobRecord& job) = 0;

  // Inserts or replaces file `index` of a job that was put before. Indexes are dense from 0.
  virtual void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) = 0;

  // Removes a job and its files. An unknown job is ignored.
  virtual void Erase(const JobKey& job) = 0;

  // Makes the gathered changes durable. On failure none of them is kept, and E_DISK_FULL or E_FAIL
  // says why.
  virtual HResult Commit() = 0;

  // Every committed job with its files, in the order of `JobRecord::sequence`. E_FAIL when the
  // store cannot be read.
  virtual Result<std::vector<StoredJob>> Load() = 0;
};

}  // namespace bitsproof
