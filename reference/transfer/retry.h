// When a job in TRANSIENT_ERROR tries again, and when it gives up.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "reference/base/time.h"

namespace bitsproof {

// The two clocks of a job that fails: the minimum retry delay and the no-progress timeout. Both run
// on the monotonic clock, so that setting the system clock does not move them (CORE-RETRY-05).
class RetryPlan {
 public:
  struct Next {
    bool give_up;  // ERROR
    Instant at;    // when to do it; at once when `give_up` is already due
  };

  // A transient error at `now`. `event_driven` errors wait for their event: only giving up is
  // planned (CORE-LIFE-11).
  Next OnTransientError(Instant now, std::uint32_t retry_delay_seconds,
                        std::uint32_t no_progress_timeout_seconds, bool event_driven) {
    // CORE-RETRY-04 at the next transient error (UNSPECIFIED: when); CORE-NOPROG-03, as every delay
    // is longer than 0.
    if (retry_delay_seconds > no_progress_timeout_seconds) return {true, now};
    if (!deadline_) deadline_ = now + std::chrono::seconds(no_progress_timeout_seconds);
    const Instant retry = now + std::chrono::seconds(retry_delay_seconds);
    if (event_driven || *deadline_ < retry) return {true, *deadline_};
    return {false, retry};
  }

  // A byte arrived, or a client asked for a fresh start: the no-progress clock is off until the
  // next error.
  void OnProgress() { deadline_.reset(); }

 private:
  std::optional<Instant> deadline_;  // set from the first transient error until progress
};

}  // namespace bitsproof
