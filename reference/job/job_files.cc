#include "reference/job/job_files.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bitsproof {
namespace {

// Gives one file its final name. `again`: an attempt before a crash may have done so.
HResult Publish(const FileRecord& file, bool again, FileSystem& files) {
  // UNSPECIFIED (UN-04): what was cut or grew from outside is not the file that was transferred.
  const Result<FileInfo> info = files.Stat(file.temporary_name);
  if (info && info->size_bytes != file.bytes_total()) return hresult::BG_E_LOCAL_FILE_CHANGED;
  // LF-08; a file system that keeps no time stamps is no reason to withhold the file.
  if (file.remote_modified)
    static_cast<void>(files.SetModified(file.temporary_name, *file.remote_modified));
  if (file.temporary_name == file.local_name) return hresult::S_OK;  // J5-HIPERF-02
  const HResult renamed = files.Rename(file.temporary_name, file.local_name);
  const bool has_its_name =
      again && renamed == hresult::E_FILE_NOT_FOUND && files.Stat(file.local_name).has_value();
  return has_its_name ? hresult::S_OK : renamed;
}

}  // namespace

// Renames come before the store forgets the job, and a crash in between leaves a job some of whose
// files have their names. So the store first hears that publishing has begun, and it can be done
// again.
HResult PublishFiles(QueueEntry& entry, FileSystem& files, JobSaver& saver) {
  std::vector<std::pair<std::size_t, bool>> due;  // and whether an earlier attempt had begun
  for (std::size_t i = 0; i < entry.files.size(); ++i) {
    FileRecord& file = entry.files[i];
    if (!file.is_transferred() || file.completed) continue;
    due.emplace_back(i, std::exchange(file.publishing, true));
    saver.SaveFile(entry, i);
  }
  if (const HResult announced = saver.Commit(); announced.failed()) return announced;

  HResult first_failure = hresult::S_OK;
  const auto succeeds = [&](HResult result) {
    if (first_failure.succeeded() && result.failed()) first_failure = result;
    return result.succeeded();
  };
  std::vector<std::size_t> published;
  std::set<std::string> directories;
  for (const auto& [i, again] : due) {
    FileRecord& file = entry.files[i];
    if (succeeds(Publish(file, again, files))) {
      published.push_back(i);
      directories.insert(DirectoryOf(file.local_name));
    } else {
      file.publishing = false;
      saver.SaveFile(entry, i);
    }
  }
  for (const std::string& directory : directories) {
    if (!succeeds(files.SyncDirectory(directory))) return first_failure;
  }
  for (const std::size_t i : published) {
    FileRecord& file = entry.files[i];
    file.completed = true;
    file.validated = true;  // F3-VALID-06
    file.publishing = false;
    file.temporary_name.clear();
    saver.SaveFile(entry, i);
  }
  return first_failure;
}

bool DeleteTemporaries(QueueEntry& entry, FileSystem& files) {
  entry.transfer.reset();  // it has one of them open
  bool clean = true;
  for (FileRecord& file : entry.files) {
    // J5-HIPERF-03: what has its name already stays.
    if (file.temporary_name.empty() || file.temporary_name == file.local_name) continue;
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
