#include "reference/job/job.h"

#include <algorithm>
#include <set>
#include <utility>

#include "reference/job/file_names.h"
#include "reference/job/job_transfer.h"
#include "reference/job/queue.h"

namespace bitsproof {

Job::Job(Queue& queue, JobRecord record, std::vector<FileRecord> files)
    : queue_(&queue),
      profile_(queue.profile()),
      record_(std::move(record)),
      files_(std::move(files)) {}

Job::~Job() = default;

// --- Access ---

HResult Job::CheckAccess(const Principal& caller) const {
  if (caller.sid != record_.owner.sid && !caller.is_administrator()) return hresult::E_ACCESSDENIED;
  if (queue_ == nullptr && !IsFinal(record_.state)) return hresult::RPC_E_DISCONNECTED;
  return hresult::S_OK;
}

HResult Job::CheckChangeable(const Principal& caller) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return access;
  return IsFinal(record_.state) ? hresult::BG_E_INVALID_STATE : hresult::S_OK;
}

void Job::LeaveQueue() {
  transfer_.reset();
  retry_timer_.reset();
  modification_timer_.reset();
  notification_timer_.reset();
  queue_ = nullptr;
}

HResult Job::Modified() {
  queue_->Modified(*this);
  return queue_->Commit();
}

// --- Files ---

HResult Job::CheckNewFile(const FileNames& names) const {
  if (!names.remote_name || !names.local_name) return hresult::E_INVALIDARG;
  if (const HResult remote = CheckRemoteName(*names.remote_name, record_.type, profile_);
      remote.failed()) {
    return remote;
  }
  if (const HResult local = CheckLocalName(*names.local_name); local.failed()) return local;
  if (record_.type != JobType::kDownload) return hresult::S_OK;
  return queue_->env().files.CheckWritable(DirectoryOf(*names.local_name));
}

HResult Job::CheckFileCount(const Principal& caller, std::size_t added) const {
  const std::size_t count = files_.size() + added;
  if (record_.type != JobType::kDownload) {
    return count > 1 ? hresult::BG_E_TOO_MANY_FILES : hresult::S_OK;
  }
  const bool over = count > queue_->policy().max_files_per_job && !queue_->IsExempt(caller);
  return over ? hresult::BG_E_TOO_MANY_FILES_IN_JOB : hresult::S_OK;
}

HResult Job::AddFile(const Principal& caller, const std::optional<std::string>& remote_name,
                     const std::optional<std::string>& local_name) {
  return AddFileSet(caller, {{remote_name, local_name}});
}

HResult Job::AddFileSet(const Principal& caller, const std::vector<FileNames>& files) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if (files.empty()) return hresult::E_INVALIDARG;
  if (const HResult count = CheckFileCount(caller, files.size()); count.failed()) return count;
  for (const FileNames& names : files) {
    if (const HResult names_ok = CheckNewFile(names); names_ok.failed()) return names_ok;
  }
  for (const FileNames& names : files) {
    FileRecord file;
    file.remote_name = *names.remote_name;
    file.local_name = *names.local_name;
    files_.push_back(std::move(file));
    queue_->SaveFile(*this, files_.size() - 1);
  }
  return Modified();
}

bool Job::HasFileToTransfer() const {
  return std::any_of(files_.begin(), files_.end(),
                     [](const FileRecord& file) { return !file.is_transferred(); });
}

// --- Life cycle ---

HResult Job::Resume(const Principal& caller) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if (files_.empty()) return hresult::BG_E_EMPTY;
  const JobState state = record_.state;
  const bool waits = state == JobState::kSuspended || state == JobState::kError ||
                     state == JobState::kTransientError ||
                     (state == JobState::kTransferred && HasFileToTransfer());
  active_time_ = Duration{0};
  retry_plan_.OnProgress();
  if (waits) {
    retrying_ = state == JobState::kTransientError && !event_driven_error_;
    queue_->Transition(*this, JobState::kQueued);
  }
  queue_->Touch(*this);
  queue_->Save(*this);
  return queue_->Commit();
}

HResult Job::Suspend(const Principal& caller) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if (record_.state != JobState::kError && record_.state != JobState::kTransferred) {
    queue_->Transition(*this, JobState::kSuspended);
  }
  queue_->Touch(*this);
  queue_->Save(*this);
  return queue_->Commit();
}

HResult Job::Cancel(const Principal& caller) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  Queue& queue = *queue_;
  transfer_.reset();  // closes the temporary file before it is deleted
  const bool clean = DeleteTemporaries(false);
  queue.Transition(*this, JobState::kCancelled);
  const HResult stored = queue.Commit();
  if (stored.failed()) return stored;
  return clean ? hresult::S_OK : hresult::BG_S_UNABLE_TO_DELETE_FILES;
}

HResult Job::Complete(const Principal& caller) {
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  if (record_.type != JobType::kDownload && record_.state != JobState::kTransferred) {
    return hresult::BG_E_INVALID_STATE;
  }
  Queue& queue = *queue_;
  const bool partial = HasFileToTransfer();
  if (IsActive(record_.state)) queue.Transition(*this, JobState::kSuspended);
  if (const HResult published = PublishFiles(); published.failed()) {
    queue.Modified(*this);
    static_cast<void>(queue.Commit());  // the failure to report is the file's
    return published;
  }
  const bool clean = DeleteTemporaries(true);
  queue.Transition(*this, JobState::kAcknowledged);
  if (const HResult stored = queue.Commit(); stored.failed()) return stored;
  if (!clean) return hresult::BG_S_UNABLE_TO_DELETE_FILES;
  return partial ? hresult::BG_S_PARTIAL_COMPLETE : hresult::S_OK;
}

