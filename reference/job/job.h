// Job: IBackgroundCopyJob as a C++ object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/base/byte_range.h"
#include "reference/base/result.h"
#include "reference/env/event_sink.h"
#include "reference/job/enumerator.h"
#include "reference/job/job_error.h"
#include "reference/job/job_file.h"
#include "reference/model/job_record.h"

namespace bitsproof {

struct QueueEntry;

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

// BG_JOB_REPLY_PROGRESS.
struct ReplyProgress {
  std::uint64_t bytes_total = kSizeUnknown;  // until the reply begins to arrive
  std::uint64_t bytes_transferred = 0;
};

// What GetNotifyCmdLine tells; two empty texts when there is none.
struct NotifyCmdLine {
  std::string program;
  std::string parameters;
};

// What GetCustomHeaders tells: S_OK and the headers, or S_FALSE.
struct CustomHeaders {
  HResult code = hresult::S_FALSE;
  std::optional<std::string> value;
};

// One unit of work in the queue, as a client holds it. The job lives in the queue until Complete,
// Cancel or the inactivity timeout; a client that still holds the object can read it afterwards
// (CORE-GET-03), while every change answers BG_E_INVALID_STATE. When the manager is gone a job that
// was queued answers RPC_E_DISCONNECTED.
//
// Every method takes the caller, for a client may hand the object on: E_ACCESSDENIED for anyone but
// the owner and administrators (CORE-ACL-02, -03). Where several faults meet, the order is access,
// state, arguments (UNSPECIFIED). Strings are UTF-8; lengths count UTF-16 units. nullopt
// stands for a NULL pointer. Threading: the manager's thread only.
class Job {
 public:
  // Made by the manager.
  explicit Job(std::shared_ptr<QueueEntry> entry) : entry_(std::move(entry)) {}

  // The immutable part; needs no permission.
  const Guid& id() const;
  JobType type() const;

  // --- Files ---

  // Appends one file. E_INVALIDARG for a bad name or protocol, E_ACCESSDENIED for a directory that
  // cannot be written, BG_E_TOO_MANY_FILES, BG_E_TOO_MANY_FILES_IN_JOB. A failed call changes
  // nothing.
  HResult AddFile(const Principal& caller, const std::optional<std::string>& remote_name,
                  const std::optional<std::string>& local_name);

  // Appends all of `files` or none (CORE-ADDSET-04). No files at all: E_INVALIDARG (UNSPECIFIED:
  // CORE-ADDSET-05).
  HResult AddFileSet(const Principal& caller, const std::vector<FileNames>& files);

  // The files there are now, in the order in which they were added.
  Result<Enumerator<JobFile>> EnumFiles(const Principal& caller) const;
  // E_INVALIDARG for an index that no file has.
  Result<JobFile> GetFile(const Principal& caller, std::size_t index) const;

  // --- Life cycle ---

  // SUSPENDED, ERROR, TRANSIENT_ERROR -> QUEUED; BG_E_EMPTY without files; no change in the action
  // states. In TRANSFERRED the job is queued when a file was added since, else it stays (S_OK;
  // CORE-RESUME-07).
  HResult Resume(const Principal& caller);

  // QUEUED, CONNECTING, TRANSFERRING, TRANSIENT_ERROR -> SUSPENDED. ERROR and TRANSFERRED, which
  // are paused already, stay (S_OK; UNSPECIFIED: CORE-SUSP-04).
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
  // E_NOTIMPL outside 0-3; BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD while the job has one.
  HResult SetPriority(const Principal& caller, JobPriority priority);
  Result<std::uint32_t> GetNotifyFlags(const Principal& caller) const;
  // E_NOTIMPL for undefined bits.
  HResult SetNotifyFlags(const Principal& caller, std::uint32_t flags);
  // The object that was registered last, nullopt when there is none.
  Result<std::optional<std::string>> GetNotifyInterface(const Principal& caller) const;
  // `callback` is the client's name for its object, nullopt the NULL pointer: it replaces the one
  // before, hears of an outcome that is past, and is called in the name of `caller`.
  HResult SetNotifyInterface(const Principal& caller, const std::optional<std::string>& callback);
  Result<std::uint32_t> GetMinimumRetryDelay(const Principal& caller) const;
  // Below 5 is stored as 5.
  HResult SetMinimumRetryDelay(const Principal& caller, std::uint32_t seconds);
  Result<std::uint32_t> GetNoProgressTimeout(const Principal& caller) const;
  HResult SetNoProgressTimeout(const Principal& caller, std::uint32_t seconds);
  Result<ProxySettings> GetProxySettings(const Principal& caller) const;
  // `usage` outside 0-3, up to 1.5 outside 0-2: E_NOTIMPL.
  HResult SetProxySettings(const Principal& caller, ProxyUsage usage,
                           const std::optional<std::string>& proxy_list,
                           const std::optional<std::string>& bypass_list);

