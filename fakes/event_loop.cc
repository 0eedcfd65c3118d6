#include "fakes/event_loop.h"

#include <algorithm>
#include <utility>

namespace bitsproof::fakes {
namespace {

constexpr std::size_t kStoppedKept = 64;
constexpr std::int64_t kNanosecondsPerTick = 100;

WallTime AddTo(WallTime time, Duration delta) {
  return WallTime{time.ticks + static_cast<std::uint64_t>(delta.count() / kNanosecondsPerTick)};
}

}  // namespace

bool EventLoop::RunsAfter(const Entry& a, const Entry& b) {
  return a.due != b.due ? a.due > b.due : a.sequence > b.sequence;
}

WallTime EventLoop::WallNow() const {
  return AddTo(AddTo(wall_start_, now_.since_start), wall_shift_);
}

void EventLoop::SetWallClock(WallTime now) {
  const auto ticks = static_cast<std::int64_t>(now.ticks - WallNow().ticks);
  wall_shift_ += Duration{ticks * kNanosecondsPerTick};
}

std::uint32_t EventLoop::TakeSlot() {
  if (free_slots_.empty()) {
    slots_.emplace_back();
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  return index;
}

std::function<void()> EventLoop::FreeSlot(std::uint32_t index) {
  Slot& slot = slots_[index];
  slot.sequence = 0;
  free_slots_.push_back(index);
  return std::exchange(slot.action, nullptr);
}

Timers::Id EventLoop::Start(Instant due, std::function<void()> action) {
  const std::uint32_t index = TakeSlot();
  Slot& slot = slots_[index];
  slot.sequence = next_sequence_++;
  ++slot.uses;
  slot.action = std::move(action);
  heap_.push_back(Entry{std::max(due, now_), slot.sequence, index});
  std::push_heap(heap_.begin(), heap_.end(), RunsAfter);
  return (Id{slot.uses} << 32) | (index + Id{1});
}

void EventLoop::Stop(Id id) {
  const Id index = (id & 0xFFFFFFFFu) - 1;
  if (id == 0 || index >= slots_.size()) return;
  const Slot& slot = slots_[index];
  if (slot.sequence == 0 || slot.uses != id >> 32) return;
  // Destroyed on return, when this object is consistent again: what it holds may call Stop too.
  const std::function<void()> action = FreeSlot(static_cast<std::uint32_t>(index));
  ++stopped_;
  DropStopped();
}

void EventLoop::PopTop() {
  std::pop_heap(heap_.begin(), heap_.end(), RunsAfter);
  heap_.pop_back();
}

// Keeps a running timer on top, and stopped ones from outnumbering the others.
void EventLoop::DropStopped() {
  if (stopped_ > kStoppedKept && stopped_ > heap_.size() / 2) {
    std::erase_if(heap_, [this](const Entry& entry) { return IsStopped(entry); });
    std::make_heap(heap_.begin(), heap_.end(), RunsAfter);
    stopped_ = 0;
  }
  while (!heap_.empty() && IsStopped(heap_.front())) {
    PopTop();
    --stopped_;
  }
}

bool EventLoop::Step(Instant limit) {
  if (heap_.empty() || heap_.front().due > limit) {
    if (limit != Instant::Never()) now_ = std::max(now_, limit);
    return false;
  }
  const Entry entry = heap_.front();
  PopTop();
  const std::function<void()> action = FreeSlot(entry.slot);
  DropStopped();
  now_ = entry.due;
  ++steps_;
  action();
  return true;
}

void EventLoop::RunUntil(Instant limit) {
  while (Step(limit)) {
  }
}

Instant EventLoop::next_due() const { return heap_.empty() ? Instant::Never() : heap_.front().due; }

}  // namespace bitsproof::fakes
