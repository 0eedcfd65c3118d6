// What is known of a job and of its files: the part that is persisted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/base/byte_range.h"
#include "reference/base/guid.h"
#include "reference/base/hresult.h"
#include "reference/base/time.h"
#include "reference/model/credentials.h"
#include "reference/model/http_options.h"
#include "reference/model/job_properties.h"
#include "reference/model/job_state.h"
#include "reference/model/principal.h"
#include "reference/model/proxy.h"

namespace bitsproof {

// What a client names by number has the width of a C enumeration: a number without an enumerator
// reaches the manager, which refuses it, and is never recorded.
enum class JobType : std::uint32_t { kDownload = 0, kUpload = 1, kUploadReply = 2 };

enum class JobPriority : std::uint32_t { kForeground = 0, kHigh = 1, kNormal = 2, kLow = 3 };

// BG_ERROR_CONTEXT.
enum class ErrorContext : std::uint8_t {
  kNone = 0,
  kUnknown = 1,
  kGeneralQueueManager = 2,
  kQueueManagerNotification = 3,
  kLocalFile = 4,
  kRemoteFile = 5,
  kGeneralTransport = 6,
  kRemoteApplication = 7,
  kServerCertificateCallback = 8,
};

// BG_NOTIFY_*.
inline constexpr std::uint32_t kNotifyJobTransferred = 0x01;
inline constexpr std::uint32_t kNotifyJobError = 0x02;
inline constexpr std::uint32_t kNotifyDisable = 0x04;
inline constexpr std::uint32_t kNotifyJobModification = 0x08;
inline constexpr std::uint32_t kNotifyFileTransferred = 0x10;
inline constexpr std::uint32_t kNotifyFileRangesTransferred = 0x20;
inline constexpr std::uint32_t kNotifyAll = 0x3F;

// BG_JOB_ENABLE_PEERCACHING_CLIENT, BG_JOB_ENABLE_PEERCACHING_SERVER, BG_JOB_DISABLE_BRANCH_CACHE.
inline constexpr std::uint32_t kPeerCachingAll = 0x7;

// BG_COPY_FILE_OWNER, _GROUP, _DACL, _SACL.
inline constexpr std::uint32_t kCopyFileAll = 0xF;

// BITS_JOB_TOKEN_*: for what the helper token of a job is used.
inline constexpr std::uint32_t kHelperTokenForLocalFiles = 0x1;
inline constexpr std::uint32_t kHelperTokenForNetwork = 0x2;
inline constexpr std::uint32_t kHelperTokenAll = 0x3;

// A job error: the fact that a transfer failed, kept on the job until bytes move again
// (CORE-JERR-02).
struct ErrorRecord {
  HResult code;
  ErrorContext context = ErrorContext::kUnknown;
  std::optional<std::uint32_t>
      file_index;                 // the file that was processed, if the error is about one
  bool protocol_related = false;  // GetProtocol has an answer

  friend bool operator==(const ErrorRecord&, const ErrorRecord&) = default;
};

// A program that hears of the outcome of a job.
struct CommandLine {
  std::string program;     // its path: nothing is searched, nothing is expanded
  std::string parameters;  // its whole command line, the name of the program included
  std::string user;        // the SID of who registered it, as whom it runs

  friend bool operator==(const CommandLine&, const CommandLine&) = default;
};

// BITS_FILE_PROPERTY_ID.
enum class FileProperty : std::uint32_t { kHttpResponseHeaders = 1 };

// One file of a job.
struct FileRecord {
  std::string remote_name;
  std::string local_name;
  std::string temporary_name;     // "" until the transfer of the file begins
  std::vector<ByteRange> ranges;  // what is wanted of it, in this order; none: all
  // The version of the remote file, learned from the server: its size and its Last-Modified.
  std::uint64_t remote_size = kSizeUnknown;
  std::optional<WallTime> remote_modified;
  std::uint64_t bytes_transferred = 0;  // in the temporary file; in a store: synced
  // Complete has begun to give it its final name: since then it may have that name already, and
  // none in temporary_name.
  bool publishing = false;
  bool completed = false;  // under its final name
  bool validated = false;  // the client, or Complete, has called its content valid
  // Status line and header fields of the last response for the file, as GetProperty tells them.
  std::optional<std::string> response_headers;

  // How long the local file will be; kSizeUnknown until the size of the remote file is known.
  std::uint64_t bytes_total() const;
  // CORE-COMPLETE-13: transferred is a matter of bytes.
  bool is_transferred() const { return bytes_transferred == bytes_total(); }

  friend bool operator==(const FileRecord&, const FileRecord&) = default;
};

// What names a job in a store. Each member alone is unique; the store indexes by the one it likes.
struct JobKey {
  Guid id;
  std::uint64_t sequence = 0;
};

// A job without its files.
struct JobRecord {
  JobKey key() const { return {id, sequence}; }
  ProxySettings proxy() const { return {proxy_usage, proxy_list, proxy_bypass_list}; }

  Guid id;
  std::uint64_t sequence = 0;  // order of creation
  JobType type = JobType::kDownload;
  JobState state = JobState::kSuspended;
  Principal owner;
  std::string display_name;
  std::string description;
  JobPriority priority = JobPriority::kNormal;
  std::uint32_t notify_flags = kNotifyJobTransferred | kNotifyJobError;
  std::uint32_t minimum_retry_delay_seconds = 600;
  std::uint32_t no_progress_timeout_seconds = 1'209'600;
  ProxyUsage proxy_usage = ProxyUsage::kPreconfig;
  std::optional<std::string> proxy_list;
  std::optional<std::string> proxy_bypass_list;
  HttpOptions http;
  std::vector<Credentials> credentials;  // one for each target and scheme
  std::optional<CommandLine> command_line;
  std::optional<std::string> reply_file_name;
  JobProperties properties;
  std::uint32_t helper_token_flags = 0;
  bool was_resumed = false;  // some properties are fixed since then
  std::uint32_t file_acl_flags = 0;
  std::uint32_t peer_caching_flags = 0;
  std::optional<std::uint32_t> maximum_download_seconds;  // nullopt: what the policy says
  std::uint32_t error_count = 0;
  std::optional<ErrorRecord> error;
  WallTime created;
  WallTime modified;
  WallTime transfer_completed;        // 0 before the first entry into TRANSFERRED
  bool notification_pending = false;  // a transferred or error notification was not taken yet

  friend bool operator==(const JobRecord&, const JobRecord&) = default;
};

// A job as JobStore::Load returns it.
struct StoredJob {
  JobRecord job;
  std::vector<FileRecord> files;
};

}  // namespace bitsproof
