// EventLoop: virtual time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "reference/env/clock.h"

namespace bitsproof::fakes {

// A clock that stands still until it is advanced, and the timers on it. Timers that are due at the
// same instant run in the order in which they were started. Nothing here waits: 90 virtual days
// with one timer cost one callback. Start, Stop and Step cost O(log n) for n armed timers.
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
  void MoveWallClock(Duration by) { wall_shift_ += by; }

  // Runs the earliest timer that is due by `limit`, with the time set to its instant. Returns
  // false, with the time set to `limit` (unless that is in the past or Never), when there is none.
  bool Step(Instant limit);

  // Steps until `limit`.
  void RunUntil(Instant limit);

  // The instant of the next timer, Instant::Never() without one.
  Instant next_due() const;

  std::uint64_t steps() const { return steps_; }

 private:
  // An entry of the heap. Its timer was stopped when the slot has moved on to another sequence.
  struct Entry {
    Instant due;
    std::uint64_t sequence;  // grows with every Start: breaks ties
    std::uint32_t slot;
  };
  struct Slot {
    std::uint64_t sequence = 0;  // of the armed timer; 0 when the slot is free
    std::uint32_t uses = 0;      // distinguishes ids of timers that used this slot
    std::function<void()> action;
  };
  static bool RunsAfter(const Entry& a, const Entry& b);

  bool IsStopped(const Entry& entry) const { return slots_[entry.slot].sequence != entry.sequence; }
  std::uint32_t TakeSlot();
  std::function<void()> FreeSlot(std::uint32_t index);
  void PopTop();
  void DropStopped();

  Instant now_;
  WallTime wall_start_;
  Duration wall_shift_{0};
  std::uint64_t next_sequence_ = 1;
  std::uint64_t steps_ = 0;
  std::vector<Entry> heap_;  // earliest on top; the top is never a stopped timer
  std::size_t stopped_ = 0;  // stopped timers still in heap_
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
};

}  // namespace bitsproof::fakes
