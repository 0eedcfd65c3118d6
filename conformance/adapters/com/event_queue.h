// EventQueue: the notifications of a case, for events.wait.
#pragma once

#include <windows.h>

#include <condition_variable>
#include <mutex>
#include <vector>

#include "conformance/adapters/com/errors.h"
#include "reference/base/time.h"

namespace com_adapter {

// Takes every event and numbers it from 1. Any thread.
class EventQueue {
 public:
  // Adds "sequence" to `event` and takes it.
  void Push(Json event);

  // Begins anew.
  void Clear();

  // The events after number `after`; waits for one, at most `timeout`.
  Json After(UINT64 after, bitsproof::Duration timeout);

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Json> events_;  // the number of an event is its index + 1
};

}  // namespace com_adapter
