#include "fakes/event_ring.h"

#include <gtest/gtest.h>

namespace bitsproof::fakes {
namespace {

JobEvent EventOf(std::uint8_t number) {
  JobEvent event;
  event.kind = JobEvent::Kind::kJobModification;
  event.job.bytes[0] = number;
  return event;
}

TEST(EventRing, NumbersEventsFromOne) {
  EventRing ring;
  EXPECT_EQ(ring.last_sequence(), 0u);
  EXPECT_TRUE(ring.After(0).empty());
  EXPECT_EQ(ring.OnEvent(EventOf(1)), Delivery::kTaken);
  EXPECT_EQ(ring.OnEvent(EventOf(2)), Delivery::kTaken);
  EXPECT_EQ(ring.OnEvent(EventOf(3)), Delivery::kTaken);
  EXPECT_EQ(ring.last_sequence(), 3u);
  const auto after = ring.After(1);
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[0].sequence, 2u);
  EXPECT_EQ(after[0].event.job, EventOf(2).job);
  EXPECT_EQ(after[1].sequence, 3u);
  EXPECT_TRUE(ring.After(3).empty());
}

TEST(EventRing, KeepsTheLastEventsAndTheirNumbers) {
  EventRing ring(2);
  for (std::uint8_t i = 1; i <= 5; ++i) ring.OnEvent(EventOf(i));
  const auto after = ring.After(0);
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[0].sequence, 4u);
  EXPECT_EQ(after[0].event.job, EventOf(4).job);
}

TEST(EventRing, RecordsWhatItRefuses) {
  EventRing ring;
  ring.SetDelivery(Delivery::kRefused);
  EXPECT_EQ(ring.OnEvent(EventOf(1)), Delivery::kRefused);
  ring.SetDelivery(Delivery::kTaken);
  EXPECT_EQ(ring.OnEvent(EventOf(1)), Delivery::kTaken);
  EXPECT_EQ(ring.last_sequence(), 2u);
}

TEST(EventRing, TellsTheAnswerToWhatWasPending) {
  EventRing ring;
  std::vector<bool> answers;
  ring.SetObserver([&](const JobEvent&, bool taken) { answers.push_back(taken); });
  ring.SetDelivery(Delivery::kPending);
  EXPECT_EQ(ring.OnEvent(EventOf(1)), Delivery::kPending);
  ring.Answer(EventOf(1), true);
  ring.SetObserver({});
  ring.Answer(EventOf(1), false);
  EXPECT_EQ(answers, std::vector<bool>{true});
}

}  // namespace
}  // namespace bitsproof::fakes
