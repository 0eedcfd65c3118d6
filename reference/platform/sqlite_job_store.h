// SqliteJobStore: jobs in an SQLite database.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "reference/env/job_store.h"
#include "reference/platform/file_row.h"

namespace bitsproof::platform {

// The real JobStore: a table of jobs and a table of files, in write-ahead mode. A commit survives
// the death of the process at any point, and a crash of the machine unless it was told otherwise.
//
// Changes gather in memory, so Load answers with what is committed, whatever has been put since. A
// change to a file whose job is not in the store is ignored.
//
// A database that cannot be used (corrupt, of a newer version, of another program, open elsewhere)
// is left as it is: Load and Commit answer E_FAIL and last_error() says why, until SetAside.
//
// Secrets of jobs are encrypted. Their key lies beside the database, in `path` + ".key", from the
// first secret on; without it a database that has secrets cannot be read.
// Threading: one thread at a time.
class SqliteJobStore final : public JobStore {
 public:
  // When a commit waits for the disk: SQLite's PRAGMA synchronous.
  enum class Synchronous {
    // Always: a commit that Commit answered for survives a crash of the machine.
    kFull,
    // Only at checkpoints of the log, every thousand pages or so: one sync less for each commit. A
    // crash of the machine then loses the newest commits, never a part of one. A job that was
    // acknowledged to its creator may be unknown, and a completed one may be back, to be delivered
    // a second time or to fail in Complete, because its temporary files are gone.
    kNormal,
  };

  // Opens the database at `path`, or creates it in a directory that exists. Fails only when the
  // file itself cannot be opened or created: E_PATH_NOT_FOUND, E_ACCESSDENIED, E_DISK_FULL, E_FAIL.
  // ":memory:" is a database without a file, which goes with this object.
  static Result<std::unique_ptr<SqliteJobStore>> Open(const std::string& path,
                                                      Synchronous synchronous = Synchronous::kFull);
  ~SqliteJobStore() override;

  void PutJob(const JobRecord& job) override;
  void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) override;
  void Erase(const JobKey& job) override;
  HResult Commit() override;
  Result<std::vector<StoredJob>> Load() override;

  // What the last failed call ran into, for people; "" when none failed.
  const std::string& last_error() const { return last_error_; }

  // Renames the database to `path` + ".corrupt" (over an older one) and goes on with an empty one;
  // gathered changes are dropped.
  HResult SetAside();

 private:
  class Session;
  using Change = std::variant<JobRecord, FileRow, Guid>;  // Guid: erase

  SqliteJobStore(std::string path, Synchronous synchronous);

  HResult OpenSession();

  const std::string path_;
  const Synchronous synchronous_;
  std::unique_ptr<Session> session_;  // none while the database cannot be used
  std::vector<Change> changes_;       // since the last Commit
  std::string last_error_;
};

}  // namespace bitsproof::platform
