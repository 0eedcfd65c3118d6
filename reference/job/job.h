// Job: IBackgroundCopyJob as a C++ object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/base/result.h"
#include "reference/env/clock.h"
#include "reference/model/job_record.h"
#include "reference/model/profile.h"
#include "reference/transfer/retry.h"

namespace bitsproof {

class JobTransfer;
class Notifier;
class Queue;

// A pair of names for AddFileSet. nullopt stands for a NULL pointer.
struct FileNames {
  std::optional<std::string> remote_name;
  std::optional<std::string> local_name;
};

// BG_JOB_PROGRESS.
struct JobProgress {
  std::uint64_t bytes_total = 0;  // kSizeUnknown while the size of any file is unknown
  std::uint64_t bytes_transferred = 0;
  std::uint32_t files_total = 0;
  std::uint32_t files_transferred = 0;
};

// BG_JOB_TIMES.
struct JobTimes {
  WallTime created;
  WallTime modified;
  WallTime transfer_completed;  // 0 before the job was first TRANSFERRED
};

// GetProxySettings.
struct ProxySettings {
  ProxyUsage usage = ProxyUsage::kPreconfig;
  std::optional<std::string> proxy_list;
  std::optional<std::string> bypass_list;
};

// BG_FILE_PROGRESS.
struct FileProgress {
  std::uint64_t bytes_total = kSizeUnknown;
  std::uint64_t bytes_transferred = 0;
  bool completed = false;  // available under its final name
};

// One unit of work in the queue. Lives in the queue until Complete, Cancel or the inactivity
// timeout; who still holds it then can read it (CORE-GET-03), while every change answers
// BG_E_INVALID_STATE.
//
// Every method takes the caller: E_ACCESSDENIED for anyone but the owner and administrators
// (CORE-ACL-02, -03). Where several faults meet, the order is access, state, arguments
// (UNSPECIFIED: C-52). Strings are UTF-8; lengths count UTF-16 units. nullopt stands for a NULL
// pointer. Threading: the manager's thread only.
class Job : public std::enable_shared_from_this<Job> {
 public:
  // Made by the queue only.
  Job(Queue& queue, JobRecord record, std::vector<FileRecord> files);
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  // The immutable part; needs no permission.
  const Guid& id() const { return record_.id; }
  JobType type() const { return record_.type; }

  // --- Files ---

  // Appends one file. E_INVALIDARG for a bad name or protocol, E_ACCESSDENIED for a directory that
  // cannot be written, BG_E_TOO_MANY_FILES, BG_E_TOO_MANY_FILES_IN_JOB. A failed call changes
  // nothing.
  HResult AddFile(const Principal& caller, const std::optional<std::string>& remote_name,
                  const std::optional<std::string>& local_name);

  // Appends all of `files` or none (CORE-ADDSET-04). No files at all: E_INVALIDARG (UNSPECIFIED:
  // C-31).
  HResult AddFileSet(const Principal& caller, const std::vector<FileNames>& files);

  // --- Life cycle ---

  // SUSPENDED, ERROR, TRANSIENT_ERROR -> QUEUED; BG_E_EMPTY without files; no change in the action
  // states. In TRANSFERRED the job is queued when a file was added since, else it stays (S_OK;
  // C-14).
  HResult Resume(const Principal& caller);

  // QUEUED, CONNECTING, TRANSFERRING, TRANSIENT_ERROR -> SUSPENDED. ERROR and TRANSFERRED, which
  // are paused already, stay (S_OK; UNSPECIFIED: C-13).
  HResult Suspend(const Principal& caller);

  // -> CANCELLED; temporary and finished files are deleted. BG_S_UNABLE_TO_DELETE_FILES when some
  // remain.
  HResult Cancel(const Principal& caller);

  // -> ACKNOWLEDGED; finished files get their final names, the others are deleted
  // (BG_S_PARTIAL_COMPLETE). When a file cannot be renamed its error is returned, the job stays in
  // the queue, TRANSFERRED, and Complete may be called again.
  HResult Complete(const Principal& caller);

  // The caller, an administrator, becomes the owner; E_ACCESSDENIED for others.
  HResult TakeOwnership(const Principal& caller);

  // --- Information ---

  Result<JobState> GetState(const Principal& caller) const;
  Result<JobProgress> GetProgress(const Principal& caller) const;
  Result<JobTimes> GetTimes(const Principal& caller) const;
  // BG_E_ERROR_INFORMATION_UNAVAILABLE when there is none.
  Result<JobError> GetError(const Principal& caller) const;
  Result<std::uint32_t> GetErrorCount(const Principal& caller) const;
  // The owner's SID.
  Result<std::string> GetOwner(const Principal& caller) const;
  // S_OK when the profile has the interface and a job offers it, else E_NOINTERFACE.
  HResult QueryInterface(const Principal& caller, std::string_view interface_name) const;

