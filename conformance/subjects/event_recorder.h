// EventRecorder: the notifications and state changes of a case, for events.wait.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "conformance/json/json.h"
#include "reference/base/time.h"
#include "reference/env/event_sink.h"

namespace bitsproof::conformance {

// The name of a callback object that the harness gave none begins like this, and is not shown.
inline constexpr char kNameless = '#';

// Takes every event and numbers it from 1. Any thread may read.
class EventRecorder {
 public:
  // `result`: the result code of the call which the callback object made, if it made one.
  void Record(const JobEvent& event, std::optional<std::string> result = std::nullopt);

  // An object was asked about a certificate of that SHA-256.
  void RecordCertificate(const JobEvent& event, std::string sha256);

  // Begins anew.
  void Clear();

  // The number of the last event, 0 before the first.
  std::uint64_t last_sequence() const;

  // The events after number `after` in the form of the protocol.
  Json After(std::uint64_t after) const;

  // Waits in real time for an event after number `after`, at most `timeout`.
  void WaitFor(std::uint64_t after, Duration timeout);

 private:
  struct Recorded {
    JobEvent event;
    std::optional<std::string> result;
    std::optional<std::string> certificate;
  };

  void Add(Recorded recorded);

  static Json ToJson(std::uint64_t sequence, const Recorded& recorded);

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Recorded> events_;  // guarded by mutex_; the number of an event is its index + 1
};

}  // namespace bitsproof::conformance
