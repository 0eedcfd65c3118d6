#include "reference/base/http_date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace bitsproof {
namespace {

using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The forms of an HTTP-date, in the words of sscanf. Each begins with the name of a day, which says
// nothing that the date does not.
constexpr const char* kFixdate = "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n";
constexpr const char* kRfc850 = "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n";
constexpr const char* kAsctime = "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n";

// A date as it is written.
struct Written {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  bool has_short_year = false;  // `year` is its last two digits

  year_month_day date() const {
    return year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                          std::chrono::day(static_cast<unsigned>(day)));
  }
  // Whether there are such a day and such an hour.
  bool exists() const {
    const auto is_below = [](int value, int end) { return value >= 0 && value < end; };
    return date().ok() && is_below(hour, 24) && is_below(minute, 60) && is_below(second, 60);
  }
};

// 1 to 12; 0 for a name that is not one.
int MonthOf(std::string_view name) {
  const auto* const found = std::find(kMonths.begin(), kMonths.end(), name);
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

std::optional<Written> Read(std::string_view text) {
  const std::string copy(text);
  for (const char* form : {kFixdate, kRfc850, kAsctime}) {
    Written is;
    std::array<char, 4> month{};
    int consumed = 0;
    const int read = form == kAsctime
                         ? std::sscanf(copy.c_str(), form, month.data(), &is.day, &is.hour,
                                       &is.minute, &is.second, &is.year, &consumed)
                         : std::sscanf(copy.c_str(), form, &is.day, month.data(), &is.year,
                                       &is.hour, &is.minute, &is.second, &consumed);
    if (read != 6 || consumed != static_cast<int>(copy.size())) continue;
    is.month = MonthOf(month.data());
    is.has_short_year = form == kRfc850;
    return is.exists() ? std::optional(is) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string ToHttpDate(WallTime time) {
  const Utc utc = ToUtc(time);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays[utc.day_of_week], utc.day, kMonths[static_cast<std::size_t>(utc.month - 1)],
                utc.year, utc.hour, utc.minute, utc.second);
  return text.data();
}

std::optional<WallTime> ParseHttpDate(std::string_view text, WallTime now) {
  std::optional<Written> is = Read(text);
  if (!is) return std::nullopt;
  if (is->has_short_year) {
    const int latest = ToUtc(now).year + 50;
    is->year += (latest - is->year) / 100 * 100;
  }
  constexpr sys_days kFirstDay{year(1601) / 1 / 1};
  if (!is->exists() || sys_days(is->date()) < kFirstDay) return std::nullopt;
  const seconds of_day((is->hour * 60 + is->minute) * 60 + is->second);
  return FromUnixSeconds((sys_days(is->date()) + of_day).time_since_epoch().count());
}

bool IsHttpDate(std::string_view text) { return Read(text).has_value(); }

}  // namespace bitsproof
