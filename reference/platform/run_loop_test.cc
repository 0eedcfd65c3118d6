#include "reference/platform/run_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace bitsproof::platform {
namespace {

// Records how long it was asked to wait, and lets a test act in the middle of a wait.
class FakeWaiter final : public Waiter {
 public:
  void Wait(Duration max) override {
    waits.push_back(max);
    if (on_wait) on_wait();
  }
  void Wake() override { ++wakes; }

  std::vector<Duration> waits;
  std::function<void()> on_wait;
  int wakes = 0;
};

TEST(RunLoop, RunsPostedFunctionsInOrder) {
  RunLoop loop;
  std::string log;
  loop.Post([&] { log += "a"; });
  loop.Post([&] { log += "b"; });
  loop.Post([&] { loop.Stop(); });
  loop.Run();
  EXPECT_EQ(log, "ab");
}

TEST(RunLoop, StopLeavesTheRestForTheNextRun) {
  RunLoop loop;
  std::string log;
  loop.Post([&] { loop.Stop(); });
  loop.Post([&] { log += "a"; });
  loop.Post([&] { loop.Stop(); });
  loop.Run();
  EXPECT_EQ(log, "");
  loop.Run();
  EXPECT_EQ(log, "a");
}

TEST(RunLoop, StopBeforeRunMakesRunReturnAtOnce) {
  RunLoop loop;
  bool ran = false;
  loop.Post([&] { ran = true; });
  loop.Stop();
  loop.Run();
  EXPECT_FALSE(ran);
}

TEST(RunLoop, StopInATimerKeepsTheTimersBehindIt) {
  RunLoop loop;
  std::string log;
  const Instant due = loop.Now();
  loop.Start(due, [&] { loop.Stop(); });
  loop.Start(due, [&] { log += "a"; });
  loop.Run();
  EXPECT_EQ(log, "");
  loop.Post([&] { loop.Stop(); });
  loop.Run();
  loop.RunOnce(Duration(0));
  EXPECT_EQ(log, "a");
}

TEST(RunLoop, FunctionsThatPostForEverDoNotKeepTimersFromTheirTurn) {
  RunLoop loop;
  std::function<void()> post_again = [&] { loop.Post(post_again); };
  loop.Post(post_again);
  loop.Start(loop.Now(), [&] { loop.Stop(); });
  loop.Run();
}

TEST(RunLoop, TimersThatStartDueTimersDoNotKeepPostsFromTheirTurn) {
  RunLoop loop;
  std::function<void()> start_again = [&] { loop.Start(Instant{}, start_again); };
  loop.Start(Instant{}, [&] {
    start_again();
    loop.Post([&] { loop.Stop(); });
  });
  loop.Run();
}

TEST(RunLoop, WaitsNoLongerThanUntilTheNextTimer) {
  FakeWaiter waiter;
  RunLoop loop(waiter);
  loop.RunOnce(std::chrono::seconds(5));
  loop.Start(loop.Now() + std::chrono::seconds(2), [] {});
  loop.RunOnce(std::chrono::seconds(5));
  loop.RunOnce(std::chrono::seconds(1));
  ASSERT_EQ(waiter.waits.size(), 3u);
  EXPECT_EQ(waiter.waits[0], std::chrono::seconds(5));
  EXPECT_GT(waiter.waits[1], Duration(0));
  EXPECT_LE(waiter.waits[1], std::chrono::seconds(2));
  EXPECT_EQ(waiter.waits[2], std::chrono::seconds(1));
}

TEST(RunLoop, NeverAsksForAWaitBeyondAnHour) {
  FakeWaiter waiter;
  RunLoop loop(waiter);
  loop.Start(Instant::Never(), [] {});
  loop.RunOnce(Duration::max());
  EXPECT_EQ(waiter.waits.at(0), std::chrono::hours(1));
}

TEST(RunLoop, DoesNotWaitWhileSomethingIsPosted) {
  FakeWaiter waiter;
  RunLoop loop(waiter);
  loop.Post([&] { loop.Post([] {}); });
  loop.RunOnce(std::chrono::seconds(5));
  EXPECT_EQ(waiter.waits.at(0), Duration(0));
}

TEST(RunLoop, WakesItsWaiterForEveryPostAndForStop) {
  FakeWaiter waiter;
  RunLoop loop(waiter);
  loop.Post([] {});
  EXPECT_EQ(waiter.wakes, 1);
  loop.Stop();
  EXPECT_EQ(waiter.wakes, 2);
}

TEST(RunLoop, SeesTimersThatTheWaiterStarted) {
  FakeWaiter waiter;
  RunLoop loop(waiter);
  waiter.on_wait = [&] { loop.Start(loop.Now(), [&] { loop.Stop(); }); };
  loop.Run();
}

TEST(ConditionWaiter, RemembersAWakeThatCameBeforeTheWait) {
  ConditionWaiter waiter;
  waiter.Wake();
  waiter.Wait(std::chrono::hours(1));
}

TEST(LoopThread, CallRunsOnTheLoopThreadAndBringsTheResultBack) {
  RunLoop loop;
  LoopThread thread(loop);
  const auto id = thread.Call([] { return std::this_thread::get_id(); });
  EXPECT_NE(id, std::this_thread::get_id());
  EXPECT_EQ(thread.Call([] { return std::make_unique<int>(7); }).operator*(), 7);
  thread.Call([] {});
}

TEST(LoopThread, CallMayReturnAReference) {
  RunLoop loop;
  LoopThread thread(loop);
  int value = 1;
  thread.Call([&]() -> int& { return value; }) = 2;
  EXPECT_EQ(value, 2);
}

TEST(LoopThread, CallBringsExceptionsBack) {
  RunLoop loop;
  LoopThread thread(loop);
  EXPECT_THROW(thread.Call([] { throw std::runtime_error("x"); }), std::runtime_error);
  EXPECT_EQ(thread.Call([] { return 1; }), 1);
}

TEST(LoopThread, CallFromTheLoopThreadRunsAtOnce) {
  RunLoop loop;
  LoopThread thread(loop);
  EXPECT_EQ(thread.Call([&] { return thread.Call([] { return 5; }); }), 5);
}

TEST(LoopThread, RunsCallsOfManyThreadsOneAtATime) {
  RunLoop loop;
  LoopThread thread(loop);
  int count = 0;  // guarded by the loop
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int j = 0; j < 200; ++j) thread.Call([&] { ++count; });
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(thread.Call([&] { return count; }), 800);
}

TEST(LoopThread, RunsTimersThatACallStarted) {
  RunLoop loop;
  LoopThread thread(loop);
  std::promise<void> ran;
  thread.Call(
      [&] { loop.Start(loop.Now() + std::chrono::milliseconds(1), [&] { ran.set_value(); }); });
  ran.get_future().wait();
}

TEST(LoopThread, RunsWhatWasPostedBeforeItEnds) {
  std::atomic<int> count = 0;
  {
    RunLoop loop;
    LoopThread thread(loop);
    for (int i = 0; i < 100; ++i) loop.Post([&] { ++count; });
  }
  EXPECT_EQ(count, 100);
}

}  // namespace
}  // namespace bitsproof::platform
