#include "conformance/subjects/event_recorder.h"

#include <gtest/gtest.h>

#include <thread>

namespace bitsproof::conformance {
namespace {

const JobEvent kChange{JobEvent::Kind::kStateChange, Guid{}, JobState::kQueued,
                       JobState::kConnecting};
const JobEvent kDone{JobEvent::Kind::kJobTransferred, Guid{}, {}, {}};

TEST(EventRecorder, NumbersEventsFromOne) {
  EventRecorder recorder;
  recorder.Record(kChange);
  recorder.Record(kDone);
  const Json events = recorder.After(0);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0]["sequence"], 1);
  EXPECT_EQ(events[0]["kind"], "state");
  EXPECT_EQ(events[0]["from"], "QUEUED");
  EXPECT_EQ(events[0]["to"], "CONNECTING");
  EXPECT_EQ(events[1]["kind"], "transferred");
  EXPECT_FALSE(events[1].contains("to"));
}

TEST(EventRecorder, ShowsOnlyWhatCameAfterANumber) {
  EventRecorder recorder;
  recorder.Record(kChange);
  recorder.Record(kDone);
  EXPECT_EQ(recorder.After(1).size(), 1u);
  EXPECT_EQ(recorder.After(2), Json::array());
  EXPECT_EQ(recorder.After(9), Json::array());
}

TEST(EventRecorder, BeginsAnewWhenCleared) {
  EventRecorder recorder;
  recorder.Record(kDone);
  recorder.Clear();
  EXPECT_EQ(recorder.last_sequence(), 0u);
}

TEST(EventRecorder, WakesWhoWaitsForAnEvent) {
  EventRecorder recorder;
  std::thread other([&] { recorder.Record(kDone); });
  recorder.WaitFor(0, std::chrono::minutes(5));
  EXPECT_EQ(recorder.last_sequence(), 1u);
  other.join();
}

}  // namespace
}  // namespace bitsproof::conformance
