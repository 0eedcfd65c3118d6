#include "reference/platform/sqlite_schema.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "reference/model/file_ranges.h"

namespace bitsproof::platform {
namespace {

template <typename Enum>
constexpr Enum kLast{};
template <>
constexpr JobType kLast<JobType> = JobType::kUploadReply;
template <>
constexpr JobState kLast<JobState> = JobState::kCancelled;
template <>
constexpr JobPriority kLast<JobPriority> = JobPriority::kLow;
template <>
constexpr ProxyUsage kLast<ProxyUsage> = ProxyUsage::kAutodetect;
template <>
constexpr ErrorContext kLast<ErrorContext> = ErrorContext::kServerCertificateCallback;
template <>
constexpr AuthTarget kLast<AuthTarget> = AuthTarget::kProxy;
template <>
constexpr Principal::Kind kLast<Principal::Kind> = Principal::Kind::kService;

}  // namespace

// Enumerators, as the numbers that they stand for.
template <typename T>
requires std::is_enum_v<T>
struct SqliteCell<T> {
  static constexpr const char* kType = "INTEGER";
  static constexpr bool kMayBeNull = false;
  static void Put(SqliteStatement& to, T value) { to.Put(static_cast<std::uint64_t>(value)); }
  static bool Take(SqliteStatement& from, T& value) {
    const std::uint64_t number = from.TakeNumber();
    const bool known = number <= static_cast<std::uint64_t>(kLast<T>);
    if (known) value = static_cast<T>(number);
    return known;
  }
};

template <>
struct SqliteCell<HResult> {
  static constexpr const char* kType = "INTEGER";
  static constexpr bool kMayBeNull = false;
  static void Put(SqliteStatement& to, HResult value) { to.Put(std::uint64_t{value.value}); }
  static bool Take(SqliteStatement& from, HResult& value) {
    value = HResult{static_cast<std::uint32_t>(from.TakeNumber())};
    return true;
  }
};

template <>
struct SqliteCell<WallTime> {
  static constexpr const char* kType = "INTEGER";
  static constexpr bool kMayBeNull = false;
  static void Put(SqliteStatement& to, WallTime value) { to.Put(value.ticks); }
  static bool Take(SqliteStatement& from, WallTime& value) {
    value = WallTime{from.TakeNumber()};
    return true;
  }
};

template <>
struct SqliteCell<Guid> {
  static constexpr const char* kType = "BLOB";
  static constexpr bool kMayBeNull = false;
  static void Put(SqliteStatement& to, const Guid& value) { to.Put(std::span(value.bytes)); }
  static bool Take(SqliteStatement& from, Guid& value) {
    const auto blob = from.TakeBlob();
    if (blob.size() != value.bytes.size()) return false;
    std::copy(blob.begin(), blob.end(), value.bytes.begin());
    return true;
  }
};

// Ranges, as pairs of numbers: "0 10,20 5".
template <>
struct SqliteCell<std::vector<ByteRange>> {
  static constexpr const char* kType = "TEXT";
  static constexpr bool kMayBeNull = false;
  static void Put(SqliteStatement& to, const std::vector<ByteRange>& value) {
    std::string text;
    for (const ByteRange& range : value) {
      if (!text.empty()) text += ',';
      text += std::to_string(range.offset) + ' ' + std::to_string(range.length);
    }
    to.Put(text);
  }
  static bool Take(SqliteStatement& from, std::vector<ByteRange>& value) {
    std::string text = from.TakeText();
    if (text.empty()) return true;
    text += ',';  // each number has its mark behind it then
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto take = [&](std::uint64_t& number, char mark) {
      const auto [next, error] = std::from_chars(at, end, number);
      at = next + 1;
      return error == std::errc{} && *next == mark;
    };
    while (at != end) {
      ByteRange& range = value.emplace_back();
      if (!take(range.offset, ' ') || !take(range.length, ',')) return false;
    }
    return CheckRanges(value).succeeded();
  }
};

// NULL for none: a secret that is not there needs no key.
template <>
struct SqliteCell<std::vector<Credentials>> {
  static constexpr const char* kType = "TEXT";
  static constexpr bool kMayBeNull = true;
  static void Put(SqliteStatement& to, const std::vector<Credentials>& value) {
    if (value.empty()) {
      to.PutNull();
    } else {
      to.Put(ToText(value));
    }
  }
  static bool Take(SqliteStatement& from, std::vector<Credentials>& value) {
    if (from.TakeNull()) return true;
    auto parsed = ParseCredentials(from.TakeText());
    if (parsed) value = *std::move(parsed);
    return parsed.has_value();
  }
};

const SqliteTable<JobRecord>& JobsTable() {
  using Column = SqliteColumn<JobRecord>;
  static const SqliteTable<JobRecord> table{
      "jobs",
      "id",
      "sequence",
      "true",
      {
          Column("id", &JobRecord::id).With("CHECK (length(id) = 16)"),
          Column("sequence", &JobRecord::sequence),
          Column("type", &JobRecord::type),
          Column("state", &JobRecord::state),
          Column("owner_sid", &JobRecord::owner, &Principal::sid),
          Column("owner_kind", &JobRecord::owner, &Principal::kind),
          Column("display_name", &JobRecord::display_name),
          Column("description", &JobRecord::description),
          Column("priority", &JobRecord::priority),
          Column("notify_flags", &JobRecord::notify_flags),
          Column("minimum_retry_delay_seconds", &JobRecord::minimum_retry_delay_seconds),
          Column("no_progress_timeout_seconds", &JobRecord::no_progress_timeout_seconds),
          Column("proxy_usage", &JobRecord::proxy_usage),
          Column("proxy_list", &JobRecord::proxy_list),
          Column("proxy_bypass_list", &JobRecord::proxy_bypass_list),
          Column("error_count", &JobRecord::error_count),
          Column("error_code", &JobRecord::error, &ErrorRecord::code),
          Column("error_context", &JobRecord::error, &ErrorRecord::context),
          Column("error_file_index", &JobRecord::error, &ErrorRecord::file_index),
          Column("error_protocol_related", &JobRecord::error, &ErrorRecord::protocol_related),
          Column("created", &JobRecord::created),
          Column("modified", &JobRecord::modified),
          Column("transfer_completed", &JobRecord::transfer_completed),
          Column("notification_pending", &JobRecord::notification_pending),
          Column("peer_caching_flags", &JobRecord::peer_caching_flags).Since(3),
          Column("maximum_download_seconds", &JobRecord::maximum_download_seconds).Since(3),
          Column("file_acl_flags", &JobRecord::file_acl_flags).Since(4),
          Column("custom_headers", &JobRecord::http, &HttpOptions::custom_headers)
              .Since(4)
              .Secret(),
          Column("custom_headers_write_only", &JobRecord::http,
                 &HttpOptions::custom_headers_write_only)
              .Since(4),
          Column("security_flags", &JobRecord::http, &HttpOptions::security_flags).Since(4),
          Column("http_method", &JobRecord::http, &HttpOptions::method).Since(5),
          Column("validates_certificates", &JobRecord::http, &HttpOptions::validates_certificates)
              .Since(6),
          Column("credentials", &JobRecord::credentials).Since(5).Secret(),
          Column("command_program", &JobRecord::command_line, &CommandLine::program).Since(5),
          Column("command_parameters", &JobRecord::command_line, &CommandLine::parameters).Since(5),
          Column("command_user", &JobRecord::command_line, &CommandLine::user).Since(5),
          Column("reply_file_name", &JobRecord::reply_file_name).Since(5),
          Column("cost_flags", &JobRecord::properties, &JobProperties::cost_flags).Since(5),
          Column("notification_class", &JobRecord::properties, &JobProperties::notification_class)
              .Since(5),
          Column("dynamic_content", &JobRecord::properties, &JobProperties::dynamic_content)
              .Since(5),
          Column("high_performance", &JobRecord::properties, &JobProperties::high_performance)
              .Since(5),
          Column("max_download_bytes", &JobRecord::properties, &JobProperties::max_download_bytes)
              .Since(5),
          Column("stored_credentials", &JobRecord::properties, &JobProperties::stored_credentials)
              .Since(5),
          Column("notification_interval_ms", &JobRecord::properties,
                 &JobProperties::notification_interval_ms)
              .Since(5),
          Column("helper_token_flags", &JobRecord::helper_token_flags).Since(5),
          Column("was_resumed", &JobRecord::was_resumed).Since(5),
      }};
  return table;
}

const SqliteTable<FileRow>& FilesTable() {
  using Column = SqliteColumn<FileRow>;
  static const SqliteTable<FileRow> table{
      "files",
      "job, position",
      "job, position",
      "EXISTS (SELECT 1 FROM jobs WHERE id = ?1)",  // what is put for a job that is not there
      {
          Column("job", &FileRow::job).With("REFERENCES jobs(id) ON DELETE CASCADE"),
          Column("position", &FileRow::position),
          Column("remote_name", &FileRow::file, &FileRecord::remote_name),
          Column("local_name", &FileRow::file, &FileRecord::local_name),
          Column("temporary_name", &FileRow::file, &FileRecord::temporary_name),
          // Named when every file was transferred as a whole.
          Column(
              "bytes_total", "INTEGER",
              [](SqliteStatement& to, const FileRow& row) {
                const std::uint64_t size = row.file.remote_size;
                to.Put(size == kSizeUnknown ? std::nullopt : std::optional(size));
              },
              [](SqliteStatement& from, FileRow& row) {
                row.file.remote_size = from.TakeOptionalNumber().value_or(kSizeUnknown);
                return true;
              }),
          Column("bytes_transferred", &FileRow::file, &FileRecord::bytes_transferred),
          Column("remote_modified", &FileRow::file, &FileRecord::remote_modified),
          Column("completed", &FileRow::file, &FileRecord::completed),
          Column("publishing", &FileRow::file, &FileRecord::publishing).Since(2),
          Column("validated", &FileRow::file, &FileRecord::validated).Since(3),
          Column("response_headers", &FileRow::file, &FileRecord::response_headers).Since(3),
          Column("ranges", &FileRow::file, &FileRecord::ranges).Since(4),
      }};
  return table;
}

std::uint64_t SchemaVersion() { return std::max(JobsTable().version(), FilesTable().version()); }

int UpgradeSchema(sqlite3* db, std::uint64_t from) {
  int code = SqliteStatement(db, "BEGIN IMMEDIATE").Run();
  if (code == SQLITE_OK) code = JobsTable().Upgrade(db, from);
  if (code == SQLITE_OK) code = FilesTable().Upgrade(db, from);
  if (code != SQLITE_OK) return code;
  const std::string version = "PRAGMA user_version = " + std::to_string(SchemaVersion());
  code = SqliteStatement(db, version).Run();
  return code == SQLITE_OK ? SqliteStatement(db, "COMMIT").Run() : code;
}

}  // namespace bitsproof::platform