  // --- IBackgroundCopyJob2: from 1.5 on ---

  Result<NotifyCmdLine> GetNotifyCmdLine(const Principal& caller) const;
  // A program that is run as `caller` when the job is TRANSFERRED or in ERROR, if no object takes
  // that, until it exits with 0; also for an outcome that is past. Both nullopt: none.
  // BG_E_STRING_TOO_LONG; E_INVALIDARG for parameters without a program.
  HResult SetNotifyCmdLine(const Principal& caller, const std::optional<std::string>& program,
                           const std::optional<std::string>& parameters);
  // Sent to the server, or the proxy, that asks for them by that scheme, in place of those of the
  // same target and scheme. For the owner alone. BG_E_INVALID_AUTH_TARGET,
  // BG_E_INVALID_AUTH_SCHEME, BG_E_USERNAME_TOO_LARGE, BG_E_PASSWORD_TOO_LARGE; E_INVALIDARG for a
  // name or a password that is missing, but for both with NTLM and Negotiate.
  HResult SetCredentials(const Principal& caller, AuthTarget target, AuthScheme scheme,
                         const std::optional<std::string>& user_name,
                         const std::optional<std::string>& password);
  // S_FALSE when there are none. For the owner alone.
  HResult RemoveCredentials(const Principal& caller, AuthTarget target, AuthScheme scheme);
  // E_NOTIMPL unless it is an upload-reply job, as for the rest of the reply.
  Result<ReplyProgress> GetReplyProgress(const Principal& caller) const;
  // The reply as bytes, nullopt when there was none. BG_E_INVALID_STATE before TRANSFERRED.
  Result<std::optional<std::string>> GetReplyData(const Principal& caller) const;
  // nullopt when there is no name yet.
  Result<std::optional<std::string>> GetReplyFileName(const Principal& caller) const;
  // nullopt and "": the manager chooses one. What AddFile answers for a local name.
  HResult SetReplyFileName(const Principal& caller, const std::optional<std::string>& name);

  // --- IBackgroundCopyJobHttpOptions: from 2.5 on; the method: from 10.2 on;
  // MakeCustomHeadersWriteOnly and the validation of certificates: from 10.3 on ---

  // For the owner alone; E_ACCESSDENIED too once they are write-only.
  Result<CustomHeaders> GetCustomHeaders(const Principal& caller) const;
  // Lines "name: value", which every later request of the job carries; nullopt for none. For the
  // owner alone. BG_E_STRING_TOO_LONG above kCustomHeadersMax.
  HResult SetCustomHeaders(const Principal& caller, const std::optional<std::string>& headers);
  // They can still be replaced, and are still sent. For the owner alone.
  HResult MakeCustomHeadersWriteOnly(const Principal& caller);
  Result<std::uint32_t> GetSecurityFlags(const Principal& caller) const;
  // What to overlook in certificates of servers, and what to do about redirects; holds from the
  // next request on. E_NOTIMPL for undefined flags, and for redirect policies before 3.0 and of
  // uploads.
  HResult SetSecurityFlags(const Principal& caller, std::uint32_t flags);
  Result<std::string> GetHttpMethod(const Principal& caller) const;
  // A method other than that of the job's type takes the file as one whole, at FOREGROUND priority
  // alone, and without retries. BG_E_READ_ONLY_PROPERTY_AFTER_RESUME;
  // BG_E_UNSUPPORTED_JOB_CONFIGURATION for dynamic content and files with ranges;
  // E_INVALIDARG for what is not a token (RFC 9110).
  HResult SetHttpMethod(const Principal& caller, const std::optional<std::string>& method);
  // Has an object of the caller asked about each server that passed the checks of the system, or
  // nobody. What it refuses ends the transfer with its code and is asked again; without it the job
  // goes to ERROR, BG_E_SERVER_CERT_VALIDATION_INTERFACE_REQUIRED. BG_E_READ_ONLY_WHEN_JOB_ACTIVE
  // unless the job is SUSPENDED, in ERROR or TRANSFERRED. Not persisted.
  HResult SetServerCertificateValidationInterface(const Principal& caller,
                                                  const std::optional<std::string>& callback);

  // --- IBackgroundCopyJob3: from 2.0 on ---

