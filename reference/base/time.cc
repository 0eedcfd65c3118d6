#include "reference/base/time.h"

#include <fmt/format.h>

#include <ctime>

namespace bitsproof {
namespace {

std::tm ToUtc(WallTime time) {
  const std::time_t seconds = static_cast<std::time_t>(ToUnixSeconds(time));
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return utc;
}

// nullopt for a day or an hour that does not exist: timegm would carry it over into the next.
std::optional<WallTime> ToWallTime(const std::tm& utc) {
  std::tm carried = utc;
  const WallTime time = FromUnixSeconds(timegm(&carried));
  const bool exists = carried.tm_mday == utc.tm_mday && carried.tm_hour == utc.tm_hour &&
                      carried.tm_min == utc.tm_min && carried.tm_sec == utc.tm_sec;
  return exists ? std::optional(time) : std::nullopt;
}

constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string ToIso8601(WallTime time) {
  const std::tm utc = ToUtc(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     time.ticks % 10'000'000u);
}

std::string ToHttpDate(WallTime time) {
  const std::tm utc = ToUtc(time);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[utc.tm_wday], utc.tm_mday,
                     kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::optional<WallTime> ParseHttpDate(std::string_view text) {
  // The C locale's names are what the grammar uses; strptime in another locale would refuse them.
  std::tm utc{};
  char month[4] = {};
  const std::string copy(text);
  int consumed = 0;
  if (std::sscanf(copy.c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d GMT%n", &utc.tm_mday, month,
                  &utc.tm_year, &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &consumed) != 6 ||
      consumed != static_cast<int>(copy.size())) {
    return std::nullopt;
  }
  utc.tm_year -= 1900;
  for (int i = 0; i < 12; ++i) {
    if (std::string_view(month) != kMonths[i]) continue;
    utc.tm_mon = i;
    return ToWallTime(utc);
  }
  return std::nullopt;
}

}  // namespace bitsproof
