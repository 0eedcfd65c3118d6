// SimWorld: everything around a job manager, simulated.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/event_log.h"
#include "fakes/event_loop.h"
#include "fakes/event_ring.h"
#include "fakes/memory_file_system.h"
#include "fakes/memory_job_store.h"
#include "fakes/origin_model.h"
#include "fakes/scripted_conditions.h"
#include "fakes/scripted_programs.h"
#include "fakes/sim_transport.h"
#include "reference/base/random.h"
#include "reference/env/environment.h"

namespace bitsproof::fakes {

// One machine with its network, in virtual time: what happens in it is a function of its seed and
// of the calls made. The calendar starts at 2026-01-01T00:00:00Z. The world outlives the managers
// that run in it, one after another.
class SimWorld {
 public:
  explicit SimWorld(std::uint64_t seed, const LinkModel& link = {});
  SimWorld(const SimWorld&) = delete;
  SimWorld& operator=(const SimWorld&) = delete;

  // The seams for a manager of this world. Each call gives another stream of chance, as each start
  // of a service does. Events go to events(); a caller with a sink of its own makes the Environment
  // from the parts.
  Environment environment();

  EventLoop& loop() { return loop_; }
  EventLog& log() { return log_; }
  MemoryFileSystem& files() { return files_; }
  MemoryJobStore& store() { return store_; }
  SimTransport& transport() { return transport_; }
  ScriptedConditions& conditions() { return conditions_; }
  EventRing& events() { return events_; }
  ScriptedPrograms& programs() { return programs_; }

  // Starts the origin `name` with a parsed script, in place of one of that name; returns its URL,
  // "http://web.test" for the origin "web", with "https" when it has a certificate.
  std::string StartOrigin(const std::string& name, OriginScript script);

  // The journal of an origin in the form of origin_script.md. REQUIRES: it was started.
  nlohmann::ordered_json Journal(const std::string& name) const;
  bool HasOrigin(const std::string& name) const { return origins_.contains(name); }

  // Another independent stream of chance.
  Random Fork(std::string_view name) const { return random_.Fork(name); }

 private:
  const Random random_;
  std::uint64_t starts_ = 0;
  EventLoop loop_;
  EventLog log_;
  MemoryFileSystem files_;
  MemoryJobStore store_;
  ScriptedConditions conditions_;
  EventRing events_;
  ScriptedPrograms programs_{loop_, loop_};
  // The last of each name answers; those before are kept for exchanges that are still under way.
  std::map<std::string, std::vector<std::unique_ptr<OriginModel>>> origins_;
  SimTransport transport_;
};

}  // namespace bitsproof::fakes
