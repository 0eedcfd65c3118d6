#include "fakes/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/event_loop.h"

namespace bitsproof::fakes {
namespace {

TEST(EventLog, StampsLinesWithVirtualTime) {
  EventLoop loop(FromUnixSeconds(0));
  EventLog log(loop);
  log.Append("first");
  loop.RunUntil(Instant{std::chrono::milliseconds(12'000)});
  log.Append("second");
  loop.RunUntil(Instant{std::chrono::milliseconds(7'776'000'001)});
  log.Append("third");
  EXPECT_THAT(log.lines(), testing::ElementsAre("[   0.000s] first", "[  12.000s] second",
                                                "[7776000.001s] third"));
}

TEST(EventLog, DigestDependsOnEveryLineAndOnTheirOrder) {
  const EventLoop loop(FromUnixSeconds(0));
  EventLog ab(loop), ab_again(loop), ba(loop), joined(loop);
  for (EventLog* log : {&ab, &ab_again}) {
    log->Append("a");
    log->Append("b");
  }
  ba.Append("b");
  ba.Append("a");
  EXPECT_EQ(ab.Digest(), ab_again.Digest());
  EXPECT_NE(ab.Digest(), ba.Digest());
  EXPECT_NE(ab.Digest(), EventLog(loop).Digest());
  EXPECT_EQ(ab.Digest().size(), 16u);
}

}  // namespace
}  // namespace bitsproof::fakes