  // --- Properties: each setter moves ModificationTime and raises a modification event ---

  Result<std::string> GetDisplayName(const Principal& caller) const;
  HResult SetDisplayName(const Principal& caller, const std::optional<std::string>& name);
  Result<std::string> GetDescription(const Principal& caller) const;
  HResult SetDescription(const Principal& caller, const std::optional<std::string>& description);
  Result<JobPriority> GetPriority(const Principal& caller) const;
  // E_NOTIMPL outside 0-3.
  HResult SetPriority(const Principal& caller, std::int64_t priority);
  Result<std::uint32_t> GetNotifyFlags(const Principal& caller) const;
  // E_NOTIMPL for undefined bits.
  HResult SetNotifyFlags(const Principal& caller, std::uint32_t flags);
  Result<bool> GetNotifyInterface(const Principal& caller) const;
  HResult SetNotifyInterface(const Principal& caller, bool registered);
  Result<std::uint32_t> GetMinimumRetryDelay(const Principal& caller) const;
  // Below 5 is stored as 5.
  HResult SetMinimumRetryDelay(const Principal& caller, std::uint32_t seconds);
  Result<std::uint32_t> GetNoProgressTimeout(const Principal& caller) const;
  HResult SetNoProgressTimeout(const Principal& caller, std::uint32_t seconds);
  Result<ProxySettings> GetProxySettings(const Principal& caller) const;
  // `usage` outside 0-3: E_NOTIMPL.
  HResult SetProxySettings(const Principal& caller, std::int64_t usage,
                           const std::optional<std::string>& proxy_list,
                           const std::optional<std::string>& bypass_list);

  // --- Files of the job: IBackgroundCopyFile by index, as EnumFiles orders them ---

  Result<std::size_t> GetFileCount(const Principal& caller) const;
  // E_INVALIDARG for an index that no file has.
  Result<std::string> GetRemoteName(const Principal& caller, std::size_t index) const;
  Result<std::string> GetLocalName(const Principal& caller, std::size_t index) const;
  Result<FileProgress> GetFileProgress(const Principal& caller, std::size_t index) const;

 private:
  friend class JobTransfer;
  friend class Notifier;
  friend class Queue;
  friend class Scheduler;

  // S_OK when `caller` may use the job; RPC_E_DISCONNECTED when the service that had it is gone.
  HResult CheckAccess(const Principal& caller) const;
  // CheckAccess, and BG_E_INVALID_STATE in a final state.
  HResult CheckChangeable(const Principal& caller) const;
  // `value`, or why `caller` may not read the job.
  template <typename T>
  Result<T> IfReadable(const Principal& caller, T value) const {
    if (const HResult access = CheckAccess(caller); access.failed()) return Unexpected(access);
    return value;
  }
  // Gives up the transfer, its progress saved, and all timers; afterwards the queue may go.
  void LeaveQueue();
  // The common end of every change: time stamp, event, store.
  HResult Modified();
  HResult CheckNewFile(const FileNames& names) const;
  HResult CheckFileCount(const Principal& caller, std::size_t added) const;
  bool HasFileToTransfer() const;
  // Deletes the temporary files of all files, or of the unfinished ones. False when some remain.
  bool DeleteTemporaries(bool unfinished_only);
  // Gives every transferred file its final name, durably. The first failure is returned after all
  // were tried.
  HResult PublishFiles();
  // One of them; `again` when an earlier attempt may have succeeded.
  HResult Publish(const FileRecord& file, bool again);

  // nullptr once the job has left its queue.
  Queue* queue_;
  const Profile profile_;
  JobRecord record_;
  std::vector<FileRecord> files_;

  // What the queue and the scheduler keep here while the job is theirs.
  std::list<Job*>::iterator owner_position_;
  std::list<Job*>::iterator activity_position_;
  std::list<Job*>* line_ =
      nullptr;  // of the scheduler; nullptr while the job is neither QUEUED nor active
  std::list<Job*>::iterator line_position_;
  Instant last_activity_;
  bool notify_interface_registered_ = false;  // never persisted (CORE-PERS-03)
  bool retrying_ = false;                     // its turn follows a TRANSIENT_ERROR (CORE-ERRCNT-02)
  bool event_driven_error_ =
      false;  // its TRANSIENT_ERROR waits for an event, not for the retry delay
  RetryPlan retry_plan_;
  Duration active_time_{0};  // CONNECTING plus TRANSFERRING since the last Resume (SC-17)
  Instant last_modification_event_;
  // Made on first use: most jobs of a long queue never need them.
  std::unique_ptr<Timer> retry_timer_;
  std::unique_ptr<Timer> modification_timer_;
  std::unique_ptr<Timer> notification_timer_;
  std::unique_ptr<JobTransfer> transfer_;
};

}  // namespace bitsproof
