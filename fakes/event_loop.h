// EventLoop: virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "reference/env/clock.h"

namespace bitsproof::fakes {

// A clock that stands still until it is told to go on, and the timers on it. Timers that are due at one instant run in the
// order in which they were started. Nothing here waits: 90 virtual days with one timer cost one callback.
class EventLoop final : public Clock, public Timers {
 public:
  // The calendar starts at `start`.
  explicit EventLoop(WallTime start) : wall_start_(start) {}

  Instant Now() const override { return now_; }
  WallTime WallNow() const override;
  Id Start(Instant due, std::function<void()> action) override;
  void Stop(Id id) override;

  // Moves the calendar, not the monotonic clock.
  void SetWallClock(WallTime now);

  // Runs the earliest timer that is due by `limit`, with the time set to its instant. Returns false, with the time set to
  // `limit`, when there is none.
  bool Step(Instant limit);

  // Steps until `limit`.
  void RunUntil(Instant limit);

  // The instant of the next timer, Instant::Never() without one.
  Instant next_due() const;

  std::uint64_t steps() const { return steps_; }

 private:
  using Key = std::pair<Instant, Id>;  // ids grow, so they break ties in order of Start

  Instant now_;
  WallTime wall_start_;
  Duration wall_shift_{0};
  Id next_id_ = 1;
  std::uint64_t steps_ = 0;
  std::map<Key, std::function<void()>> timers_;  // ordered by (instant, id)
  std::unordered_map<Id, Instant> due_;
};

}  // namespace bitsproof::fakes
