#include "fakes/event_ring.h"

namespace bitsproof::fakes {

Delivery EventRing::OnEvent(const JobEvent& event) {
  if (events_.size() == capacity_) events_.pop_front();
  events_.push_back(event);
  ++last_sequence_;
  return event.kind == JobEvent::Kind::kStateChange ? Delivery::kTaken : delivery_;
}

std::vector<EventRing::Numbered> EventRing::After(std::uint64_t sequence) const {
  std::vector<Numbered> after;
  std::uint64_t number = last_sequence_ - events_.size();
  for (const JobEvent& event : events_) {
    if (++number > sequence) after.push_back({number, event});
  }
  return after;
}

}  // namespace bitsproof::fakes
