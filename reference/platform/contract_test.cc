// The contract suites on the real implementations.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "reference/env/testing/event_sink_contract.h"
#include "reference/env/testing/file_system_contract.h"
#include "reference/env/testing/job_store_contract.h"
#include "reference/env/testing/timers_contract.h"
#include "reference/platform/callback_sink.h"
#include "reference/platform/curl_transport.h"
#include "reference/platform/posix_file_system.h"
#include "reference/platform/run_loop.h"
#include "reference/platform/sqlite_job_store.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof {
namespace {

constexpr Duration kPatience = std::chrono::minutes(1);

bool Pump(platform::RunLoop& loop, const std::function<bool()>& done) {
  const Instant limit = loop.Now() + kPatience;
  while (!done() && loop.Now() < limit) loop.RunOnce(kPatience);
  return done();
}

struct RunLoopWorld {
  Clock& clock() { return loop; }
  Timers& timers() { return loop; }
  bool PumpUntil(const std::function<bool()>& done) { return Pump(loop, done); }

  platform::RunLoop loop;
};
INSTANTIATE_TYPED_TEST_SUITE_P(RunLoop, TimersContract, RunLoopWorld);

// The same loop, waiting in the transport.
struct CurlRunLoopWorld {
  Clock& clock() { return loop; }
  Timers& timers() { return loop; }
  bool PumpUntil(const std::function<bool()>& done) { return Pump(loop, done); }

  platform::CurlTransport transport;
  platform::RunLoop loop{transport};
};
INSTANTIATE_TYPED_TEST_SUITE_P(RunLoopOnCurl, TimersContract, CurlRunLoopWorld);

struct PosixWorld {
  FileSystem& files() { return posix; }
  std::string root() { return directory.path(); }
  void MakeDirectory(const std::string& path) { std::filesystem::create_directory(path); }

  platform::TemporaryDirectory directory;
  platform::PosixFileSystem posix;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Posix, FileSystemContract, PosixWorld);

class SqliteWorld {
 public:
  SqliteWorld() { Open(); }

  JobStore& store() { return *store_; }

  // To the database a death of the process is an end without a commit: see sqlite_crash_test.cc for
  // real deaths.
  void Restart() {
    store_.reset();
    Open();
  }

 private:
  void Open() { store_ = platform::SqliteJobStore::Open(directory_ / "jobs.db").value(); }

  platform::TemporaryDirectory directory_;
  std::unique_ptr<platform::SqliteJobStore> store_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, JobStoreContract, SqliteWorld);

struct CallbackWorld {
  CallbackWorld() {
    callback.set_callback([this](const JobEvent& event) {
      if (accepting) heard.push_back(event);
      return accepting;
    });
  }
  EventSink& sink() { return callback; }
  void SetAccepting(bool accept) { accepting = accept; }
  std::vector<JobEvent> Heard() { return heard; }

  platform::CallbackSink callback;
  bool accepting = true;
  std::vector<JobEvent> heard;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Callback, EventSinkContract, CallbackWorld);

}  // namespace
}  // namespace bitsproof
