#include "reference/platform/sqlite_job_store.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <unordered_map>
#include <utility>

#include "reference/platform/posix_errors.h"
#include "reference/platform/sealer.h"
#include "reference/platform/sqlite_schema.h"
#include "reference/platform/sqlite_statement.h"

namespace bitsproof::platform {
namespace {

constexpr std::string_view kInMemory = ":memory:";
constexpr char kKeySuffix[] = ".key";

HResult ToHResult(int code) {
  return (code & 0xFF) == SQLITE_FULL ? hresult::E_DISK_FULL : hresult::E_FAIL;
}

// Why a database file could not be opened or created.
HResult OpenFailure(sqlite3* db) {
  const int error = sqlite3_system_errno(db);
  if (error == ENOENT) return hresult::E_PATH_NOT_FOUND;
  return error == 0 ? hresult::E_FAIL : HResultFromErrno(error);
}

// The only number in the only row that `sql` selects; nullopt when it cannot be read.
std::optional<std::uint64_t> SelectNumber(sqlite3* db, const char* sql) {
  SqliteStatement statement(db, sql);
  if (statement.Step() != SQLITE_ROW) return std::nullopt;
  return statement.TakeNumber();
}

bool Execute(sqlite3* db, const char* sql) {
  return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::string ProblemOf(sqlite3* db) {
  return sqlite3_errcode(db) == SQLITE_BUSY ? "another program has it open" : sqlite3_errmsg(db);
}

// SQLITE_AUTH, which SQLite returns to authorizers alone, stands for it here.
std::string ProblemOf(const Sealer& sealer) {
  return fmt::format("{} does not hold the key of its secrets", sealer.path());
}

// Brings a database that was just opened to the present schema, and keeps others out of it. Returns
// "" or why it cannot be used.
//
// The lock comes first: with it the first read takes the database for good, so what is found below
// stays true, and the log needs no shared memory. In write-ahead mode a commit syncs one file once;
// with a rollback journal it would sync two, one of them twice.
std::string Prepare(sqlite3* db, SqliteJobStore::Synchronous synchronous) {
  if (!Execute(db, "PRAGMA locking_mode = EXCLUSIVE")) return ProblemOf(db);
  const auto version = SelectNumber(db, "PRAGMA user_version");
  if (!version) return ProblemOf(db);
  if (*version > SchemaVersion()) {
    return fmt::format("its version is {}, newer than {}, the newest known here", *version,
                       SchemaVersion());
  }
  const auto tables = SelectNumber(db, "SELECT count(*) FROM sqlite_master");
  if (!tables) return ProblemOf(db);
  if (*version == 0 && *tables != 0) return "it belongs to another program";
  const bool full = synchronous == SqliteJobStore::Synchronous::kFull;
  const bool ready =
      Execute(db, "PRAGMA journal_mode = WAL") &&
      Execute(db, full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL") &&
      Execute(db, "PRAGMA foreign_keys = ON") &&
      (*version == SchemaVersion() || UpgradeSchema(db, *version) == SQLITE_OK);
  return ready ? "" : ProblemOf(db);
}

}  // namespace

// One open database with its prepared statements.
class SqliteJobStore::Session {
 public:
  // `key` names the file of the key of secrets, "" for none.
  Session(SqliteHandle db, std::string key) : db_(std::move(db)), sealer_(std::move(key)) {
    put_job_.set_sealer(&sealer_);
    select_jobs_.set_sealer(&sealer_);
  }

  bool ok() const {
    return begin_.ok() && commit_.ok() && rollback_.ok() && put_job_.ok() && put_file_.ok() &&
           erase_.ok() && select_jobs_.ok() && select_files_.ok();
  }
  const char* error_text() const { return sqlite3_errmsg(db_.get()); }

  // All of `changes` in one transaction: SQLITE_OK, or an error that left nothing of them. `error`
  // tells then.
  HResult Write(const std::vector<Change>& changes, std::string& error);
  Result<std::vector<StoredJob>> Read(std::string& error);

 private:
  int Apply(const JobRecord& job);
  int Apply(const FileRow& row);
  int Apply(const Guid& erased);
  int WriteAll(const std::vector<Change>& changes);
  int ReadAll(std::vector<StoredJob>& jobs);
  int ReadFiles(std::vector<StoredJob>& jobs);

  const SqliteHandle db_;
  Sealer sealer_;
  SqliteStatement begin_{db_.get(), "BEGIN IMMEDIATE"};
  SqliteStatement commit_{db_.get(), "COMMIT"};
  SqliteStatement rollback_{db_.get(), "ROLLBACK"};
  SqliteStatement put_job_{db_.get(), JobsTable().UpsertSql()};
  SqliteStatement put_file_{db_.get(), FilesTable().UpsertSql()};
  SqliteStatement erase_{db_.get(), "DELETE FROM jobs WHERE id = ?"};
  SqliteStatement select_jobs_{db_.get(), JobsTable().SelectSql()};
  SqliteStatement select_files_{db_.get(), FilesTable().SelectSql()};
};

int SqliteJobStore::Session::Apply(const JobRecord& job) {
  JobsTable().PutRow(put_job_, job);
  const bool is_sealed = !put_job_.TakeSecretFailure();
  const int code = put_job_.Run();  // in any case, to make it ready for the next use
  return is_sealed ? code : SQLITE_AUTH;
}

int SqliteJobStore::Session::Apply(const FileRow& row) {
  FilesTable().PutRow(put_file_, row);
  return put_file_.Run();
}

int SqliteJobStore::Session::Apply(const Guid& erased) {
  erase_.Put(std::span(erased.bytes));
  return erase_.Run();
}

int SqliteJobStore::Session::WriteAll(const std::vector<Change>& changes) {
  int code = begin_.Run();
  for (const Change& change : changes) {
    if (code != SQLITE_OK) return code;
    code = std::visit([this](const auto& one) { return Apply(one); }, change);
  }
  return code == SQLITE_OK ? commit_.Run() : code;
}

HResult SqliteJobStore::Session::Write(const std::vector<Change>& changes, std::string& error) {
  const int code = WriteAll(changes);
  if (code == SQLITE_OK) return hresult::S_OK;
  const HResult result = ToHResult(code);
  error = code == SQLITE_AUTH ? ProblemOf(sealer_) : error_text();
  // SQLite has rolled back by itself after some failures, for example a full disk.
  if (sqlite3_get_autocommit(db_.get()) == 0) rollback_.Run();
  return result;
}

int SqliteJobStore::Session::ReadFiles(std::vector<StoredJob>& jobs) {
  std::unordered_map<Guid, StoredJob*> by_id;
  for (StoredJob& job : jobs) by_id.emplace(job.job.id, &job);
  int code = select_files_.Step();
  for (; code == SQLITE_ROW; code = select_files_.Step()) {
    std::optional<FileRow> row = FilesTable().TakeRow(select_files_);
    if (!row || !by_id.contains(row->job)) return SQLITE_CORRUPT;
    std::vector<FileRecord>& files = by_id[row->job]->files;
    if (row->position != files.size()) return SQLITE_CORRUPT;
    files.push_back(std::move(row->file));
  }
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

int SqliteJobStore::Session::ReadAll(std::vector<StoredJob>& jobs) {
  int code = select_jobs_.Step();
  for (; code == SQLITE_ROW; code = select_jobs_.Step()) {
    std::optional<JobRecord> job = JobsTable().TakeRow(select_jobs_);
    if (select_jobs_.TakeSecretFailure()) return SQLITE_AUTH;
    if (!job) return SQLITE_CORRUPT;
    jobs.push_back({std::move(*job), {}});
  }
  return code == SQLITE_DONE ? ReadFiles(jobs) : code;
}

Result<std::vector<StoredJob>> SqliteJobStore::Session::Read(std::string& error) {
  std::vector<StoredJob> jobs;
  const int code = ReadAll(jobs);
  if (code == SQLITE_OK) return jobs;
  // Rows that were left half read.
  select_jobs_.Reset();
  select_files_.Reset();
  error = code == SQLITE_CORRUPT ? "a row is malformed"
          : code == SQLITE_AUTH  ? ProblemOf(sealer_)
                                 : sqlite3_errstr(code);
  return Unexpected(ToHResult(code));
}

Result<std::unique_ptr<SqliteJobStore>> SqliteJobStore::Open(const std::string& path,
                                                             Synchronous synchronous) {
  std::unique_ptr<SqliteJobStore> store(new SqliteJobStore(path, synchronous));
  const HResult opened = store->OpenSession();
  if (opened.failed()) return Unexpected(opened);
  return store;
}

SqliteJobStore::SqliteJobStore(std::string path, Synchronous synchronous)
    : path_(std::move(path)), synchronous_(synchronous) {}

SqliteJobStore::~SqliteJobStore() = default;

// Fails only when there is no file to speak of; a database that cannot be used leaves session_
// empty.
HResult SqliteJobStore::OpenSession() {
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path_.c_str(), &opened, kFlags, nullptr);
  SqliteHandle db(opened);
  if (code != SQLITE_OK) return OpenFailure(db.get());
  sqlite3_extended_result_codes(db.get(), 1);
  std::string problem = Prepare(db.get(), synchronous_);
  if (problem.empty()) {
    session_ =
        std::make_unique<Session>(std::move(db), path_ == kInMemory ? "" : path_ + kKeySuffix);
    if (session_->ok()) return hresult::S_OK;
    problem = session_->error_text();
    session_.reset();
  }
  last_error_ = fmt::format("The job store {} cannot be used: {}", path_, problem);
  return hresult::S_OK;
}

void SqliteJobStore::PutJob(const JobRecord& job) { changes_.emplace_back(job); }

void SqliteJobStore::PutFile(const JobKey& job, std::size_t index, const FileRecord& file) {
  changes_.emplace_back(FileRow{job.id, index, file});
}

void SqliteJobStore::Erase(const JobKey& job) { changes_.emplace_back(job.id); }

HResult SqliteJobStore::Commit() {
  const std::vector<Change> changes = std::exchange(changes_, {});
  if (session_ == nullptr) return hresult::E_FAIL;
  if (changes.empty()) return hresult::S_OK;
  std::string error;
  const HResult result = session_->Write(changes, error);
  if (result.failed()) last_error_ = fmt::format("Cannot write to {}: {}", path_, error);
  return result;
}

Result<std::vector<StoredJob>> SqliteJobStore::Load() {
  if (session_ == nullptr) return Unexpected(hresult::E_FAIL);
  std::string error;
  auto jobs = session_->Read(error);
  if (!jobs) last_error_ = fmt::format("Cannot read {}: {}", path_, error);
  return jobs;
}

HResult SqliteJobStore::SetAside() {
  session_.reset();
  changes_.clear();
  for (const char* part : {"", "-wal", "-shm", kKeySuffix}) {
    const std::string from = path_ + part;
    const std::string to = path_ + ".corrupt" + part;
    if (std::rename(from.c_str(), to.c_str()) == 0) continue;
    if (errno != ENOENT) return HResultFromErrno(errno);
    (void)std::remove(to.c_str());  // a leftover of an older file would not belong to this one
  }
  const HResult opened = OpenSession();
  if (opened.failed()) return opened;
  return session_ != nullptr ? hresult::S_OK : hresult::E_FAIL;
}

}  // namespace bitsproof::platform
