#include "reference/base/duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace bitsproof {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

// From the largest to the smallest.
constexpr auto kUnits = std::to_array<Unit>({
    {"d", 86'400'000'000'000},
    {"h", 3'600'000'000'000},
    {"m", 60'000'000'000},
    {"s", 1'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
});

}  // namespace

std::optional<Duration> ParseDuration(std::string_view text) {
  std::uint64_t count{};  // no sign is read into it
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : kUnits) {
    if (unit.name != name) continue;
    const std::int64_t count_max = Duration::max().count() / unit.nanoseconds;
    if (count > static_cast<std::uint64_t>(count_max)) return std::nullopt;
    return Duration(static_cast<std::int64_t>(count) * unit.nanoseconds);
  }
  return std::nullopt;
}

std::string FormatDuration(Duration duration) {
  if (duration.count() == 0) return "0s";
  for (const Unit& unit : kUnits) {
    if (duration.count() % unit.nanoseconds != 0) continue;
    return std::to_string(duration.count() / unit.nanoseconds) + std::string(unit.name);
  }
  return "";
}

}  // namespace bitsproof
