// RunLoop: the real clock, the real timers and the thread on which a manager lives.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "reference/env/clock.h"
#include "reference/platform/waiter.h"

namespace bitsproof::platform {

// The waiter of a loop that has nothing but timers and posted functions.
class ConditionWaiter final : public Waiter {
 public:
  void Wait(Duration max) override;
  void Wake() override;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;  // guarded by mutex_
};

// Runs posted functions and timers, one at a time, on the thread that calls Run. Posted functions
// run in the order in which they were posted, timers in the order of their instants and, at one
// instant, of Start. An instant in the past counts as the present.
//
// Threading: Post, Stop(), Now and WallNow from any thread; all else on the thread of Run, or while
// nothing runs.
class RunLoop final : public Clock, public Timers {
 public:
  RunLoop() : RunLoop(nullptr) {}
  // `waiter` must outlive the loop; callbacks that it makes from Wait count as callbacks of the
  // loop.
  explicit RunLoop(Waiter& waiter) : RunLoop(&waiter) {}

  Instant Now() const override;
  WallTime WallNow() const override;
  Id Start(Instant due, std::function<void()> action) override;
  void Stop(Id id) override;

  // Calls `fn` once at one of the next turns. What is still posted when the loop is destroyed never
  // runs.
  void Post(std::function<void()> fn);

  // Runs turns until Stop. REQUIRES: nothing runs this loop already.
  void Run();

  // Ends Run after the present callback; before Run, makes it return at once. What was posted and
  // did not run waits for the next Run.
  void Stop();

  // One turn: what is posted, the timers that are due, then a wait: of at most `max`, and none at
  // all when something ran.
  void RunOnce(Duration max);

 private:
  using Key = std::pair<Instant, Id>;  // ids grow, so they break ties in order of Start

  explicit RunLoop(Waiter* waiter) : waiter_(waiter != nullptr ? *waiter : default_waiter_) {}

  bool RunPosted(std::size_t count);
  bool RunDueTimers();
  std::function<void()> TakePosted();
  std::size_t posted_count();
  Duration TimeToNext(Duration max);

  ConditionWaiter default_waiter_;
  Waiter& waiter_;
  const std::chrono::steady_clock::time_point origin_ = std::chrono::steady_clock::now();
  std::atomic<bool> stop_ = false;

  // Loop thread only. Every key of timers_ has its id in due_ and the other way round.
  Id next_id_ = 1;
  std::map<Key, std::function<void()>> timers_;
  std::unordered_map<Id, Instant> due_;

  std::mutex mutex_;
  std::deque<std::function<void()>> posted_;  // guarded by mutex_
};

// A thread that runs a loop as long as this object lives.
class LoopThread {
 public:
  // `loop` must outlive this object, and nothing else runs it meanwhile.
  explicit LoopThread(RunLoop& loop) : loop_(loop), thread_([this] { loop_.Run(); }) {}
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;
  // Runs what was posted before, then ends the thread. Timers that are still set never run.
  ~LoopThread() {
    loop_.Post([this] { loop_.Stop(); });
    thread_.join();
  }

  // Runs `fn` on the loop's thread and returns what it returns; exceptions come through. On the
  // loop's thread itself `fn` runs at once.
  template <typename Fn>
  auto Call(Fn&& fn) -> std::invoke_result_t<Fn&> {
    if (std::this_thread::get_id() == thread_.get_id()) return fn();
    // Shared, because the loop's thread is still inside the task when the result is there.
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Fn&>()>>(std::ref(fn));
    auto result = task->get_future();
    loop_.Post([task] { (*task)(); });
    return result.get();
  }

 private:
  RunLoop& loop_;
  std::thread thread_;
};

}  // namespace bitsproof::platform