// Renames come before the store forgets the job, and a crash between both leaves a job some of
// whose files have their names. So the store first hears that Complete has begun, and Complete can
// be called again.
HResult Job::PublishFiles() {
  if (record_.type != JobType::kDownload) return hresult::S_OK;
  std::vector<std::pair<std::size_t, bool>> due;  // and whether an earlier Complete had begun
  for (std::size_t i = 0; i < files_.size(); ++i) {
    FileRecord& file = files_[i];
    if (!file.is_transferred() || file.completed) continue;
    due.emplace_back(i, std::exchange(file.publishing, true));
    queue_->SaveFile(*this, i);
  }
  if (due.empty()) return hresult::S_OK;
  if (const HResult announced = queue_->Commit(); announced.failed()) return announced;

  HResult first_failure = hresult::S_OK;
  const auto note = [&](HResult result) {
    if (first_failure.succeeded() && result.failed()) first_failure = result;
    return result.succeeded();
  };
  std::set<std::string> directories;
  std::erase_if(due, [&](const auto& entry) {
    FileRecord& file = files_[entry.first];
    if (note(Publish(file, entry.second))) {
      directories.insert(DirectoryOf(file.local_name));
      return false;
    }
    file.publishing = false;
    queue_->SaveFile(*this, entry.first);
    return true;
  });
  for (const std::string& directory : directories) {
    if (!note(queue_->env().files.SyncDirectory(directory))) return first_failure;
  }
  for (const auto& [i, again] : due) {
    FileRecord& file = files_[i];
    file.completed = true;
    file.publishing = false;
    file.temporary_name.clear();
    queue_->SaveFile(*this, i);
  }
  return first_failure;
}

HResult Job::Publish(const FileRecord& file, bool again) {
  FileSystem& files = queue_->env().files;
  // LF-08; a file system that keeps no time stamps is no reason to withhold the file.
  if (file.remote_modified)
    static_cast<void>(files.SetModified(file.temporary_name, *file.remote_modified));
  const HResult renamed = files.Rename(file.temporary_name, file.local_name);
  const bool has_its_name =
      again && renamed == hresult::E_FILE_NOT_FOUND && files.Stat(file.local_name).has_value();
  return has_its_name ? hresult::S_OK : renamed;
}

bool Job::DeleteTemporaries(bool unfinished_only) {
  bool clean = true;
  for (FileRecord& file : files_) {
    if (file.temporary_name.empty() || (unfinished_only && file.is_transferred())) continue;
    const HResult removed = queue_->env().files.Remove(file.temporary_name);
    if (removed.succeeded() || removed == hresult::E_FILE_NOT_FOUND ||
        removed == hresult::E_PATH_NOT_FOUND) {
      file.temporary_name.clear();
    } else {
      clean = false;
    }
  }
  return clean;
}

HResult Job::TakeOwnership(const Principal& caller) {
  if (!caller.is_administrator()) return hresult::E_ACCESSDENIED;
  if (const HResult allowed = CheckChangeable(caller); allowed.failed()) return allowed;
  queue_->ChangeOwner(*this, caller);
  return Modified();
}

// --- Information ---

Result<JobState> Job::GetState(const Principal& caller) const {
  return IfReadable(caller, record_.state);
}

Result<JobProgress> Job::GetProgress(const Principal& caller) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return Unexpected(access);
  JobProgress progress;
  for (const FileRecord& file : files_) {
    ++progress.files_total;
    progress.files_transferred += file.is_transferred() ? 1 : 0;
    progress.bytes_transferred += file.bytes_transferred;
    const bool unknown = progress.bytes_total == kSizeUnknown || file.bytes_total == kSizeUnknown;
    progress.bytes_total = unknown ? kSizeUnknown : progress.bytes_total + file.bytes_total;
  }
  return progress;
}

Result<JobTimes> Job::GetTimes(const Principal& caller) const {
  return IfReadable(caller,
                    JobTimes{record_.created, record_.modified, record_.transfer_completed});
}

Result<JobError> Job::GetError(const Principal& caller) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return Unexpected(access);
  if (!record_.error || IsFinal(record_.state))
    return Unexpected(hresult::BG_E_ERROR_INFORMATION_UNAVAILABLE);
  return *record_.error;
}

Result<std::uint32_t> Job::GetErrorCount(const Principal& caller) const {
  return IfReadable(caller, record_.error_count);
}

Result<std::string> Job::GetOwner(const Principal& caller) const {
  return IfReadable(caller, record_.owner.sid);
}

HResult Job::QueryInterface(const Principal& caller, std::string_view interface_name) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return access;
  const InterfaceInfo* const info = FindInterface(interface_name);
  const bool offered = info != nullptr && info->of == InterfaceOf::kJob && info->since <= profile_;
  return offered ? hresult::S_OK : hresult::E_NOINTERFACE;
}

Result<std::size_t> Job::GetFileCount(const Principal& caller) const {
  return IfReadable(caller, files_.size());
}

Result<std::string> Job::GetRemoteName(const Principal& caller, std::size_t index) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return Unexpected(access);
  if (index >= files_.size()) return Unexpected(hresult::E_INVALIDARG);
  return files_[index].remote_name;
}

Result<std::string> Job::GetLocalName(const Principal& caller, std::size_t index) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return Unexpected(access);
  if (index >= files_.size()) return Unexpected(hresult::E_INVALIDARG);
  return files_[index].local_name;
}

Result<FileProgress> Job::GetFileProgress(const Principal& caller, std::size_t index) const {
  if (const HResult access = CheckAccess(caller); access.failed()) return Unexpected(access);
  if (index >= files_.size()) return Unexpected(hresult::E_INVALIDARG);
  const FileRecord& file = files_[index];
  return FileProgress{file.bytes_total, file.bytes_transferred, file.completed};
}

}  // namespace bitsproof
