#include "reference/platform/sqlite_schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace bitsproof::platform {

// Columns in the order of the constants below.
const char* const kCreateTables = R"sql(
CREATE TABLE jobs (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  sequence INTEGER NOT NULL,
  type INTEGER NOT NULL,
  state INTEGER NOT NULL,
  owner_sid TEXT NOT NULL,
  owner_kind INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  priority INTEGER NOT NULL,
  notify_flags INTEGER NOT NULL,
  minimum_retry_delay_seconds INTEGER NOT NULL,
  no_progress_timeout_seconds INTEGER NOT NULL,
  proxy_usage INTEGER NOT NULL,
  proxy_list TEXT,
  proxy_bypass_list TEXT,
  error_count INTEGER NOT NULL,
  error_code INTEGER,
  error_context INTEGER,
  error_file_index INTEGER,
  error_protocol_related INTEGER,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  transfer_completed INTEGER NOT NULL,
  notification_pending INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE files (
  job BLOB NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  remote_name TEXT NOT NULL,
  local_name TEXT NOT NULL,
  temporary_name TEXT NOT NULL,
  bytes_total INTEGER,
  bytes_transferred INTEGER NOT NULL,
  remote_modified INTEGER,
  completed INTEGER NOT NULL,
  PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
)sql";

namespace {

constexpr std::string_view kJobColumns[] = {
    "id",
    "sequence",
    "type",
    "state",
    "owner_sid",
    "owner_kind",
    "display_name",
    "description",
    "priority",
    "notify_flags",
    "minimum_retry_delay_seconds",
    "no_progress_timeout_seconds",
    "proxy_usage",
    "proxy_list",
    "proxy_bypass_list",
    "error_count",
    "error_code",
    "error_context",
    "error_file_index",
    "error_protocol_related",
    "created",
    "modified",
    "transfer_completed",
    "notification_pending",
};

constexpr std::string_view kFileColumns[] = {
    "job",         "position",          "remote_name",     "local_name", "temporary_name",
    "bytes_total", "bytes_transferred", "remote_modified", "completed",
};

// An update in place, not REPLACE: replacing a job's row would take its files with it.
std::string UpsertSql(std::string_view table, std::span<const std::string_view> columns,
                      std::string_view key, std::string_view condition) {
  std::string marks;
  std::string updates;
  for (const std::string_view column : columns) {
    const std::string_view comma = marks.empty() ? "" : ", ";
    marks += fmt::format("{}?", comma);
    updates += fmt::format("{}{} = excluded.{}", comma, column, column);
  }
  return fmt::format("INSERT INTO {} ({}) SELECT {} WHERE {} ON CONFLICT ({}) DO UPDATE SET {}",
                     table, fmt::join(columns, ", "), marks, condition, key, updates);
}

template <typename Enum>
std::uint64_t ToNumber(Enum value) {
  return static_cast<std::uint64_t>(value);
}

// Takes numbers that stand for enumerators and remembers whether one was out of range.
class EnumReader {
 public:
  explicit EnumReader(SqliteStatement& statement) : statement_(statement) {}

  template <typename Enum>
  Enum Take(Enum last) {
    const std::uint64_t value = statement_.TakeNumber();
    if (value <= static_cast<std::uint64_t>(last)) return static_cast<Enum>(value);
    valid_ = false;
    return last;
  }

  bool valid() const { return valid_; }

 private:
  SqliteStatement& statement_;
  bool valid_ = true;
};

std::uint32_t TakeNumber32(SqliteStatement& statement) {
  return static_cast<std::uint32_t>(statement.TakeNumber());
}

std::optional<Guid> TakeGuid(SqliteStatement& statement) {
  const auto blob = statement.TakeBlob();
  Guid guid;
  if (blob.size() != guid.bytes.size()) return std::nullopt;
  std::copy(blob.begin(), blob.end(), guid.bytes.begin());
  return guid;
}

void PutError(SqliteStatement& statement, const std::optional<ErrorRecord>& error) {
  if (!error) {
    statement.PutNull().PutNull().PutNull().PutNull();
    return;
  }
  statement.Put(std::uint64_t{error->code.value}).Put(ToNumber(error->context));
  if (error->file_index) {
    statement.Put(std::uint64_t{*error->file_index});
  } else {
    statement.PutNull();
  }
  statement.Put(std::uint64_t{error->protocol_related});
}

std::optional<ErrorRecord> TakeError(SqliteStatement& statement, EnumReader& enums) {
  const auto code = statement.TakeOptionalNumber();
  ErrorRecord error;
  error.code = HResult{static_cast<std::uint32_t>(code.value_or(0))};
  error.context = enums.Take(ErrorContext::kRemoteApplication);
  if (const auto index = statement.TakeOptionalNumber()) {
    error.file_index = static_cast<std::uint32_t>(*index);
  }
  error.protocol_related = statement.TakeNumber() != 0;
  if (!code) return std::nullopt;
  return error;
}

}  // namespace

std::string UpsertJobSql() { return UpsertSql("jobs", kJobColumns, "id", "true"); }

std::string UpsertFileSql() {
  return UpsertSql("files", kFileColumns, "job, position",
                   "EXISTS (SELECT 1 FROM jobs WHERE id = ?1)");
}

std::string SelectJobsSql() {
  return fmt::format("SELECT {} FROM jobs ORDER BY sequence", fmt::join(kJobColumns, ", "));
}

std::string SelectFilesSql() {
  return fmt::format("SELECT {} FROM files ORDER BY job, position", fmt::join(kFileColumns, ", "));
}

void PutJobRow(SqliteStatement& statement, const JobRecord& job) {
  statement.Put(std::span(job.id.bytes))
      .Put(job.sequence)
      .Put(ToNumber(job.type))
      .Put(ToNumber(job.state))
      .Put(job.owner.sid)
      .Put(ToNumber(job.owner.kind))
      .Put(job.display_name)
      .Put(job.description)
      .Put(ToNumber(job.priority))
      .Put(std::uint64_t{job.notify_flags})
      .Put(std::uint64_t{job.minimum_retry_delay_seconds})
      .Put(std::uint64_t{job.no_progress_timeout_seconds})
      .Put(ToNumber(job.proxy_usage))
      .Put(job.proxy_list)
      .Put(job.proxy_bypass_list)
      .Put(std::uint64_t{job.error_count});
  PutError(statement, job.error);
  statement.Put(job.created.ticks)
      .Put(job.modified.ticks)
      .Put(job.transfer_completed.ticks)
      .Put(std::uint64_t{job.notification_pending});
}

std::optional<JobRecord> TakeJobRow(SqliteStatement& statement) {
  EnumReader enums(statement);
  JobRecord job;
  const std::optional<Guid> id = TakeGuid(statement);
  job.sequence = statement.TakeNumber();
  job.type = enums.Take(JobType::kUploadReply);
  job.state = enums.Take(JobState::kCancelled);
  job.owner.sid = statement.TakeText();
  job.owner.kind = enums.Take(Principal::Kind::kService);
  job.display_name = statement.TakeText();
  job.description = statement.TakeText();
  job.priority = enums.Take(JobPriority::kLow);
  job.notify_flags = TakeNumber32(statement);
  job.minimum_retry_delay_seconds = TakeNumber32(statement);
  job.no_progress_timeout_seconds = TakeNumber32(statement);
  job.proxy_usage = enums.Take(ProxyUsage::kAutodetect);
  job.proxy_list = statement.TakeOptionalText();
  job.proxy_bypass_list = statement.TakeOptionalText();
  job.error_count = TakeNumber32(statement);
  job.error = TakeError(statement, enums);
  job.created.ticks = statement.TakeNumber();
  job.modified.ticks = statement.TakeNumber();
  job.transfer_completed.ticks = statement.TakeNumber();
  job.notification_pending = statement.TakeNumber() != 0;
  if (!id || !enums.valid()) return std::nullopt;
  job.id = *id;
  return job;
}

void PutFileRow(SqliteStatement& statement, const Guid& job, std::size_t index,
                const FileRecord& file) {
  statement.Put(std::span(job.bytes))
      .Put(std::uint64_t{index})
      .Put(file.remote_name)
      .Put(file.local_name)
      .Put(file.temporary_name);
  if (file.bytes_total == kSizeUnknown) {
    statement.PutNull();
  } else {
    statement.Put(file.bytes_total);
  }
  statement.Put(file.bytes_transferred);
  if (file.remote_modified) {
    statement.Put(file.remote_modified->ticks);
  } else {
    statement.PutNull();
  }
  statement.Put(std::uint64_t{file.completed});
}

std::optional<FileRow> TakeFileRow(SqliteStatement& statement) {
  FileRow row;
  const std::optional<Guid> job = TakeGuid(statement);
  row.position = statement.TakeNumber();
  row.file.remote_name = statement.TakeText();
  row.file.local_name = statement.TakeText();
  row.file.temporary_name = statement.TakeText();
  row.file.bytes_total = statement.TakeOptionalNumber().value_or(kSizeUnknown);
  row.file.bytes_transferred = statement.TakeNumber();
  if (const auto ticks = statement.TakeOptionalNumber())
    row.file.remote_modified = WallTime{*ticks};
  row.file.completed = statement.TakeNumber() != 0;
  if (!job) return std::nullopt;
  row.job = *job;
  return row;
}

}  // namespace bitsproof::platform
