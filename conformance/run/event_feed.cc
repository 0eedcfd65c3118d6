#include "conformance/run/event_feed.h"

namespace bitsproof::conformance {
namespace {

bool IsOn(const Json& event, const std::string& job, const std::string& kind) {
  return event.value("kind", "") == kind && event.value("job", "") == job;
}

std::uint64_t SequenceOf(const Json& event) { return event["sequence"].get<std::uint64_t>(); }

}  // namespace

void EventFeed::UpdateWithNextCall(std::function<void()> then) {
  port_->Post({"events.wait", {{"after", newest_}, {"timeout", "0s"}}},
              [this, then = std::move(then)](const Json& result) {
                Take(result["events"]);
                then();
              });
}

void EventFeed::Take(const Json& events) {
  for (const Json& event : events) {
    const std::uint64_t sequence = SequenceOf(event);
    if (sequence <= newest_) {
      throw SubjectFailure(
          {.kind = Mismatch::Kind::kFault, .what = "events.wait answers events out of order"});
    }
    newest_ = sequence;
    events_.push_back(event);
  }
}

std::optional<Json> EventFeed::Next(const std::string& job, const std::string& kind) {
  std::uint64_t& returned = returned_[{job, kind}];
  for (const Json& event : events_) {
    const std::uint64_t sequence = SequenceOf(event);
    if (sequence <= returned || !IsOn(event, job, kind)) continue;
    returned = sequence;
    return event;
  }
  return std::nullopt;
}

std::vector<EventFeed::Change> EventFeed::ChangesSince(std::uint64_t after,
                                                       const std::string& job) const {
  std::vector<Change> changes;
  for (const Json& event : events_) {
    const std::uint64_t sequence = SequenceOf(event);
    if (sequence > after && IsOn(event, job, "state")) {
      changes.push_back({sequence, event.value("to", "")});
    }
  }
  return changes;
}

}  // namespace bitsproof::conformance
