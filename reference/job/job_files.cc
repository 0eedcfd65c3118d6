#include "reference/job/job_files.h"

namespace bitsproof {

HResult PublishFiles(QueueEntry& entry, FileSystem& files, JobSaver& saver) {
  if (entry.record.type != JobType::kDownload) return hresult::S_OK;
  HResult first_failure = hresult::S_OK;
  for (std::size_t i = 0; i < entry.files.size(); ++i) {
    FileRecord& file = entry.files[i];
    if (!file.is_transferred() || file.completed) continue;
    // LF-08; a file system that keeps no time stamps is no reason to withhold the file.
    if (file.remote_modified)
      static_cast<void>(files.SetModified(file.temporary_name, *file.remote_modified));
    const HResult renamed = files.Rename(file.temporary_name, file.local_name);
    if (renamed.failed()) {
      if (first_failure == hresult::S_OK) first_failure = renamed;
      continue;
    }
    file.completed = true;
    file.temporary_name.clear();
    saver.SaveFile(entry, i);
  }
  return first_failure;
}

bool DeleteTemporaries(QueueEntry& entry, FileSystem& files, Temporaries which) {
  bool clean = true;
  for (FileRecord& file : entry.files) {
    const bool spared = which == Temporaries::kOfUnfinishedFiles && file.is_transferred();
    if (file.temporary_name.empty() || spared) continue;
    const HResult removed = files.Remove(file.temporary_name);
    if (removed.succeeded() || removed == hresult::E_FILE_NOT_FOUND ||
        removed == hresult::E_PATH_NOT_FOUND) {
      file.temporary_name.clear();
    } else {
      clean = false;
    }
  }
  return clean;
}

}  // namespace bitsproof
