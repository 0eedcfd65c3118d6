// SqliteTable: how records of one type lie in a table. Internal to SqliteJobStore: includes SQLite.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "reference/platform/sqlite_statement.h"

namespace bitsproof::platform {

// How a value of type T lies in a column: `kType`, the column's type, Put, and Take, which is false
// for a value that no T has.
template <typename T>
struct SqliteCell;

// One column: all that is known of it.
template <typename Row>
struct SqliteColumn {
  using Put = std::function<void(SqliteStatement&, const Row&)>;
  using Take = std::function<bool(SqliteStatement&, Row&)>;

  SqliteColumn(std::string_view its_name, std::string its_declaration, Put its_put, Take its_take)
      : name(its_name),
        declaration(std::move(its_declaration)),
        put(std::move(its_put)),
        take(std::move(its_take)) {}

  // A member of the record; NULL is for an optional one without a value.
  template <typename T>
  SqliteColumn(std::string_view its_name, T Row::*member)
      : SqliteColumn(
            its_name, DeclarationOf<T>(),
            [=](SqliteStatement& to, const Row& row) { SqliteCell<T>::Put(to, row.*member); },
            [=](SqliteStatement& from, Row& row) {
              return SqliteCell<T>::Take(from, row.*member);
            }) {}

  // A member of a part of the record.
  template <typename Part, typename T>
  SqliteColumn(std::string_view its_name, Part Row::*part, T Part::*member)
      : SqliteColumn(
            its_name, DeclarationOf<T>(),
            [=](SqliteStatement& to, const Row& row) { SqliteCell<T>::Put(to, row.*part.*member); },
            [=](SqliteStatement& from, Row& row) {
              return SqliteCell<T>::Take(from, row.*part.*member);
            }) {}

  // A member of a part that may be missing: NULL then, in all of its columns.
  template <typename Part, typename T>
  SqliteColumn(std::string_view its_name, std::optional<Part> Row::*part, T Part::*member)
      : SqliteColumn(
            its_name, SqliteCell<T>::kType,
            [=](SqliteStatement& to, const Row& row) {
              if (row.*part) {
                SqliteCell<T>::Put(to, *(row.*part).*member);
              } else {
                to.PutNull();
              }
            },
            [=](SqliteStatement& from, Row& row) {
              if (from.TakeNull()) return true;
              if (!(row.*part)) (row.*part).emplace();
              return SqliteCell<T>::Take(from, *(row.*part).*member);
            }) {}

  SqliteColumn With(std::string_view constraint) && {
    declaration += " " + std::string(constraint);
    return std::move(*this);
  }
  // The version of the schema that brought the column.
  SqliteColumn Since(std::uint64_t version) && {
    since = version;
    return std::move(*this);
  }

  // Its texts are secrets, see SqliteStatement.
  SqliteColumn Secret() && {
    is_secret = true;
    return std::move(*this);
  }

  template <typename T>
  static std::string DeclarationOf() {
    return std::string(SqliteCell<T>::kType) + (SqliteCell<T>::kMayBeNull ? "" : " NOT NULL");
  }

  std::string_view name;
  std::string declaration;
  std::uint64_t since = 1;
  bool is_secret = false;
  Put put;
  Take take;
};

template <typename Row>
struct SqliteTable {
  std::string_view name;
  std::string_view key;        // its columns
  std::string_view order;      // the columns by which rows are selected
  std::string_view condition;  // under which a row is put; ?N is column N
  std::vector<SqliteColumn<Row>> columns;

  std::string CreateSql() const {
    std::string text;
    for (const auto& column : columns) {
      text += std::string(column.name) + " " + column.declaration + ", ";
    }
    return "CREATE TABLE " + std::string(name) + " (" + text + "PRIMARY KEY (" + std::string(key) +
           ")) STRICT, WITHOUT ROWID";
  }

  // An update in place, not REPLACE: replacing a job's row would take its files with it.
  std::string UpsertSql() const {
    const auto mark = [](std::string_view) { return std::string("?"); };
    const auto update = [](std::string_view column) {
      return std::string(column) + " = excluded." + std::string(column);
    };
    return "INSERT INTO " + std::string(name) + " (" + Names() + ") SELECT " + List(mark) +
           " WHERE " + std::string(condition) + " ON CONFLICT (" + std::string(key) +
           ") DO UPDATE SET " + List(update);
  }

