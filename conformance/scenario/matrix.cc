#include "conformance/scenario/matrix.h"

namespace bitsproof::conformance {
namespace {

std::string CaseId(const Scenario& scenario, const Json& binding) {
  std::string id = scenario.id;
  const char* separator = "[";
  for (auto it = binding.begin(); it != binding.end(); ++it) {
    id += separator + it.key() + "=" + AxisText(*it);
    separator = ",";
  }
  return binding.empty() ? id : id + "]";
}

}  // namespace

std::string AxisText(const Json& value) {
  if (value.is_object()) return AxisText(value.value("name", Json("")));
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<Case> Expand(const std::shared_ptr<const Scenario>& scenario) {
  std::vector<Json> bindings{Json::object()};
  for (const auto& [axis, values] : scenario->matrix) {
    std::vector<Json> longer;
    for (const Json& binding : bindings) {
      for (const Json& value : values) {
        longer.push_back(binding);
        longer.back()[axis] = value;
      }
    }
    bindings = std::move(longer);
  }
  std::vector<Case> cases;
  for (Json& binding : bindings) {
    std::string id = CaseId(*scenario, binding);
    cases.push_back({scenario, std::move(binding), std::move(id)});
  }
  return cases;
}

}  // namespace bitsproof::conformance
