#include "conformance/scenario/scenario.h"

#include "conformance/json/words.h"

namespace bitsproof::conformance {
namespace {

constexpr std::pair<Level, std::string_view> kLevels[] = {
    {Level::kMust, "must"}, {Level::kShould, "should"}, {Level::kMay, "may"}};

}  // namespace

std::string_view ToString(Mode mode) { return mode == Mode::kSim ? "sim" : "live"; }
Mode ModeNamed(std::string_view text) { return text == "sim" ? Mode::kSim : Mode::kLive; }

std::string_view ToString(Level level) { return WordFor(level, kLevels); }
std::optional<Level> ParseLevel(std::string_view text) { return ValueOf(text, kLevels); }

const Json* Scenario::axis(std::string_view name) const {
  for (const auto& [known, values] : matrix) {
    if (known == name) return &values;
  }
  return nullptr;
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
