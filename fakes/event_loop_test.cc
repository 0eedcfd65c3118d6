#include "fakes/event_loop.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace bitsproof::fakes {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

Instant At(Duration since_start) { return Instant{since_start}; }

class EventLoopTest : public testing::Test {
 protected:
  Timers::Id Say(Instant due, const std::string& word) {
    return loop_.Start(due, [this, word] { said_ += word + " "; });
  }

  EventLoop loop_{FromUnixSeconds(1'767'225'600)};
  std::string said_;
};

TEST_F(EventLoopTest, RunsTimersInOrderOfInstantThenOfStart) {
  Say(At(seconds(2)), "c");
  Say(At(seconds(1)), "a");
  Say(At(seconds(2)), "d");
  Say(At(seconds(1)), "b");
  Say(At(seconds(2)), "e");
  loop_.RunUntil(At(seconds(2)));
  EXPECT_EQ(said_, "a b c d e ");
  EXPECT_EQ(loop_.steps(), 5u);
}

TEST_F(EventLoopTest, RunsManyTiesInOrderOfStart) {
  std::vector<int> order;
  for (int i = 0; i < 1000; ++i) loop_.Start(At(seconds(1)), [&order, i] { order.push_back(i); });
  loop_.RunUntil(At(seconds(1)));
  ASSERT_EQ(order.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST_F(EventLoopTest, StandsAtTheInstantOfTheTimerThatRuns) {
  Instant seen;
  loop_.Start(At(milliseconds(1500)), [&] { seen = loop_.Now(); });
  EXPECT_TRUE(loop_.Step(At(hours(1))));
  EXPECT_EQ(seen, At(milliseconds(1500)));
  EXPECT_EQ(loop_.Now(), At(milliseconds(1500)));
}

TEST_F(EventLoopTest, StepWithoutATimerInReachMovesToTheLimit) {
  Say(At(seconds(10)), "late");
  EXPECT_FALSE(loop_.Step(At(seconds(9))));
  EXPECT_EQ(loop_.Now(), At(seconds(9)));
  EXPECT_EQ(said_, "");
}

TEST_F(EventLoopTest, StepWithoutBoundKeepsTheTimeWhenNothingIsArmed) {
  loop_.RunUntil(At(seconds(3)));
  EXPECT_FALSE(loop_.Step(Instant::Never()));
  EXPECT_EQ(loop_.Now(), At(seconds(3)));
}

TEST_F(EventLoopTest, NeverGoesBack) {
  loop_.RunUntil(At(seconds(3)));
  EXPECT_FALSE(loop_.Step(At(seconds(1))));
  EXPECT_EQ(loop_.Now(), At(seconds(3)));
}

TEST_F(EventLoopTest, RunsATimerOfThePastAtTheNextTurn) {
  loop_.RunUntil(At(seconds(3)));
  Say(At(seconds(1)), "past");
  EXPECT_EQ(said_, "");
  EXPECT_EQ(loop_.next_due(), At(seconds(3)));
  EXPECT_TRUE(loop_.Step(At(seconds(3))));
  EXPECT_EQ(said_, "past ");
}

TEST_F(EventLoopTest, DoesNotRunAStoppedTimer) {
  const Timers::Id first = Say(At(seconds(1)), "a");
  Say(At(seconds(2)), "b");
  loop_.Stop(first);
  loop_.Stop(first);
  loop_.Stop(0);
  loop_.Stop(12345);
  EXPECT_EQ(loop_.next_due(), At(seconds(2)));
  loop_.RunUntil(At(seconds(5)));
  EXPECT_EQ(said_, "b ");
}

TEST_F(EventLoopTest, DoesNotConfuseASpentIdWithItsSuccessor) {
  const Timers::Id spent = Say(At(seconds(1)), "a");
  loop_.RunUntil(At(seconds(1)));
  const Timers::Id next = Say(At(seconds(2)), "b");
  EXPECT_NE(spent, next);
  loop_.Stop(spent);
  loop_.RunUntil(At(seconds(2)));
  EXPECT_EQ(said_, "a b ");
}

TEST_F(EventLoopTest, LetsATimerStopAnotherOfTheSameInstant) {
  Timers::Id second = 0;
  loop_.Start(At(seconds(1)), [&] { loop_.Stop(second); });
  second = Say(At(seconds(1)), "b");
  loop_.RunUntil(At(seconds(1)));
  EXPECT_EQ(said_, "");
}

TEST_F(EventLoopTest, RunsATimerStartedDuringTheTurnAfterThoseOfTheSameInstant) {
  loop_.Start(At(seconds(1)), [&] { Say(At(seconds(1)), "later"); });
  Say(At(seconds(1)), "sooner");
  loop_.RunUntil(At(seconds(1)));
  EXPECT_EQ(said_, "sooner later ");
}

TEST_F(EventLoopTest, SurvivesAnActionThatStopsTimersWhenItIsDestroyed) {
  auto timer = std::make_shared<Timer>(loop_);
  timer->Arm(At(seconds(1)), [this] { said_ += "inner "; });
  const Timers::Id outer = loop_.Start(At(seconds(2)), [timer] {});
  timer.reset();
  loop_.Stop(outer);
  loop_.RunUntil(At(seconds(5)));
  EXPECT_EQ(said_, "");
}

TEST_F(EventLoopTest, KeepsTheOrderWhenMostTimersAreStopped) {
  std::vector<Timers::Id> ids;
  for (int i = 0; i < 1000; ++i) {
    ids.push_back(Say(At(seconds(1000 - i)), std::to_string(1000 - i)));
  }
  for (int i = 0; i < 1000; ++i) {
    if (i % 400 != 0) loop_.Stop(ids[static_cast<std::size_t>(i)]);
  }
  loop_.RunUntil(At(seconds(1000)));
  EXPECT_EQ(said_, "200 600 1000 ");
}

TEST_F(EventLoopTest, ReusesTheRoomOfATimerThatIsRearmedForEver) {
  Timer timer(loop_);
  for (int i = 0; i < 1'000'000; ++i) timer.Arm(At(hours(1)), [] {});
  EXPECT_EQ(loop_.next_due(), At(hours(1)));
  loop_.RunUntil(At(hours(1)));
  EXPECT_EQ(loop_.steps(), 1u);
}

TEST_F(EventLoopTest, HoldsAMillionTimers) {
  int count = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    loop_.Start(At(milliseconds((i * 7919LL) % 1'000'003)), [&count] { ++count; });
  }
  loop_.RunUntil(At(milliseconds(1'000'003)));
  EXPECT_EQ(count, 1'000'000);
}

TEST_F(EventLoopTest, CalendarFollowsVirtualTime) {
  loop_.RunUntil(At(hours(24)));
  EXPECT_EQ(ToIso8601(loop_.WallNow()), "2026-01-02T00:00:00.0000000Z");
}

TEST_F(EventLoopTest, SettingTheCalendarLeavesTimersAlone) {
  Say(At(seconds(10)), "a");
  loop_.RunUntil(At(seconds(5)));
  loop_.SetWallClock(FromUnixSeconds(0));
  EXPECT_EQ(loop_.WallNow(), FromUnixSeconds(0));
  EXPECT_EQ(loop_.Now(), At(seconds(5)));
  loop_.RunUntil(At(seconds(10)));
  EXPECT_EQ(said_, "a ");
  EXPECT_EQ(loop_.WallNow(), FromUnixSeconds(5));
}

}  // namespace
}  // namespace bitsproof::fakes