  std::string SelectSql() const {
    return "SELECT " + Names() + " FROM " + std::string(name) + " ORDER BY " + std::string(order);
  }

  // REQUIRES: the statement has a sealer if a column is secret, as for TakeRow.
  void PutRow(SqliteStatement& statement, const Row& row) const {
    for (const auto& column : columns) {
      statement.set_secret(column.is_secret);
      column.put(statement, row);
    }
  }

  // The present row; nullopt when it holds a value that no record can have.
  std::optional<Row> TakeRow(SqliteStatement& statement) const {
    Row row;
    bool valid = true;
    for (const auto& column : columns) {
      statement.set_secret(column.is_secret);
      valid = column.take(statement, row) && valid;
    }
    if (!valid) return std::nullopt;
    return row;
  }

  // Creates the table, or gives the one of version `from` (0: none) the columns that came later:
  // old rows have in them what a new record has. SQLITE_OK or an error.
  int Upgrade(sqlite3* db, std::uint64_t from) const {
    if (from == 0) return SqliteStatement(db, CreateSql()).Run();
    for (const auto& column : columns) {
      if (column.since <= from) continue;
      if (const int code = Add(db, column); code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
  }

  std::uint64_t version() const {
    std::uint64_t newest = 1;
    for (const auto& column : columns) newest = std::max(newest, column.since);
    return newest;
  }

 private:
  // SQLite wants a default for a column that may not be NULL; it lasts until the update.
  int Add(sqlite3* db, const SqliteColumn<Row>& column) const {
    const std::string_view type = std::string_view(column.declaration).substr(0, 4);
    const std::string null = type == "TEXT" ? "''" : type == "BLOB" ? "x''" : "0";
    const bool needs_default = column.declaration.find("NOT NULL") != std::string::npos;
    const std::string table(name);
    const std::string added = "ALTER TABLE " + table + " ADD COLUMN " + std::string(column.name) +
                              " " + column.declaration + (needs_default ? " DEFAULT " + null : "");
    if (const int code = SqliteStatement(db, added).Run(); code != SQLITE_OK) return code;
    SqliteStatement update(db, "UPDATE " + table + " SET " + std::string(column.name) + " = ?");
    column.put(update, Row{});
    return update.Run();
  }

  template <typename ToText>
  std::string List(ToText to_text) const {
    std::string text;
    for (const auto& column : columns) text += (text.empty() ? "" : ", ") + to_text(column.name);
    return text;
  }
  std::string Names() const {
    return List([](std::string_view column) { return std::string(column); });
  }
};

// --- Values ---

// Integers and truth values; the statement has unsigned 64 bits only.
template <typename T>
requires std::is_integral_v<T>
struct SqliteCell<T> {
  static constexpr const char* kType = "INTEGER";
  static constexpr bool kMayBeNull = false;
  static void Put(SqliteStatement& to, T value) { to.Put(static_cast<std::uint64_t>(value)); }
  static bool Take(SqliteStatement& from, T& value) {
    value = static_cast<T>(from.TakeNumber());
    return true;
  }
};

template <>
struct SqliteCell<std::string> {
  static constexpr const char* kType = "TEXT";
  static constexpr bool kMayBeNull = false;
  static void Put(SqliteStatement& to, const std::string& value) { to.Put(value); }
  static bool Take(SqliteStatement& from, std::string& value) {
    value = from.TakeText();
    return true;
  }
};

template <typename T>
struct SqliteCell<std::optional<T>> {
  static constexpr const char* kType = SqliteCell<T>::kType;
  static constexpr bool kMayBeNull = true;
  static void Put(SqliteStatement& to, const std::optional<T>& value) {
    if (value) {
      SqliteCell<T>::Put(to, *value);
    } else {
      to.PutNull();
    }
  }
  static bool Take(SqliteStatement& from, std::optional<T>& value) {
    value.reset();
    return from.TakeNull() || SqliteCell<T>::Take(from, value.emplace());
  }
};

}  // namespace bitsproof::platform
