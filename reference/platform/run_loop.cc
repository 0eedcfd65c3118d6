#include "reference/platform/run_loop.h"

#include <algorithm>
#include <vector>

namespace bitsproof::platform {
namespace {

// The longest single wait. Waiters count in milliseconds as an int, which holds 24 days; a wait
// that ends early only turns the loop once.
constexpr Duration kWaitMax = std::chrono::hours(1);

}  // namespace

void ConditionWaiter::Wait(Duration max) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, max, [this] { return woken_; });
  woken_ = false;
}

void ConditionWaiter::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

Instant RunLoop::Now() const {
  return Instant{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - origin_)};
}

WallTime RunLoop::WallNow() const {
  using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  const auto ticks = std::chrono::duration_cast<Ticks>(since_1970).count();
  return WallTime{kUnixEpochTicks + static_cast<std::uint64_t>(ticks)};
}

Timers::Id RunLoop::Start(Instant due, std::function<void()> action) {
  const Id id = next_id_++;
  due = std::max(due, Now());
  due_.emplace(id, due);
  timers_.emplace(Key{due, id}, std::move(action));
  return id;
}

void RunLoop::Stop(Id id) {
  const auto it = due_.find(id);
  if (it == due_.end()) return;
  // Destroyed on return, when this object is consistent again: what it holds may call Stop too.
  const auto timer = timers_.extract(Key{it->second, id});
  due_.erase(it);
}

void RunLoop::Post(std::function<void()> fn) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(fn));
  }
  waiter_.Wake();
}

void RunLoop::Run() {
  while (!stop_.exchange(false)) RunOnce(kWaitMax);
}

void RunLoop::Stop() {
  stop_ = true;
  waiter_.Wake();
}

void RunLoop::RunOnce(Duration max) {
  // Counted beforehand: functions that post functions do not keep the timers from their turn.
  const std::size_t count = posted_count();
  if (!RunPosted(count)) return;
  const bool ran = RunDueTimers() || count != 0;
  // After work the sockets have their turn at once: what ran may have asked them for something.
  if (!stop_) waiter_.Wait(ran ? Duration(0) : TimeToNext(max));
}

// False when the loop was told to stop.
bool RunLoop::RunPosted(std::size_t count) {
  for (; count > 0 && !stop_; --count) TakePosted()();
  return !stop_;
}

// True when there was one. Timers that are started here wait for the next turn, even when they are
// due, so that one that starts itself again cannot keep the waiter from its work. The keys are
// copied because an action may start and stop timers, the next one to run among them.
bool RunLoop::RunDueTimers() {
  std::vector<Key> ready;
  const Instant now = Now();
  for (const auto& [key, action] : timers_) {
    if (key.first > now) break;
    ready.push_back(key);
  }
  for (const Key& key : ready) {
    if (stop_) break;
    auto node = timers_.extract(key);
    if (node.empty()) continue;  // stopped by one that ran before it
    due_.erase(key.second);
    node.mapped()();
  }
  return !ready.empty();
}

std::function<void()> RunLoop::TakePosted() {
  const std::lock_guard lock(mutex_);
  auto fn = std::move(posted_.front());
  posted_.pop_front();
  return fn;
}

std::size_t RunLoop::posted_count() {
  const std::lock_guard lock(mutex_);
  return posted_.size();
}

Duration RunLoop::TimeToNext(Duration max) {
  max = std::clamp(max, Duration(0), kWaitMax);
  if (timers_.empty()) return max;
  return std::clamp(timers_.begin()->first.first - Now(), Duration(0), max);
}

}  // namespace bitsproof::platform
