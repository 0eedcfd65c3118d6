// What a commit of the SQLite store costs beside a bare insert into SQLite with the same settings.
//
// Each iteration commits one new job with one file, then inserts one row of as many bytes into
// another database: one transaction each, in write-ahead mode. `bare_ns` is the peer's time and
// `ratio` the store's over the peer's (goal: at most 1.5). Time is the store's alone.

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "reference/base/random.h"
#include "reference/platform/sqlite_job_store.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Synchronous = platform::SqliteJobStore::Synchronous;

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

void Require(bool fine, const char* what) {
  if (!fine) throw std::runtime_error(what);
}

// A table of one column beside its key.
class BareTable {
 public:
  BareTable(const std::string& path, Synchronous synchronous) {
    sqlite3* db = nullptr;
    Require(sqlite3_open(path.c_str(), &db) == SQLITE_OK, "open");
    db_.reset(db);
    const bool full = synchronous == Synchronous::kFull;
    Execute("PRAGMA locking_mode = EXCLUSIVE");
    Execute("PRAGMA journal_mode = WAL");
    Execute(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    Execute("CREATE TABLE t (id BLOB NOT NULL PRIMARY KEY, record BLOB) STRICT, WITHOUT ROWID");
    sqlite3_stmt* insert = nullptr;
    Require(
        sqlite3_prepare_v2(db, "INSERT INTO t VALUES (?, ?)", -1, &insert, nullptr) == SQLITE_OK,
        "prepare");
    insert_.reset(insert);
  }

  void Insert(const Guid& id, const std::string& record) {
    sqlite3_bind_blob(insert_.get(), 1, id.bytes.data(), static_cast<int>(id.bytes.size()),
                      nullptr);
    sqlite3_bind_blob(insert_.get(), 2, record.data(), static_cast<int>(record.size()), nullptr);
    Require(sqlite3_step(insert_.get()) == SQLITE_DONE, "insert");
    sqlite3_reset(insert_.get());
  }

 private:
  void Execute(const char* sql) {
    Require(sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }

  std::unique_ptr<sqlite3, Close> db_;
  std::unique_ptr<sqlite3_stmt, Close> insert_;
};

// As a job with a file is when its transfer begins.
StoredJob JobOf(const Guid& id, std::uint64_t sequence) {
  StoredJob stored;
  stored.job.id = id;
  stored.job.sequence = sequence;
  stored.job.owner.sid = "S-1-5-21-1-2-3-1001";
  stored.job.display_name = "a job of the benchmark";
  stored.files.resize(1);
  stored.files[0].remote_name = "http://download.example/packages/a-package-1.2.3.bin";
  stored.files[0].local_name = "/var/lib/downloads/a-package-1.2.3.bin";
  stored.files[0].temporary_name = "/var/lib/downloads/BIT0001.tmp";
  return stored;
}

void Commit(benchmark::State& state, Synchronous synchronous) {
  const platform::TemporaryDirectory directory;
  const auto store = platform::SqliteJobStore::Open(directory / "jobs.db", synchronous).value();
  BareTable bare(directory / "bare.db", synchronous);
  Random random(1);
  std::uint64_t sequence = 0;
  double bare_seconds = 0;
  double store_seconds = 0;
  const std::string record(350, 'r');  // what the rows of the job and its file come to
  for (auto _ : state) {
    const StoredJob stored = JobOf(Guid::Generate(random), ++sequence);
    const SteadyClock::time_point start = SteadyClock::now();
    store->PutJob(stored.job);
    store->PutFile(stored.job.key(), 0, stored.files[0]);
    Require(store->Commit().succeeded(), "commit");
    const SteadyClock::time_point half = SteadyClock::now();
    bare.Insert(stored.job.id, record);
    const SteadyClock::time_point end = SteadyClock::now();
    const double seconds = std::chrono::duration<double>(half - start).count();
    state.SetIterationTime(seconds);
    store_seconds += seconds;
    bare_seconds += std::chrono::duration<double>(end - half).count();
  }
  state.counters["bare_ns"] = bare_seconds / static_cast<double>(state.iterations()) * 1e9;
  state.counters["ratio"] = store_seconds / bare_seconds;
}

}  // namespace
}  // namespace bitsproof::bench

int main(int argc, char** argv) {
  using namespace bitsproof::bench;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RegisterBenchmark("Commit/full", Commit, Synchronous::kFull)->UseManualTime();
  benchmark::RegisterBenchmark("Commit/normal", Commit, Synchronous::kNormal)->UseManualTime();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
