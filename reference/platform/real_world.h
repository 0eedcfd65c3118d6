// RealWorld: everything around a job manager, on this machine.
#pragma once

#include <memory>
#include <string>

#include "reference/env/environment.h"
#include "reference/platform/callback_sink.h"
#include "reference/platform/curl_transport.h"
#include "reference/platform/fixed_conditions.h"
#include "reference/platform/posix_file_system.h"
#include "reference/platform/posix_programs.h"
#include "reference/platform/run_loop.h"
#include "reference/platform/sqlite_job_store.h"
#include "reference/transfer/scheme_router.h"

namespace bitsproof::platform {

// The system's clock, libcurl, files on disk and an SQLite store, all on the thread that runs the
// loop. The network is connected and all users are logged on unless set otherwise; events are
// refused until there is a callback. The world outlives the managers that run in it, one
// after another.
//
//     RealWorld world({.store_path = "/var/lib/downloads/jobs.db"});
//     JobManager manager(world.environment(), Policy{}, kNewestProfile);
//     world.loop().Run();
class RealWorld {
 public:
  struct Options {
    // The file that keeps the jobs, made when it is missing; without one they end with the world.
    std::string store_path;
    SqliteJobStore::Synchronous synchronous = SqliteJobStore::Synchronous::kFull;
    CurlTransport::Options curl = {};
  };

  RealWorld() : RealWorld(Options{}) {}
  // Throws std::invalid_argument when the store cannot be used, and leaves it as it is.
  explicit RealWorld(const Options& options);
  RealWorld(const RealWorld&) = delete;
  RealWorld& operator=(const RealWorld&) = delete;

  // The seams for a manager of this world. Each call gives another stream of chance, seeded by the
  // system.
  Environment environment();

  RunLoop& loop() { return loop_; }
  SqliteJobStore& store() { return *store_; }
  FixedNetworkStatus& network() { return network_; }
  FixedSessions& sessions() { return sessions_; }
  CallbackSink& events() { return events_; }
  PosixPrograms& programs() { return programs_; }

 private:
  const std::unique_ptr<SqliteJobStore> store_;
  CurlTransport curl_;
  RunLoop loop_{curl_};
  SchemeRouter transports_{loop_, loop_, {{"http", &curl_}, {"https", &curl_}}};
  PosixFileSystem files_;
  FixedNetworkStatus network_;
  FixedSessions sessions_;
  CallbackSink events_;
  PosixPrograms programs_{loop_, loop_};
};

}  // namespace bitsproof::platform
