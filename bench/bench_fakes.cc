// Virtual time: events a second, and 90 days with one idle job.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "fakes/event_loop.h"
#include "fakes/sim_world.h"
#include "reference/base/random.h"
#include "reference/job/job_manager.h"

namespace bitsproof::bench {
namespace {

using std::chrono::milliseconds;

constexpr Duration kNinetyDays = std::chrono::hours(24 * 90);
constexpr WallTime kStart = FromUnixSeconds(1'700'000'000);

// `count` timers, each of which sets itself again some time later, as retries and deadlines do.
class BusyTimers {
 public:
  BusyTimers(fakes::EventLoop& loop, std::int64_t count) : loop_(loop) {
    for (std::int64_t i = 0; i < count; ++i) Arm();
  }

 private:
  void Arm() {
    const Duration delay = milliseconds(1 + random_.Below(1000));
    loop_.Start(loop_.Now() + delay, [this] { Arm(); });
  }

  fakes::EventLoop& loop_;
  Random random_{1};
};

void VirtualEvents(benchmark::State& state) {
  fakes::EventLoop loop(kStart);
  const BusyTimers timers(loop, state.range(0));
  for (auto _ : state) loop.Step(Instant::Never());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(VirtualEvents)->ArgName("timers")->Arg(1)->Arg(100)->Arg(10'000)->Arg(1'000'000);

// Setting a timer that is stopped before it is due: what nearly all deadlines come to.
void StartAndStopOfATimer(benchmark::State& state) {
  fakes::EventLoop loop(kStart);
  const BusyTimers timers(loop, state.range(0));
  for (auto _ : state) loop.Stop(loop.Start(loop.Now() + kNinetyDays, [] {}));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(StartAndStopOfATimer)->ArgName("timers")->Arg(1)->Arg(10'000);

// A service with one suspended job, from its start to its end 90 days later. Goal: under 10 ms.
void NinetyDaysWithOneIdleJob(benchmark::State& state) {
  for (auto _ : state) {
    fakes::SimWorld world(1);
    JobManager manager(world.environment(), Policy{}, kNewestProfile);
    const Principal user{"S-1-5-21-1-2-3-1001", Principal::Kind::kStandardUser};
    const auto job = manager.CreateJob(user, "idle", JobType::kDownload);
    if (!job) state.SkipWithError("CreateJob fails");
    world.loop().RunUntil(world.loop().Now() + kNinetyDays);
    benchmark::DoNotOptimize(job);
  }
}
BENCHMARK(NinetyDaysWithOneIdleJob)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bitsproof::bench

BENCHMARK_MAIN();
