// Pacer: holds a flow of bytes to a rate.
#pragma once

#include <cstdint>

#include "reference/base/time.h"

namespace bitsproof {

// Bytes are paid for with time: after those that have moved, the flow rests for as long as they
// take at its rate. What is not paid yet is owed by whoever comes next, so that the rate holds for
// all users of one flow together; time in which nothing moves earns nothing.
class Pacer {
 public:
  // From `now` on the flow has another rate, at which also what is owed is paid. REQUIRES: not 0.
  void SetRate(Instant now, std::uint64_t bits_per_second);

  // `count` bytes have moved. REQUIRES: SetRate.
  void OnBytes(Instant now, std::uint64_t count);

  // When nothing is owed any more.
  Instant free_at() const { return free_at_; }

 private:
  std::uint64_t rate_ = 0;
  Instant free_at_;
};

}  // namespace bitsproof
