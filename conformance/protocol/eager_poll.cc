#include "conformance/protocol/eager_poll.h"

#include <sched.h>

#include <chrono>

namespace bitsproof::conformance {

int EagerPoll(pollfd* polls, nfds_t count, int timeout_ms) {
  constexpr std::chrono::microseconds kAwake{200};
  const auto sleep_at = std::chrono::steady_clock::now() + kAwake;
  int ready = ::poll(polls, count, 0);
  while (ready == 0 && timeout_ms != 0 && std::chrono::steady_clock::now() < sleep_at) {
    ::sched_yield();
    ready = ::poll(polls, count, 0);
  }
  return ready != 0 || timeout_ms == 0 ? ready : ::poll(polls, count, timeout_ms);
}

}  // namespace bitsproof::conformance
