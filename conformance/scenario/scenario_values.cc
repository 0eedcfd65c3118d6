#include "conformance/scenario/scenario_values.h"

#include <algorithm>
#include <regex>

#include "conformance/scenario/vocabulary.h"
#include "reference/base/hresult.h"

namespace bitsproof::conformance {
namespace {

std::vector<std::string_view> AxisNames(const Scope& scope) {
  std::vector<std::string_view> names;
  for (const auto& [name, values] : scope.scenario.matrix) names.push_back(name);
  return names;
}

// --- What a literal text in a value form refers to ---

void CheckVar(const Json&, const std::string& name, const std::string& pointer, Scope& scope) {
  if (scope.in_setup) return scope.report(pointer, "no variable has a value during the setup");
  const auto names = ViewsOf(scope.variables);
  if (Contains(names, name)) return;
  scope.report(pointer,
               "no step before this one collects \"" + name + "\"" + Suggestion(name, names));
}

void CheckAxis(const Json& form, const std::string& name, const std::string& pointer,
               Scope& scope) {
  CheckName(name, pointer, scope, AxisNames(scope), "axis");
  const Json* values = scope.scenario.axis(name);
  const auto part = form.find("pointer");
  if (values == nullptr || part == form.end()) return;
  for (const Json& value : *values) {
    const Json* member = At(value, part->get<std::string>());
    if (member == nullptr) {
      scope.report(pointer, "the value " + value.dump() + " of the axis \"" + name +
                                "\" has no member " + part->dump());
    } else if (IsValueForm(*member) && member->contains("$axis")) {
      scope.report(pointer, "an axis does not refer to an axis");
    } else {
      CheckValue(*member, pointer, scope);  // its forms are bound where it is used
    }
  }
}

void CheckMode(const Json&, const std::string& name, const std::string& pointer, Scope& scope) {
  for (const Mode mode : scope.modes) {
    if (scope.scenario.constants(mode).contains(name)) continue;
    scope.report(pointer,
                 "`modes` has no constant \"" + name + "\" for " + std::string(ToString(mode)));
  }
}

void CheckUrl(const Json&, const std::string& text, const std::string& pointer, Scope& scope) {
  CheckName(text.substr(0, text.find('/')), pointer, scope, ViewsOf(scope.origins), "origin");
}

void CheckPathForm(const Json&, const std::string& text, const std::string& pointer, Scope& scope) {
  CheckPath(text, pointer, scope);
}

void CheckSid(const Json&, const std::string& name, const std::string& pointer, Scope& scope) {
  CheckName(name, pointer, scope, ViewsOf(scope.principals), "principal");
}

struct TextForm {
  std::string_view key;
  void (*check)(const Json& form, const std::string& text, const std::string& pointer,
                Scope& scope);
};
constexpr TextForm kTextForms[] = {{"$var", CheckVar},       {"$axis", CheckAxis},
                                   {"$mode", CheckMode},     {"$url", CheckUrl},
                                   {"$path", CheckPathForm}, {"$sid", CheckSid}};

void CheckMember(const Json& object, const std::string& key, const Json& value,
                 const std::string& pointer, Scope& scope) {
  if (key == "$index" && scope.loops == 0) {
    scope.report(pointer, "$index has a value only inside `times`, `repeat` or $list");
  }
  for (const TextForm& form : kTextForms) {
    if (form.key == key && value.is_string()) {
      form.check(object, value.get<std::string>(), pointer, scope);
    }
  }
  const int turns = key == "$list" ? 1 : 0;
  scope.loops += turns;
  CheckValue(value, pointer, scope);
  scope.loops -= turns;
}

// --- Expectations ---

// A literal under a key whose words are known.
void CheckLiteral(const Json& value, const std::string& pointer, Scope& scope,
                  const std::string& key) {
  if (!value.is_string()) return;
  const auto& text = value.get_ref<const std::string&>();
  if ((key == "hresult" || key == "code") && !ParseHResult(text)) {
    scope.report(pointer, "unknown result code \"" + text + "\"" + CodeSuggestion(text));
  }
  if (key == "state") CheckName(value, pointer, scope, ViewsOf(StateNames()), "state");
}

void CheckRegex(const std::string& text, const std::string& pointer, Scope& scope) {
  try {
    const std::regex regex(text);
  } catch (const std::regex_error& error) {
    scope.report(pointer, std::string("this is not a regular expression: ") + error.what());
  }
}

// A member of an object of matchers, or of members.
void CheckExpectedMember(const std::string& name, const Json& value, const std::string& pointer,
                         Scope& scope, const std::string& key) {
  static constexpr std::string_view kBounds[] = {"$gte", "$gt", "$lte", "$lt"};
  if (name == "$matches") return CheckRegex(value, pointer, scope);
  if (Contains(kBounds, name)) return CheckValue(value, pointer, scope);
  if (name == "$count") return CheckExpectation(value, pointer, scope);
  const bool is_matcher = name.starts_with('$');
  if (key == "codes" && !is_matcher) CheckLiteral(name, pointer, scope, "hresult");
  CheckExpectation(value, pointer, scope, is_matcher ? key : name);
}

}  // namespace

void CheckValue(const Json& value, const std::string& pointer, Scope& scope) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) CheckValue(value[i], Join(pointer, i), scope);
  }
  if (!value.is_object()) return;
  for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
    CheckMember(value, key, member, Join(pointer, key), scope);
  }
}

