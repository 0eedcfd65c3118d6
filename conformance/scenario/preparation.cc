#include "conformance/scenario/preparation.h"

#include <algorithm>
#include <iterator>

#include "conformance/json/schema.h"
#include "conformance/scenario/step_reader.h"

namespace bitsproof::conformance {
namespace {

constexpr char kFolder[] = "preparations/";
constexpr char kPointer[] = "/prepare";

bool Has(const Json& array, const Json& value) {
  return std::find(array.begin(), array.end(), value) != array.end();
}

// Those of `values` that the axis has.
Json Common(const Json& values, const Json& axis) {
  Json common = Json::array();
  std::copy_if(values.begin(), values.end(), std::back_inserter(common),
               [&](const Json& value) { return Has(axis, value); });
  return common;
}

}  // namespace

std::vector<std::string_view> PreparationNames() { return BuiltInNames(kFolder); }

const Json& PreparationNamed(std::string_view name) {
  return BuiltInDocument(std::string(kFolder).append(name));
}

void CheckPreparedAxes(const Json& preparation, Scenario& scenario, const JsonProblem& report) {
  for (const auto& [axis, known] : preparation["axes"].items()) {
    const Json* values = scenario.axis(axis);
    if (values == nullptr) {
      report(kPointer, "the preparation reads the axis \"" + axis +
                           "\": give it to the matrix, if only with one value");
      scenario.matrix.emplace_back(axis, known);
      continue;
    }
    for (std::size_t i = 0; i < values->size(); ++i) {
      if (Has(known, (*values)[i])) continue;
      report(Join("/matrix/" + axis, i),
             "the preparation does not know " + (*values)[i].dump() + ", but " + known.dump());
    }
  }
}

Json PreparedSetup(const Json& preparation, const Json& own, const JsonProblem& report) {
  Json setup = preparation["setup"];
  for (const auto& [part, content] : own.items()) {
    Json& target = setup[part];
    if (content.is_string()) {
      target = content;
      continue;
    }
    if (content.is_array()) {
      if (target.is_null()) target = Json::array();
      target.insert(target.end(), content.begin(), content.end());
      continue;
    }
    for (const auto& [name, value] : content.items()) {
      if (part != "principals" && target.contains(name)) {
        report(Join("/setup/" + part, name), "the preparation has \"" + name + "\" already");
      }
      target[name] = value;
    }
  }
  return setup;
}

std::vector<Step> PreparedSteps(const Json& preparation, const Scenario& scenario) {
  std::vector<Step> steps;
  for (Json step : preparation["steps"]) {
    if (step.contains("when") && step["when"].contains("axis")) {
      Json& values = step["when"]["in"];
      values = Common(values, *scenario.axis(step["when"]["axis"].get<std::string>()));
      if (values.empty()) continue;
    }
    steps.push_back(ReadStep(step, kPointer));
  }
  return steps;
}

}  // namespace bitsproof::conformance
