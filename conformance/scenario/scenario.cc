#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

std::string_view ToString(Mode mode) { return mode == Mode::kSim ? "sim" : "live"; }
Mode ModeNamed(std::string_view text) { return text == "sim" ? Mode::kSim : Mode::kLive; }

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

void ForEachStep(const std::vector<Step>& steps, const std::function<void(const Step&)>& visit) {
  for (const Step& step : steps) {
    visit(step);
    const auto* repeat = std::get_if<RepeatStep>(&step.command);
    if (repeat != nullptr) ForEachStep(repeat->steps, visit);
  }
}

void ForEachStep(std::vector<Step>& steps, const std::function<void(Step&)>& visit) {
  ForEachStep(std::as_const(steps), [&](const Step& step) { visit(const_cast<Step&>(step)); });
}

}  // namespace bitsproof::conformance
