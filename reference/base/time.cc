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

}  // namespace bitsproof
