#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

std::string_view ToString(Mode mode) { return mode == Mode::kSim ? "sim" : "live"; }

std::string_view ToString(Level level) {
  switch (level) {
    case Level::kMust:
      return "must";
    case Level::kShould:
      return "should";
    case Level::kMay:
      return "may";
  }
  return "";
}

std::optional<Level> ParseLevel(std::string_view text) {
  for (const Level level : {Level::kMust, Level::kShould, Level::kMay}) {
    if (ToString(level) == text) return level;
  }
  return std::nullopt;
}

}  // namespace bitsproof::conformance
