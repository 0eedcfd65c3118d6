#include "conformance/scenario/generated_axis.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "conformance/json/words.h"
#include "conformance/protocol/method_table.h"

namespace bitsproof::conformance {
namespace {

Json States(const Json& which) {
  static constexpr std::array<std::string_view, 2> kFinal{"ACKNOWLEDGED", "CANCELLED"};
  Json states = Json::array();
  for (const std::string_view state : StateNames()) {
    const bool is_final = std::find(kFinal.begin(), kFinal.end(), state) != kFinal.end();
    if (which == "all" || is_final == (which == "final")) states.push_back(state);
  }
  return states;
}

// Whether `name`, which may end with a "*", stands for `method`.
bool StandsFor(std::string_view name, std::string_view method) {
  if (!name.ends_with('*')) return name == method;
  name.remove_suffix(1);
  return method.starts_with(name);
}

bool AnyStandsFor(const Json& names, std::string_view method) {
  return std::any_of(names.begin(), names.end(), [&](const Json& name) {
    return StandsFor(name.get_ref<const std::string&>(), method);
  });
}

void CheckNames(const Json& names, const std::string& pointer, const JsonProblem& report) {
  const auto methods = Methods();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& name = names[i].get_ref<const std::string&>();
    if (std::any_of(methods.begin(), methods.end(), [&](const MethodInfo& method) {
          return method.sample != nullptr && StandsFor(name, method.name);
        })) {
      continue;
    }
    report(Join(pointer, i), "no method that has sample parameters is called \"" + name + "\"");
  }
}

Json ParametersOf(const MethodInfo& method) {
  Json parameters = Json::object();
  for (const std::string_view name : method.parameters) {
    if (name == "job") parameters["job"] = {{"$var", "job"}};
    if (name == "index") parameters["index"] = 0;
  }
  parameters.update(*method.sample);
  return parameters;
}

// The names of a setter's parameters are those of its getter's results.
bool IsShown(const MethodInfo& method) {
  const MethodInfo* reader = FindMethod(method.reader);
  return reader != nullptr && std::all_of(method.sample->items().begin(),
                                          method.sample->items().end(), [&](const auto& parameter) {
                                            return Contains(reader->results, parameter.key());
                                          });
}

Json ValueOf(const MethodInfo& method) {
  Json value{{"name", method.name}, {"with", ParametersOf(method)}};
  if (method.reader.empty()) return value;
  value["reader"] = method.reader;
  if (!method.sample->empty() && IsShown(method)) value["shows"] = *method.sample;
  return value;
}

}  // namespace

Json ValuesOfGeneratedAxis(const Json& form, const JsonProblem& report) {
  if (form.contains("$states")) return States(form["$states"]);
  const Json& names = form["$methods"];
  static const Json kNone = Json::array();
  const Json& but = form.contains("but") ? form["but"] : kNone;
  CheckNames(names, "/$methods", report);
  CheckNames(but, "/but", report);
  Json values = Json::array();
  for (const MethodInfo& method : Methods()) {
    if (method.sample == nullptr || !AnyStandsFor(names, method.name) ||
        AnyStandsFor(but, method.name)) {
      continue;
    }
    values.push_back(ValueOf(method));
  }
  return values;
}

}  // namespace bitsproof::conformance