void CheckExpectation(const Json& value, const std::string& pointer, Scope& scope,
                      const std::string& key) {
  if (IsValueForm(value)) return CheckValue(value, pointer, scope);
  if (!value.is_structured()) return CheckLiteral(value, pointer, scope, key);
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      CheckExpectation(value[i], Join(pointer, i), scope, key);
    }
    return;
  }
  for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
    CheckExpectedMember(name, member, Join(pointer, name), scope, key);
  }
}

void CheckPath(const Json& value, const std::string& pointer, Scope& scope) {
  if (!value.is_string()) return CheckValue(value, pointer, scope);
  const auto& text = value.get_ref<const std::string&>();
  if (!text.empty() && text.front() != '/' && text.find("..") == std::string::npos) return;
  scope.report(pointer,
               "a path is relative to the work directory, without \"..\" (\".\" is the directory)");
}

void CheckName(const Json& value, const std::string& pointer, Scope& scope,
               const std::vector<std::string_view>& names, const std::string& what) {
  for (const Json& possible : PossibleValues(value, scope).value_or(std::vector<Json>{})) {
    const std::string text = possible.is_string() ? possible.get<std::string>() : possible.dump();
    if (possible.is_string() && Contains(names, text)) continue;
    scope.report(pointer, "unknown " + what + " \"" + text + "\"" + Suggestion(text, names));
  }
}

std::optional<std::vector<Json>> PossibleValues(const Json& value, const Scope& scope) {
  if (!HasValueForm(value)) return std::vector<Json>{value};
  std::vector<Json> possible;
  const auto name_at = [&](const char* key) {
    const auto name = value.is_object() ? value.find(key) : value.end();
    return name != value.end() && name->is_string() ? std::optional(name->get<std::string>())
                                                    : std::nullopt;
  };
  if (const auto axis = name_at("$axis")) {
    const Json* values = scope.scenario.axis(*axis);
    if (values == nullptr) return std::nullopt;
    const std::string pointer = name_at("pointer").value_or("");
    for (const Json& choice : *values) {
      if (const Json* part = At(choice, pointer)) possible.push_back(*part);
    }
    return possible;
  }
  if (const auto name = name_at("$mode")) {
    for (const Mode mode : scope.modes) {
      const auto constant = scope.scenario.constants(mode).find(*name);
      if (constant != scope.scenario.constants(mode).end()) possible.push_back(*constant);
    }
    return possible;
  }
  return std::nullopt;
}

}  // namespace bitsproof::conformance
