#include "reference/platform/sqlite_statement.h"

namespace bitsproof::platform {
namespace {

const sqlite3_destructor_type kCopied =
    SQLITE_TRANSIENT;  // NOLINT(performance-no-int-to-ptr): SQLite defines it so

}  // namespace

SqliteStatement::SqliteStatement(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  prepare_code_ = sqlite3_prepare_v3(db, sql.c_str(), static_cast<int>(sql.size()) + 1,
                                     SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
}

SqliteStatement& SqliteStatement::Put(std::uint64_t value) {
  sqlite3_bind_int64(statement_.get(), next_parameter_++, static_cast<sqlite3_int64>(value));
  return *this;
}

std::string SqliteStatement::Secret(Result<std::string> text) {
  if (!text) secret_failed_ = true;
  return std::move(text).value_or("");
}

SqliteStatement& SqliteStatement::Put(const std::string& text) {
  const std::string kept = secret_ ? Secret(sealer_->Seal(text)) : text;
  sqlite3_bind_text64(statement_.get(), next_parameter_++, kept.data(), kept.size(), kCopied,
                      SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::Put(std::span<const std::uint8_t> blob) {
  sqlite3_bind_blob64(statement_.get(), next_parameter_++, blob.data(), blob.size(), kCopied);
  return *this;
}

SqliteStatement& SqliteStatement::PutNull() {
  sqlite3_bind_null(statement_.get(), next_parameter_++);
  return *this;
}

int SqliteStatement::Step() {
  if (!ok()) return prepare_code_;
  next_parameter_ = 1;
  next_column_ = 0;
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW) sqlite3_reset(statement_.get());
  return code;
}

int SqliteStatement::Run() {
  int code = Step();
  while (code == SQLITE_ROW) code = Step();
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

bool SqliteStatement::TakeNull() {
  if (sqlite3_column_type(statement_.get(), next_column_) != SQLITE_NULL) return false;
  ++next_column_;
  return true;
}

std::uint64_t SqliteStatement::TakeNumber() {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_.get(), next_column_++));
}

std::string SqliteStatement::TakeText() {
  const auto blob = TakeBlob();
  std::string text(blob.begin(), blob.end());
  return secret_ ? Secret(sealer_->Unseal(text)) : text;
}

std::span<const std::uint8_t> SqliteStatement::TakeBlob() {
  const void* data = sqlite3_column_blob(statement_.get(), next_column_);
  const int size = sqlite3_column_bytes(statement_.get(), next_column_++);
  return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

std::optional<std::uint64_t> SqliteStatement::TakeOptionalNumber() {
  if (TakeNull()) return std::nullopt;
  return TakeNumber();
}

std::optional<std::string> SqliteStatement::TakeOptionalText() {
  if (TakeNull()) return std::nullopt;
  return TakeText();
}

}  // namespace bitsproof::platform
