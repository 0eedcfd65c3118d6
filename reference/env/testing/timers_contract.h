// The contract suite of Clock and Timers: every implementation passes it.
//
// A new implementation instantiates it with a default-constructible type, called the world here,
// that offers
//
//   Clock& clock();
//   Timers& timers();
//   bool PumpUntil(const std::function<bool()>& done);
//
// PumpUntil lets time pass and callbacks run until `done` holds, and returns true; false when it
// gives up, after as long as it likes.
//
//   INSTANTIATE_TYPED_TEST_SUITE_P(MyTimers, TimersContract, MyWorld);
//
// Nothing here depends on the speed of the machine: order and "never early" are asserted, lateness
// is not.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "reference/env/clock.h"

namespace bitsproof {

template <typename World>
class TimersContract : public testing::Test {
 protected:
  using Ms = std::chrono::milliseconds;

  Instant In(Duration delay) { return world_.clock().Now() + delay; }
  Timers& timers() { return world_.timers(); }

  // Starts a timer that appends `name` to the log.
  Timers::Id Log(Instant due, std::string name) {
    return timers().Start(due, [this, name = std::move(name)] { log_ += name; });
  }

  // Pumps until a timer that is started now, and is due last, has run.
  void PumpPast(Instant due) {
    bool passed = false;
    timers().Start(due, [&passed] { passed = true; });
    ASSERT_TRUE(world_.PumpUntil([&passed] { return passed; }));
  }

