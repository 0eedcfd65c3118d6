#include "reference/base/time.h"

#include <array>
#include <cstdio>

namespace bitsproof {
namespace {

using std::chrono::days;
using std::chrono::hh_mm_ss;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// A time by the calendar and the clock, as numbers. From <chrono>, since the thread-safe functions
// of <ctime> have other names on Windows, where the COM adapter uses this file.
struct Utc {
  int year, month, day, hour, minute, second;
  unsigned day_of_week;  // 0: Sunday
};

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

// nullopt for a day or an hour that does not exist.
std::optional<WallTime> ToWallTime(const Utc& utc) {
  const auto is_below = [](int value, int end) { return value >= 0 && value < end; };
  const year_month_day date(std::chrono::year(utc.year),
                            std::chrono::month(static_cast<unsigned>(utc.month)),
                            std::chrono::day(static_cast<unsigned>(utc.day)));
  if (utc.day < 0 || !date.ok() || !is_below(utc.hour, 24) || !is_below(utc.minute, 60) ||
      !is_below(utc.second, 60)) {
    return std::nullopt;
  }
  const seconds of_day((utc.hour * 60 + utc.minute) * 60 + utc.second);
  return FromUnixSeconds((sys_days(date) + of_day).time_since_epoch().count());
}

}  // namespace

std::string ToIso8601(WallTime time) {
  const Utc utc = ToUtc(time);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%07uZ", utc.year,
                utc.month, utc.day, utc.hour, utc.minute, utc.second,
                static_cast<unsigned>(time.ticks % 10'000'000));
  return text.data();
}

std::string ToHttpDate(WallTime time) {
  const Utc utc = ToUtc(time);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays[utc.day_of_week], utc.day, kMonths[static_cast<std::size_t>(utc.month - 1)],
                utc.year, utc.hour, utc.minute, utc.second);
  return text.data();
}

std::optional<WallTime> ParseHttpDate(std::string_view text) {
  Utc utc{};
  std::array<char, 4> month{};
  const std::string copy(text);
  int consumed = 0;
  if (std::sscanf(copy.c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d GMT%n", &utc.day, month.data(),
                  &utc.year, &utc.hour, &utc.minute, &utc.second, &consumed) != 6 ||
      consumed != static_cast<int>(copy.size())) {
    return std::nullopt;
  }
  for (const char* name : kMonths) {
    ++utc.month;
    if (std::string_view(month.data()) == name) return ToWallTime(utc);
  }
  return std::nullopt;
}

}  // namespace bitsproof
