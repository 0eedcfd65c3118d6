#include "reference/job/job_saver.h"

namespace bitsproof {

void JobSaver::Save(const QueueEntry& entry) { store_.PutJob(entry.record); }

void JobSaver::SaveFile(const QueueEntry& entry, std::size_t file_index) {
  FileRecord file = entry.files[file_index];
  if (entry.transfer) file.bytes_transferred = entry.transfer->DurableBytes(file_index);
  store_.PutFile(entry.record.key(), file_index, file);
}

void JobSaver::Erase(const JobKey& key) {
  store_.Erase(key);
  erased_.push_back(key);
}

HResult JobSaver::Commit() {
  if (store_is_behind_) SaveAll();
  const HResult result = store_.Commit();
  store_is_behind_ = result.failed();
  if (result.succeeded()) erased_.clear();
  return result;
}

void JobSaver::SaveAll() {
  for (const JobKey& key : erased_) store_.Erase(key);
  for (const QueueEntry* entry : queued_) {
    Save(*entry);
    for (std::size_t i = 0; i < entry->files.size(); ++i) SaveFile(*entry, i);
  }
}

}  // namespace bitsproof
