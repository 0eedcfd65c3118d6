// Everything that the core may touch outside itself.
#pragma once

#include "reference/base/random.h"
#include "reference/env/clock.h"
#include "reference/env/conditions.h"
#include "reference/env/event_sink.h"
#include "reference/env/file_system.h"
#include "reference/env/job_store.h"
#include "reference/env/programs.h"
#include "reference/env/transport.h"

namespace bitsproof {

// One world, real or simulated. All members outlive the manager that is built on them.
struct Environment {
  Clock& clock;
  Timers& timers;
  Transport& transport;
  FileSystem& files;
  JobStore& store;
  NetworkStatus& network;
  Sessions& sessions;
  EventSink& events;
  Programs& programs;
  // GUIDs come from here. The real world seeds it from the operating system, a simulation from the
  // case.
  Random random;
};

}  // namespace bitsproof
