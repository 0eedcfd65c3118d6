// EventRing: the double of the event sink.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "reference/env/event_sink.h"

namespace bitsproof::fakes {

// Numbers events from 1 and keeps the last ones, so that a world may run for ever.
class EventRing final : public EventSink {
 public:
  struct Numbered {
    std::uint64_t sequence = 0;
    JobEvent event;
  };

  explicit EventRing(std::size_t capacity = 65'536) : capacity_(capacity) {}

  Delivery OnEvent(const JobEvent& event) override;
  void SetObserver(Observer observer) override { observer_ = std::move(observer); }

  // What the client makes of events from now on; at first it takes them.
  void SetDelivery(Delivery delivery) { delivery_ = delivery; }

  // The client answers an event that was left pending.
  void Answer(const JobEvent& event, bool taken) {
    if (observer_) observer_(event, taken);
  }

  // The number of the last event, 0 before the first.
  std::uint64_t last_sequence() const { return last_sequence_; }

  // The events after number `sequence` that are still kept, oldest first.
  std::vector<Numbered> After(std::uint64_t sequence) const;

 private:
  const std::size_t capacity_;
  Delivery delivery_ = Delivery::kTaken;
  Observer observer_;
  std::uint64_t last_sequence_ = 0;
  std::deque<JobEvent> events_;  // the last one has number last_sequence_
};

}  // namespace bitsproof::fakes
