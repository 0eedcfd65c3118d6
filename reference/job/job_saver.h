// JobSaver: keeps the store in step with the queue.
#pragma once

#include <cstddef>
#include <vector>

#include "reference/env/job_store.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

// Gathers what an action changes and commits it as one transaction. What a failed commit lost is
// part of the next one.
class JobSaver {
 public:
  // `store` and `queued`, the jobs that belong into it, outlive this object.
  JobSaver(JobStore& store, const EntryList& queued) : store_(store), queued_(queued) {}

  // Gathers a job without its files, one of its files, or its removal.
  void Save(const QueueEntry& entry);
  void SaveFile(const QueueEntry& entry, std::size_t file_index);
  void Erase(const JobKey& key);

  // Ends an action.
  HResult Commit();

 private:
  void SaveAll();

  JobStore& store_;
  const EntryList& queued_;
  std::vector<JobKey> erased_;    // since the last commit that succeeded
  bool store_is_behind_ = false;  // the last commit failed
};

}  // namespace bitsproof
