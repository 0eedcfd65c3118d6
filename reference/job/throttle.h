// Throttle: how much of the network the background jobs of a queue get, and when that changes.
#pragma once

#include <cstdint>
#include <functional>

#include "reference/env/clock.h"
#include "reference/model/bandwidth.h"
#include "reference/transfer/pacer.h"

namespace bitsproof {

// Applies a BandwidthPolicy by the calendar of the moment at which the service started: where the
// system clock is set afterwards does not matter (SC-24).
class Throttle {
 public:
  // `on_hour` is called, while there are limits, when an hour begins: they may be others. All must
  // outlive the throttle.
  Throttle(const Clock& clock, Timers& timers, Profile profile, std::function<void()> on_hour);

  void set_policy(const BandwidthPolicy& policy);

  // What a job of `priority` may use now.
  Bandwidth LimitOf(JobPriority priority) const;

  // What the limited jobs have moved.
  Pacer& pacer() { return pacer_; }

 private:
  WallTime Local() const;
  void ArmHour();

  const Clock& clock_;
  const Profile profile_;
  const std::function<void()> on_hour_;
  const WallTime started_;
  const Instant started_at_;
  BandwidthPolicy policy_;
  Pacer pacer_;
  Timer hour_;
};

}  // namespace bitsproof
