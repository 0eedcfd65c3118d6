#include "reference/transfer/pacer.h"

#include <algorithm>
#include <chrono>

namespace bitsproof {
namespace {

constexpr double kBitsOfByte = 8;

Duration Seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

void Pacer::SetRate(Instant now, std::uint64_t bits_per_second) {
  if (free_at_ > now) {
    const std::chrono::duration<double> owed = free_at_ - now;
    const double change = static_cast<double>(rate_) / static_cast<double>(bits_per_second);
    free_at_ = now + Seconds(owed.count() * change);
  }
  rate_ = bits_per_second;
}

void Pacer::OnBytes(Instant now, std::uint64_t count) {
  const double bits = kBitsOfByte * static_cast<double>(count);
  free_at_ = std::max(free_at_, now) + Seconds(bits / static_cast<double>(rate_));
}

}  // namespace bitsproof
