// The contract suites of the seams on the doubles.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "fakes/event_loop.h"
#include "fakes/event_ring.h"
#include "fakes/memory_file_system.h"
#include "fakes/memory_job_store.h"
#include "reference/env/testing/event_sink_contract.h"
#include "reference/env/testing/file_system_contract.h"
#include "reference/env/testing/job_store_contract.h"
#include "reference/env/testing/timers_contract.h"

namespace bitsproof {
namespace {

constexpr WallTime kStart = FromUnixSeconds(1'000'000'000);

struct EventLoopWorld {
  Clock& clock() { return loop; }
  Timers& timers() { return loop; }
  bool PumpUntil(const std::function<bool()>& done) {
    while (!done()) {
      if (!loop.Step(loop.Now() + std::chrono::hours(1))) return done();
    }
    return true;
  }

  fakes::EventLoop loop{kStart};
};
INSTANTIATE_TYPED_TEST_SUITE_P(EventLoop, TimersContract, EventLoopWorld);

struct MemoryFilesWorld {
  MemoryFilesWorld() { MakeDirectory(root()); }
  FileSystem& files() { return memory; }
  std::string root() { return "/case"; }
  void MakeDirectory(const std::string& path) {
    ASSERT_EQ(memory.MakeDirectory(path), hresult::S_OK);
  }

  fakes::EventLoop loop{kStart};
  fakes::MemoryFileSystem memory{loop};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, FileSystemContract, MemoryFilesWorld);

struct MemoryStoreWorld {
  JobStore& store() { return memory; }
  void Restart() { memory.Crash(); }

  fakes::MemoryJobStore memory;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, JobStoreContract, MemoryStoreWorld);

struct EventRingWorld {
  EventSink& sink() { return ring; }
  void SetAccepting(bool accepting) {
    ring.SetDelivery(accepting ? Delivery::kTaken : Delivery::kRefused);
  }
  std::vector<JobEvent> Heard() {
    std::vector<JobEvent> heard;
    for (const auto& numbered : ring.After(0)) heard.push_back(numbered.event);
    return heard;
  }

  fakes::EventRing ring;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Ring, EventSinkContract, EventRingWorld);

}  // namespace
}  // namespace bitsproof
