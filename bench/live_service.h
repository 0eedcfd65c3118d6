// LiveService: the reference job manager on the real machine.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reference/job/job_manager.h"
#include "reference/platform/callback_sink.h"
#include "reference/platform/curl_transport.h"
#include "reference/platform/fixed_conditions.h"
#include "reference/platform/posix_file_system.h"
#include "reference/platform/run_loop.h"
#include "reference/platform/sqlite_job_store.h"

namespace bitsproof::bench {

// A job manager with the system's clock, libcurl, files on disk and a SQLite store, all on the
// calling thread: the manager works while RunUntil waits. Everybody is logged on, the network is
// connected.
class LiveService final {
 public:
  // Keeps its jobs in the file `store_path`, which is made when it is missing. Throws
  // std::runtime_error when it cannot be used.
  LiveService(const std::string& store_path, const Policy& policy);
  LiveService(const LiveService&) = delete;
  LiveService& operator=(const LiveService&) = delete;

  JobManager& manager() { return manager_; }

  // Lets the manager work until `job` is in one of `states` or `limit` has passed. Returns whether
  // it is.
  bool RunUntil(const Job& job, const std::vector<JobState>& states, Duration limit);

  // The states that `job` has gone through, oldest first, without the first one.
  std::vector<JobState> StatesOf(const Job& job) const;

 private:
  bool OnEvent(const JobEvent& event);

  platform::CurlTransport transport_;
  platform::RunLoop loop_{transport_};
  platform::PosixFileSystem files_;
  std::unique_ptr<platform::SqliteJobStore> store_;
  platform::FixedNetworkStatus network_;
  platform::FixedSessions sessions_;
  platform::CallbackSink sink_{[this](const JobEvent& event) { return OnEvent(event); }};
  std::vector<JobEvent> changes_;                   // kStateChange only
  std::function<void(const JobEvent&)> on_change_;  // set during RunUntil
  JobManager manager_;                              // last: it uses all of the above
};

// An ordinary user, who owns the jobs of tests and measurements.
Principal OrdinaryUser();

}  // namespace bitsproof::bench
