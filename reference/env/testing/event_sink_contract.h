// The contract suite of EventSink: every implementation passes it.
//
// A new implementation instantiates it with a default-constructible type, called the world here,
// that offers
//
//   EventSink& sink();
//   void SetAccepting(bool);         // whether the client takes events; at first it does
//   std::vector<JobEvent> Heard();   // what reached the client, oldest first
//
//   INSTANTIATE_TYPED_TEST_SUITE_P(MySink, EventSinkContract, MyWorld);
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "reference/env/event_sink.h"

namespace bitsproof {

template <typename World>
class EventSinkContract : public testing::Test {
 protected:
  static JobEvent EventOf(JobEvent::Kind kind, std::uint8_t job) {
    JobEvent event{kind, {}, JobState::kTransferring, JobState::kTransferred};
    event.job.bytes[0] = job;
    return event;
  }

  World world_;
};

TYPED_TEST_SUITE_P(EventSinkContract);

TYPED_TEST_P(EventSinkContract, HandsEventsOverWholeAndInOrder) {
  for (std::uint8_t job = 1; job <= 3; ++job) {
    EXPECT_EQ(this->world_.sink().OnEvent(this->EventOf(JobEvent::Kind::kStateChange, job)),
              Delivery::kTaken);
  }
  const std::vector<JobEvent> heard = this->world_.Heard();
  ASSERT_EQ(heard.size(), 3u);
  for (std::uint8_t i = 0; i < 3; ++i) {
    EXPECT_EQ(heard[i].kind, JobEvent::Kind::kStateChange);
    EXPECT_EQ(heard[i].job.bytes[0], i + 1);
    EXPECT_EQ(heard[i].from, JobState::kTransferring);
    EXPECT_EQ(heard[i].to, JobState::kTransferred);
  }
}

TYPED_TEST_P(EventSinkContract, SaysWhetherTheClientTookTheEvent) {
  const JobEvent event = this->EventOf(JobEvent::Kind::kJobTransferred, 1);
  this->world_.SetAccepting(false);
  EXPECT_EQ(this->world_.sink().OnEvent(event), Delivery::kRefused);
  this->world_.SetAccepting(true);
  EXPECT_EQ(this->world_.sink().OnEvent(event), Delivery::kTaken);
}

REGISTER_TYPED_TEST_SUITE_P(EventSinkContract, HandsEventsOverWholeAndInOrder,
                            SaysWhetherTheClientTookTheEvent);

}  // namespace bitsproof
