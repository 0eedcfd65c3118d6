#include "reference/job/throttle.h"

#include <chrono>
#include <utility>

namespace bitsproof {
namespace {

using Ticks = std::chrono::duration<std::uint64_t, std::ratio<1, 10'000'000>>;

constexpr std::uint64_t kTicksOfHour = Ticks(std::chrono::hours(1)).count();

}  // namespace

Throttle::Throttle(const Clock& clock, Timers& timers, Profile profile,
                   std::function<void()> on_hour)
    : clock_(clock),
      profile_(profile),
      on_hour_(std::move(on_hour)),
      started_(clock.WallNow()),
      started_at_(clock.Now()),
      hour_(timers) {}

void Throttle::set_policy(const BandwidthPolicy& policy) {
  policy_ = policy;
  hour_.Disarm();
  if (HasLimits(policy_)) ArmHour();
}

Bandwidth Throttle::LimitOf(JobPriority priority) const {
  if (!HasLimits(policy_)) return std::nullopt;
  return BandwidthAt(policy_, profile_, priority, Local());
}

// UNSPECIFIED (SC-20): the hours of a policy are those of UTC. The seams know no other.
WallTime Throttle::Local() const {
  const auto passed = std::chrono::duration_cast<Ticks>(clock_.Now() - started_at_);
  return {started_.ticks + passed.count()};
}

void Throttle::ArmHour() {
  const Ticks left(kTicksOfHour - Local().ticks % kTicksOfHour);
  hour_.Arm(clock_.Now() + left, [this] {
    ArmHour();
    on_hour_();
  });
}

}  // namespace bitsproof
