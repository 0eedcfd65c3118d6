// EventFeed: the events that a subject told so far.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/run/subject_port.h"

namespace bitsproof::conformance {

// Reads `events.wait` and keeps what it answered.
class EventFeed {
 public:
  // `port` outlives the feed.
  explicit EventFeed(SubjectPort& port) : port_(&port) {}

  // Takes what is new. Throws what SubjectPort::Call throws.
  void Update() {
    UpdateWithNextCall([] {});
    port_->Flush();
  }

  // The same right before the next call, and then `then`; what is thrown comes out of that call.
  void UpdateWithNextCall(std::function<void()> then);

  // All events taken so far, oldest first.
  const std::vector<Json>& events() const { return events_; }

  // The sequence number of the newest event taken, 0 without any.
  std::uint64_t newest() const { return newest_; }

  // The oldest event of `kind` on `job` that no earlier call returned; nullopt when there is none
  // yet.
  std::optional<Json> Next(const std::string& job, const std::string& kind);

  // A change of state.
  struct Change {
    std::uint64_t sequence = 0;
    std::string to;
  };

  // The changes of the state of `job` after event `after`.
  std::vector<Change> ChangesSince(std::uint64_t after, const std::string& job) const;

 private:
  void Take(const Json& events);

  SubjectPort* port_;
  std::vector<Json> events_;
  std::uint64_t newest_ = 0;
  std::map<std::pair<std::string, std::string>, std::uint64_t>
      returned_;  // (job, kind) -> sequence
};

}  // namespace bitsproof::conformance
