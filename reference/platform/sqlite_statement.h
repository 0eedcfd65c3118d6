// SqliteStatement: one prepared statement. Internal to SqliteJobStore: includes SQLite.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "reference/base/result.h"
#include "reference/platform/sealer.h"

namespace bitsproof::platform {

struct SqliteClose {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using SqliteHandle = std::unique_ptr<sqlite3, SqliteClose>;

// Parameters are put and columns are taken from the left to the right, so the calls read like the
// list of columns. Unsigned 64-bit values are stored as the signed number with the same bits.
// Secret texts are sealed on their way in, and unsealed on their way out.
class SqliteStatement {
 public:
  // A statement that cannot be prepared (ok() is false then) answers every Step with the error.
  SqliteStatement(sqlite3* db, const std::string& sql);

  bool ok() const { return statement_ != nullptr; }

  // For the secrets of the statement; outlives it.
  void set_sealer(Sealer* sealer) { sealer_ = sealer; }
  // Whether the next texts are secrets.
  void set_secret(bool secret) { secret_ = secret; }
  // One of the secrets since the last call could not be sealed or unsealed.
  bool TakeSecretFailure() { return std::exchange(secret_failed_, false); }

  // --- Before Step ---

  SqliteStatement& Put(std::uint64_t value);
  SqliteStatement& Put(const std::string& text);
  SqliteStatement& Put(std::span<const std::uint8_t> blob);
  SqliteStatement& PutNull();
  template <typename T>
  SqliteStatement& Put(const std::optional<T>& value) {
    return value ? Put(*value) : PutNull();
  }

  // SQLITE_ROW, SQLITE_DONE or an error; anything but a row makes the statement ready for the next
  // use.
  int Step();
  // Steps a statement that has no rows: SQLITE_OK or an error.
  int Run();
  // Gives up rows that were not read.
  void Reset() { sqlite3_reset(statement_.get()); }

  // --- After Step returned SQLITE_ROW ---

  bool TakeNull();  // skips the column when it is NULL
  std::uint64_t TakeNumber();
  std::string TakeText();
  std::span<const std::uint8_t> TakeBlob();  // valid until the next Step
  std::optional<std::uint64_t> TakeOptionalNumber();
  std::optional<std::string> TakeOptionalText();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  std::string Secret(Result<std::string> text);

  int prepare_code_ = SQLITE_OK;
  Sealer* sealer_ = nullptr;
  bool secret_ = false;
  bool secret_failed_ = false;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_parameter_ = 1;
  int next_column_ = 0;
};

}  // namespace bitsproof::platform
