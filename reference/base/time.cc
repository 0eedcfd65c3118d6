#include "reference/base/time.h"

#include <array>
#include <cstdio>

namespace bitsproof {

using std::chrono::days;
using std::chrono::hh_mm_ss;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

// From <chrono>, since the thread-safe functions of <ctime> have other names on Windows, where the
// COM adapter uses this file.
Utc ToUtc(WallTime time) {
  const sys_seconds point{seconds(ToUnixSeconds(time))};
  const sys_days midnight = std::chrono::floor<days>(point);
  const year_month_day date = midnight;
  const hh_mm_ss clock(point - midnight);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          weekday(midnight).c_encoding()};
}

std::string ToIso8601(WallTime time) {
  const Utc utc = ToUtc(time);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%07uZ", utc.year,
                utc.month, utc.day, utc.hour, utc.minute, utc.second,
                static_cast<unsigned>(time.ticks % 10'000'000));
  return text.data();
}

std::optional<WallTime> ParseIso8601(std::string_view text) {
  constexpr std::size_t kLength = std::string_view("2026-01-31T12:00:00Z").size();
  if (text.size() != kLength) return std::nullopt;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, consumed = 0;
  std::sscanf(std::string(text).c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day, &hour,
              &minute, &second, &consumed);
  const year_month_day date{std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  const auto is_below = [](int value, int end) { return value >= 0 && value < end; };
  const bool exists = date.ok() && year >= 1601 && is_below(hour, 24) && is_below(minute, 60) &&
                      is_below(second, 60);
  if (consumed != static_cast<int>(kLength) || !exists) return std::nullopt;
  const sys_seconds point =
      sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + seconds(second);
  return FromUnixSeconds(point.time_since_epoch().count());
}

}  // namespace bitsproof