  // Replaces `old_prefix` with `new_prefix` in every remote name that begins with it, as if each
  // were set by JobFile::SetRemoteName; S_FALSE when none does. E_INVALIDARG for an empty prefix
  // and for a name that AddFile would refuse, which changes none of them; E_NOTIMPL for uploads.
  HResult ReplaceRemotePrefix(const Principal& caller, const std::optional<std::string>& old_prefix,
                              const std::optional<std::string>& new_prefix);
  // Appends a file that will have the given ranges of the remote file, one after another in this
  // order. What AddFile answers, and E_INVALIDARG for no ranges, BG_E_TOO_MANY_RANGES_IN_FILE,
  // BG_E_OVERLAPPING_RANGES, BG_E_INVALID_RANGE; E_NOTIMPL for uploads;
  // BG_E_UNSUPPORTED_JOB_CONFIGURATION for dynamic content and an HTTP method of the job's own.
  HResult AddFileWithRanges(const Principal& caller, const std::optional<std::string>& remote_name,
                            const std::optional<std::string>& local_name,
                            const std::optional<std::vector<ByteRange>>& ranges);
  Result<std::uint32_t> GetFileACLFlags(const Principal& caller) const;
  // Kept and shown: HTTP brings no owner and no ACL. E_INVALIDARG for undefined bits,
  // BG_E_INVALID_STATE once the job is TRANSFERRED.
  HResult SetFileACLFlags(const Principal& caller, std::uint32_t flags);

  // --- IBackgroundCopyJob4: from 3.0 on ---

  Result<std::uint32_t> GetPeerCachingFlags(const Principal& caller) const;
  // Kept and shown: there is no cache of peers (PCA-DEP-01). E_NOTIMPL for undefined bits
  // (UNSPECIFIED: J4-PEER-05).
  HResult SetPeerCachingFlags(const Principal& caller, std::uint32_t flags);
  // Of the owner when the job was created or taken over: a mandatory integrity RID (0x2000 medium,
  // 0x3000 high, 0x4000 system), and whether the token was elevated.
  Result<std::uint32_t> GetOwnerIntegrityLevel(const Principal& caller) const;
  Result<bool> GetOwnerElevationState(const Principal& caller) const;
  // In seconds; what the policy says until it is set.
  Result<std::uint32_t> GetMaximumDownloadTime(const Principal& caller) const;
  // Overrides the policy, also for a transfer that is under way.
  HResult SetMaximumDownloadTime(const Principal& caller, std::uint32_t seconds);

  // --- IBackgroundCopyJob5: from 5.0 on; the last two properties: from 10.1 on ---

  // BG_E_UNKNOWN_PROPERTY_ID for a property that there is not.
  Result<JobPropertyValue> GetProperty(const Principal& caller, JobProperty property) const;
  // E_INVALIDARG for a value of another type, BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY,
  // BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE, BG_E_READ_ONLY_PROPERTY_AFTER_RESUME; what the value
  // itself is refused with stands at the rules in job5.cc.
  HResult SetProperty(const Principal& caller, JobProperty property, const JobPropertyValue& value);

  // --- IBitsTokenOptions: from 4.0 on ---

  // E_ACCESSDENIED, like all that change a token, for an owner who is not an administrator while
  // the token is an administrator's, and before 10.1 for every job of such an owner.
  Result<std::uint32_t> GetHelperTokenFlags(const Principal& caller) const;
  // E_INVALIDARG for undefined flags.
  HResult SetHelperTokenFlags(const Principal& caller, std::uint32_t flags);
  // The token is the caller's. It lasts until it is cleared, its owner logs off, or the service
  // ends; a job that has flags and no token ends in ERROR, BG_E_TOKEN_REQUIRED, when it would move.
  HResult SetHelperToken(const Principal& caller);
  HResult ClearHelperToken(const Principal& caller);
  // nullopt when there is none.
  Result<std::optional<std::string>> GetHelperTokenSid(const Principal& caller) const;

 private:
  HResult CheckToken(const Principal& caller) const;
  HResult CheckTokenChangeable(const Principal& caller) const;
  // The common end of every change: time stamp, event, store.
  HResult Modified(ModificationCauses causes = kPropertyChanged);
  HResult CheckNewFile(const FileNames& names) const;
  HResult SetValue(JobProperty property, const JobPropertyValue& value);
  bool HasFileWithRanges() const;
  HResult CheckFileCount(const Principal& caller, std::size_t added) const;
  HResult CheckNewFiles(const Principal& caller, const std::vector<FileNames>& files) const;
  // REQUIRES: CheckNewFiles has found nothing.
  void Append(const FileNames& names, std::vector<ByteRange> ranges);

  std::shared_ptr<QueueEntry> entry_;
};

}  // namespace bitsproof
