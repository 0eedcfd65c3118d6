// The two kinds of time. They do not convert into each other: waits use Instant, time stamps use
// WallTime.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace bitsproof {

using Duration = std::chrono::nanoseconds;

// A point on a monotonic clock, real or virtual: immune to changes of the system clock.
struct Instant {
  Duration since_start{0};

  static constexpr Instant Never() { return Instant{Duration::max()}; }

  friend constexpr auto operator<=>(Instant, Instant) = default;
  // Saturates at Never(). REQUIRES: the sum is not before Duration::min().
  friend constexpr Instant operator+(Instant instant, Duration delta) {
    if (delta > Duration::zero() && instant.since_start > Duration::max() - delta) return Never();
    return Instant{instant.since_start + delta};
  }
  friend constexpr Duration operator-(Instant a, Instant b) {
    return a.since_start - b.since_start;
  }
};

// A point on the calendar in FILETIME units: 100 ns ticks since 1601-01-01T00:00:00Z. 0 means "not
// set".
struct WallTime {
  std::uint64_t ticks = 0;

  friend constexpr auto operator<=>(WallTime, WallTime) = default;
};

inline constexpr std::uint64_t kUnixEpochTicks = 116444736000000000u;

// Seconds since 1970-01-01T00:00:00Z, rounded down.
constexpr std::int64_t ToUnixSeconds(WallTime time) {
  // Counted from 1601, where division rounds down for both sides of 1970.
  return static_cast<std::int64_t>(time.ticks / 10'000'000) -
         static_cast<std::int64_t>(kUnixEpochTicks / 10'000'000);
}
constexpr WallTime FromUnixSeconds(std::int64_t seconds) {
  return WallTime{kUnixEpochTicks + static_cast<std::uint64_t>(seconds) * 10'000'000u};
}

// A time by the calendar and the clock, as numbers.
struct Utc {
  int year, month, day, hour, minute, second;
  unsigned day_of_week;  // 0: Sunday
};
Utc ToUtc(WallTime time);

// "2026-01-31T12:00:00.1234567Z": fixed width, so text order is time order.
std::string ToIso8601(WallTime time);

// "2026-01-31T12:00:00Z", from 1601 on; nullopt for anything else.
std::optional<WallTime> ParseIso8601(std::string_view text);

}  // namespace bitsproof
