#include "reference/job/job.h"

#include <utility>

#include "reference/job/file_names.h"
#include "reference/job/job_files.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {
namespace {

// The common end of Resume and Suspend: time stamp, store.
HResult Touch(QueueEntry& entry) {
  entry.queue->Touch(entry);
  entry.queue->saver().Save(entry);
  return entry.queue->saver().Commit();
}

}  // namespace

const Guid& Job::id() const { return entry_->record.id; }
JobType Job::type() const { return entry_->record.type; }

HResult Job::Modified(ModificationCauses causes) {
  entry_->queue->Modified(*entry_, causes);
  return entry_->queue->saver().Commit();
}

// --- Files ---

HResult Job::CheckNewFile(const FileNames& names) const {
  if (!names.remote_name || !names.local_name) return hresult::E_INVALIDARG;
  if (const HResult remote =
          CheckRemoteName(*names.remote_name, entry_->record.type, entry_->profile);
      remote.failed()) {
    return remote;
  }
  if (const HResult local = CheckLocalName(*names.local_name); local.failed()) return local;
  if (entry_->record.type != JobType::kDownload) return hresult::S_OK;
  return entry_->queue->env().files.CheckWritable(DirectoryOf(*names.local_name));
}

HResult Job::CheckNewFiles(const Principal& caller, const std::vector<FileNames>& files) const {
  if (const HResult count = CheckFileCount(caller, files.size()); count.failed()) return count;
  for (const FileNames& names : files) {
    if (const HResult valid = CheckNewFile(names); valid.failed()) return valid;
  }
  return hresult::S_OK;
}

void Job::Append(const FileNames& names, std::vector<ByteRange> ranges) {
  FileRecord file;
  file.remote_name = *names.remote_name;
  file.local_name = *names.local_name;
  file.ranges = std::move(ranges);
  entry_->files.push_back(std::move(file));
  entry_->queue->saver().SaveFile(*entry_, entry_->files.size() - 1);
}

HResult Job::CheckFileCount(const Principal& caller, std::size_t added) const {
  const std::size_t count = entry_->files.size() + added;
  if (entry_->record.type != JobType::kDownload) {
    return count > 1 ? hresult::BG_E_TOO_MANY_FILES : hresult::S_OK;
  }
  const bool over =
      count > entry_->queue->policy().max_files_per_job && !entry_->queue->IsExempt(caller);
  return over ? hresult::BG_E_TOO_MANY_FILES_IN_JOB : hresult::S_OK;
}

HResult Job::AddFile(const Principal& caller, const std::optional<std::string>& remote_name,
                     const std::optional<std::string>& local_name) {
  return AddFileSet(caller, {{remote_name, local_name}});
}

HResult Job::AddFileSet(const Principal& caller, const std::vector<FileNames>& files) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (files.empty()) return hresult::E_INVALIDARG;
  if (const HResult valid = CheckNewFiles(caller, files); valid.failed()) return valid;
  for (const FileNames& names : files) Append(names, {});
  return Modified(kFilesAdded);
}

Result<Enumerator<JobFile>> Job::EnumFiles(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  std::vector<JobFile> files;
  for (std::size_t i = 0; i < entry_->files.size(); ++i) files.emplace_back(entry_, i);
  return Enumerator<JobFile>(std::move(files));
}

Result<JobFile> Job::GetFile(const Principal& caller, std::size_t index) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  if (index >= entry_->files.size()) return Unexpected(hresult::E_INVALIDARG);
  return JobFile(entry_, index);
}

// --- Life cycle ---

HResult Job::Resume(const Principal& caller) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (entry_->files.empty()) return hresult::BG_E_EMPTY;
  const JobState state = entry_->record.state;
  const bool waits = state == JobState::kSuspended || state == JobState::kError ||
                     state == JobState::kTransientError ||
                     (state == JobState::kTransferred && entry_->HasFileToTransfer());
  entry_->active_time = Duration::zero();
  entry_->retry_plan.OnProgress();
  entry_->record.was_resumed = true;
  if (waits) {
    entry_->retrying = state == JobState::kTransientError;
    entry_->queue->Transition(*entry_, JobState::kQueued);
  }
  return Touch(*entry_);
}

HResult Job::Suspend(const Principal& caller) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (entry_->record.state != JobState::kError && entry_->record.state != JobState::kTransferred) {
    entry_->queue->Transition(*entry_, JobState::kSuspended);
  }
  return Touch(*entry_);
}

HResult Job::Cancel(const Principal& caller) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  Queue& queue = *entry_->queue;
  const bool clean = DeleteTemporaries(*entry_, queue.env().files);
  queue.Transition(*entry_, JobState::kCancelled);
  const HResult stored = queue.saver().Commit();
  if (stored.failed()) return stored;
  return clean ? hresult::S_OK : hresult::BG_S_UNABLE_TO_DELETE_FILES;
}

HResult Job::Complete(const Principal& caller) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  // An upload can be completed when it is TRANSFERRED, and none gets there yet.
  if (entry_->record.type != JobType::kDownload) return hresult::BG_E_INVALID_STATE;
  Queue& queue = *entry_->queue;
  const bool partial = entry_->HasFileToTransfer();
  if (IsActive(entry_->record.state)) queue.Transition(*entry_, JobState::kSuspended);
  const HResult published = PublishFiles(*entry_, queue.env().files, queue.saver());
  if (published.failed()) {
    static_cast<void>(queue.saver().Commit());  // the failure to report is the file's
    return published;
  }
  const bool clean = DeleteTemporaries(*entry_, queue.env().files);
  queue.Transition(*entry_, JobState::kAcknowledged);
  if (const HResult stored = queue.saver().Commit(); stored.failed()) return stored;
  if (!clean) return hresult::BG_S_UNABLE_TO_DELETE_FILES;
  return partial ? hresult::BG_S_PARTIAL_COMPLETE : hresult::S_OK;
}

HResult Job::TakeOwnership(const Principal& caller) {
  if (!caller.is_administrator()) return hresult::E_ACCESSDENIED;
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  entry_->queue->ChangeOwner(*entry_, caller);
  return Modified();
}

// --- Information ---

Result<JobState> Job::GetState(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.state);
}

Result<JobProgress> Job::GetProgress(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  JobProgress progress;
  for (const FileRecord& file : entry_->files) {
    ++progress.files_total;
    progress.files_transferred += file.is_transferred() ? 1 : 0;
    progress.bytes_transferred += file.bytes_transferred;
    const std::uint64_t total = file.bytes_total();
    const bool unknown = progress.bytes_total == kSizeUnknown || total == kSizeUnknown;
    progress.bytes_total = unknown ? kSizeUnknown : progress.bytes_total + total;
  }
  return progress;
}

Result<JobTimes> Job::GetTimes(const Principal& caller) const {
  return entry_->IfReadable(caller, JobTimes{entry_->record.created, entry_->record.modified,
                                             entry_->record.transfer_completed});
}

Result<JobError> Job::GetError(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  if (!entry_->record.error || IsFinal(entry_->record.state))
    return Unexpected(hresult::BG_E_ERROR_INFORMATION_UNAVAILABLE);
  return JobError(entry_, *entry_->record.error);
}

Result<std::uint32_t> Job::GetErrorCount(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.error_count);
}

Result<std::string> Job::GetOwner(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.owner.sid);
}

HResult Job::QueryInterface(const Principal& caller, std::string_view interface_name) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed()) return access;
  const bool offered = HasInterface(entry_->profile, InterfaceOf::kJob, interface_name);
  return offered ? hresult::S_OK : hresult::E_NOINTERFACE;
}

}  // namespace bitsproof