  World world_;
  std::string log_;
};

TYPED_TEST_SUITE_P(TimersContract);

TYPED_TEST_P(TimersContract, RunsTimersInTheOrderOfTheirInstants) {
  const Instant base = this->In(Duration(0));
  this->Log(base + std::chrono::milliseconds(30), "c");
  this->Log(base + std::chrono::milliseconds(10), "a");
  this->Log(base + std::chrono::milliseconds(20), "b");
  this->PumpPast(base + std::chrono::milliseconds(31));
  EXPECT_EQ(this->log_, "abc");
}

TYPED_TEST_P(TimersContract, RunsTimersOfOneInstantInTheOrderOfStart) {
  const Instant due = this->In(std::chrono::milliseconds(10));
  for (const char name : std::string("abcdefghij")) this->Log(due, std::string(1, name));
  this->PumpPast(due);
  EXPECT_EQ(this->log_, "abcdefghij");
}

TYPED_TEST_P(TimersContract, NeverRunsATimerEarly) {
  const Instant base = this->In(Duration(0));
  bool early = false;
  for (const int delay_us : {1, 500, 999, 1500, 7001}) {
    const Instant due = base + std::chrono::microseconds(delay_us);
    this->timers().Start(due, [this, due, &early] { early |= this->world_.clock().Now() < due; });
  }
  this->PumpPast(base + std::chrono::milliseconds(8));
  EXPECT_FALSE(early);
}

TYPED_TEST_P(TimersContract, DoesNotCallBackFromInsideStart) {
  const auto id = this->Log(this->In(Duration(-1)), "x");
  EXPECT_NE(id, 0u);
  EXPECT_EQ(this->log_, "");
  this->PumpPast(this->In(Duration(0)));
  EXPECT_EQ(this->log_, "x");
}

TYPED_TEST_P(TimersContract, RunsATimerOnce) {
  this->Log(this->In(Duration(0)), "x");
  for (int i = 0; i < 3; ++i) this->PumpPast(this->In(std::chrono::milliseconds(1)));
  EXPECT_EQ(this->log_, "x");
}

TYPED_TEST_P(TimersContract, AStoppedTimerDoesNotRun) {
  const Instant due = this->In(std::chrono::milliseconds(1));
  this->Log(due, "a");
  const auto stopped = this->Log(due, "b");
  this->Log(due, "c");
  this->timers().Stop(stopped);
  this->PumpPast(due);
  EXPECT_EQ(this->log_, "ac");
}

TYPED_TEST_P(TimersContract, ATimerMayStopAnotherOfTheSameInstant) {
  const Instant due = this->In(std::chrono::milliseconds(1));
  Timers::Id victim = 0;
  this->timers().Start(due, [this, &victim] {
    this->log_ += "a";
    this->timers().Stop(victim);
  });
  victim = this->Log(due, "b");
  this->PumpPast(due);
  EXPECT_EQ(this->log_, "a");
}

TYPED_TEST_P(TimersContract, IgnoresUnknownSpentAndStoppedIds) {
  this->timers().Stop(0);
  this->timers().Stop(~Timers::Id{0});
  const auto spent = this->Log(this->In(Duration(0)), "a");
  this->PumpPast(this->In(std::chrono::milliseconds(1)));
  const auto next = this->Log(this->In(std::chrono::milliseconds(1)), "b");
  const auto stopped = this->Log(this->In(std::chrono::milliseconds(1)), "c");
  EXPECT_NE(next, spent);
  this->timers().Stop(spent);
  this->timers().Stop(stopped);
  this->timers().Stop(stopped);
  this->PumpPast(this->In(std::chrono::milliseconds(2)));
  EXPECT_EQ(this->log_, "ab");
}

TYPED_TEST_P(TimersContract, ATimerMayStartAnotherThatRunsLater) {
  this->timers().Start(this->In(Duration(0)), [this] {
    this->log_ += "a";
    this->Log(this->In(Duration(0)), "b");
    this->log_ += "-";
  });
  ASSERT_TRUE(this->world_.PumpUntil([this] { return this->log_.size() == 3; }));
  EXPECT_EQ(this->log_, "a-b");
}

TYPED_TEST_P(TimersContract, ATimerThatStopsItselfIsAlreadyGone) {
  Timers::Id id = 0;
  id = this->timers().Start(this->In(Duration(0)), [this, &id] {
    this->timers().Stop(id);
    this->log_ += "x";
  });
  this->PumpPast(this->In(std::chrono::milliseconds(1)));
  EXPECT_EQ(this->log_, "x");
}

TYPED_TEST_P(TimersContract, DropsWhatAnActionHoldsWhenItIsStopped) {
  auto held = std::make_shared<int>(0);
  const auto id = this->timers().Start(this->In(std::chrono::hours(1)), [held] {});
  EXPECT_EQ(held.use_count(), 2);
  this->timers().Stop(id);
  EXPECT_EQ(held.use_count(), 1);
}

TYPED_TEST_P(TimersContract, TheClockNeverGoesBack) {
  Instant last = this->world_.clock().Now();
  for (int i = 0; i < 20; ++i) {
    this->PumpPast(this->In(std::chrono::microseconds(100)));
    const Instant now = this->world_.clock().Now();
    ASSERT_GT(now, last);
    last = now;
  }
}

TYPED_TEST_P(TimersContract, TheCalendarMovesWithTheClock) {
  const WallTime before = this->world_.clock().WallNow();
  this->PumpPast(this->In(std::chrono::milliseconds(5)));
  EXPECT_GT(this->world_.clock().WallNow(), before);
}

TYPED_TEST_P(TimersContract, AnInstantThatNeverComesDoesNotRun) {
  this->Log(Instant::Never(), "x");
  this->PumpPast(this->In(std::chrono::milliseconds(1)));
  EXPECT_EQ(this->log_, "");
}

TYPED_TEST_P(TimersContract, ATimerObjectReplacesAndDropsItsAction) {
  {
    Timer replaced(this->timers());
    replaced.Arm(this->In(std::chrono::milliseconds(1)), [this] { this->log_ += "a"; });
    replaced.Arm(this->In(std::chrono::milliseconds(1)), [this] { this->log_ += "b"; });
    Timer dropped(this->timers());
    dropped.Arm(this->In(std::chrono::milliseconds(1)), [this] { this->log_ += "c"; });
    dropped.Disarm();
    this->PumpPast(this->In(std::chrono::milliseconds(1)));
    EXPECT_FALSE(replaced.armed());
    replaced.Arm(this->In(std::chrono::milliseconds(1)), [this] { this->log_ += "d"; });
    EXPECT_TRUE(replaced.armed());
  }
  this->PumpPast(this->In(std::chrono::milliseconds(2)));
  EXPECT_EQ(this->log_, "b");
}

REGISTER_TYPED_TEST_SUITE_P(TimersContract, RunsTimersInTheOrderOfTheirInstants,
                            RunsTimersOfOneInstantInTheOrderOfStart, NeverRunsATimerEarly,
                            DoesNotCallBackFromInsideStart, RunsATimerOnce, AStoppedTimerDoesNotRun,
                            ATimerMayStopAnotherOfTheSameInstant, IgnoresUnknownSpentAndStoppedIds,
                            ATimerMayStartAnotherThatRunsLater, ATimerThatStopsItselfIsAlreadyGone,
                            DropsWhatAnActionHoldsWhenItIsStopped, TheClockNeverGoesBack,
                            TheCalendarMovesWithTheClock, AnInstantThatNeverComesDoesNotRun,
                            ATimerObjectReplacesAndDropsItsAction);

}  // namespace bitsproof
