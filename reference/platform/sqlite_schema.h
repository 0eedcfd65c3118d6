// How job records lie in SQLite. Internal to SqliteJobStore: includes SQLite.
#pragma once

#include <cstdint>

#include "reference/model/job_record.h"
#include "reference/platform/file_row.h"
#include "reference/platform/sqlite_table.h"

namespace bitsproof::platform {

// A new column is one row here; a database that lacks it gets it when it is opened.
const SqliteTable<JobRecord>& JobsTable();
const SqliteTable<FileRow>& FilesTable();

// The version of both tables, kept in user_version: a program refuses databases of a newer one.
std::uint64_t SchemaVersion();

// Brings a database of version `from` (0: an empty one) to SchemaVersion, in one transaction.
// SQLITE_OK or an error.
int UpgradeSchema(sqlite3* db, std::uint64_t from);

}  // namespace bitsproof::platform
