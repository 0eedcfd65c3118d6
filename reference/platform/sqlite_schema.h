// How job records lie in SQLite. Internal to SqliteJobStore: includes SQLite.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "reference/base/guid.h"
#include "reference/model/job_record.h"
#include "reference/platform/sqlite_statement.h"

namespace bitsproof::platform {

// The version of the tables below, kept in user_version. Whoever changes a table raises it and
// writes the way from the old one.
inline constexpr std::uint64_t kSchemaVersion = 1;

// Creates the tables in an empty database and stamps them with the version.
extern const char* const kCreateTables;

// SQL that inserts or updates one row; a file's only if its job has one. Parameters are those of
// PutJobRow and PutFileRow.
std::string UpsertJobSql();
std::string UpsertFileSql();
void PutJobRow(SqliteStatement& statement, const JobRecord& job);
void PutFileRow(SqliteStatement& statement, const Guid& job, std::size_t index,
                const FileRecord& file);

// SQL that selects every row: jobs by sequence, files by job and position.
std::string SelectJobsSql();
std::string SelectFilesSql();

// One row of the files table.
struct FileRow {
  Guid job;
  std::uint64_t position = 0;
  FileRecord file;
};

// The present row; nullopt when it holds a value that no record can have.
std::optional<JobRecord> TakeJobRow(SqliteStatement& statement);
std::optional<FileRow> TakeFileRow(SqliteStatement& statement);

}  // namespace bitsproof::platform
