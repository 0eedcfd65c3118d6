#include "fakes/event_log.h"

#include <fmt/format.h>

#include "reference/base/random.h"

namespace bitsproof::fakes {

void EventLog::Append(std::string_view text) {
  const auto since_start = clock_->Now().since_start;
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since_start).count();
  lines_.push_back(fmt::format("[{:>4}.{:03}s] {}", ms / 1000, ms % 1000, text));
}

std::string EventLog::Digest() const {
  std::uint64_t hash = 0;
  for (const std::string& line : lines_) {
    for (const char c : line) hash = MixBits(hash ^ static_cast<unsigned char>(c));
    hash = MixBits(hash ^ '\n');
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace bitsproof::fakes
