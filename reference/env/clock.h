// The seam through which the core learns time.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "reference/base/time.h"

namespace bitsproof {

// Tells the time. Both readings are free of side effects.
class Clock {
 public:
  virtual ~Clock() = default;

  // Never decreases; unaffected by changes of the system clock.
  virtual Instant Now() const = 0;

  // The calendar time that is recorded on jobs and files. May jump when the system clock is set.
  virtual WallTime WallNow() const = 0;
};

// Calls back at given instants, always on the thread that runs the manager and never from inside
// Start or Stop. Callbacks that are due at one instant run in the order in which they were started.
class Timers {
 public:
  using Id = std::uint64_t;  // never 0

  virtual ~Timers() = default;

  // Calls `action` once at `due` or as soon after as possible; an instant in the past means "at the
  // next turn". The timer is gone before `action` runs, so `action` may start another.
  virtual Id Start(Instant due, std::function<void()> action) = 0;

  // After Stop returns, the action of `id` will not run. Unknown, spent and stopped ids are
  // ignored.
  virtual void Stop(Id id) = 0;
};

// One armed timer at most; stops it on destruction.
class Timer {
 public:
  // `timers` must outlive this object.
  explicit Timer(Timers& timers) : timers_(&timers) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { Disarm(); }

  // Replaces the armed action, if any.
  void Arm(Instant due, std::function<void()> action) {
    Disarm();
    id_ = timers_->Start(due, [this, action = std::move(action)] {
      id_ = 0;
      action();
    });
  }

  void Disarm() {
    if (id_ != 0) timers_->Stop(std::exchange(id_, 0));
  }

  bool armed() const { return id_ != 0; }

 private:
  Timers* timers_;
  Timers::Id id_ = 0;
};

}  // namespace bitsproof
