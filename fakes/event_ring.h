// EventRing: the double of the event sink.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
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

  bool OnEvent(const JobEvent& event) override;

  // From now on the client refuses events: they are recorded, and refused.
  void SetAccepting(bool accepting) { is_accepting_ = accepting; }

  // The number of the last event, 0 before the first.
  std::uint64_t last_sequence() const { return last_sequence_; }

  // The events after number `sequence` that are still kept, oldest first.
  std::vector<Numbered> After(std::uint64_t sequence) const;

 private:
  const std::size_t capacity_;
  bool is_accepting_ = true;
  std::uint64_t last_sequence_ = 0;
  std::deque<JobEvent> events_;  // the last one has number last_sequence_
};

}  // namespace bitsproof::fakes
