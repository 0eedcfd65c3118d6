#include "conformance/scenario/scenario_values.h"

#include <algorithm>
#include <array>
#include <regex>

#include "conformance/scenario/values.h"
#include "conformance/scenario/vocabulary.h"
#include "reference/base/hresult.h"

namespace bitsproof::conformance {
namespace {

// Arguments of one form or matcher: `value` is what stands at its name.
struct Place {
  const Json& object;
  const Json& value;
  std::string pointer;  // of `value`
  Scope& scope;
  std::string key;  // the member that an expectation is for

  void Report(const std::string& message) const { scope.problems.Add(pointer, message); }
};

template <typename Names>
std::vector<std::string_view> ViewsOf(const Names& names) {
  return {names.begin(), names.end()};
}

std::vector<std::string_view> AxisNames(const Scope& scope) {
  std::vector<std::string_view> names;
  for (const auto& [name, values] : scope.scenario.matrix) names.push_back(name);
  return names;
}

const Json* AxisValues(const Scope& scope, const std::string& name) {
  for (const auto& [axis, values] : scope.scenario.matrix) {
    if (axis == name) return &values;
  }
  return nullptr;
}

const Json* Constant(const Scope& scope, Mode mode, const std::string& name) {
  const Json* constants = Get(scope.scenario.modes, ToString(mode), Shape::kObject);
  return constants == nullptr ? nullptr : Get(*constants, name, Shape::kAny);
}

bool IsText(const Place& place) {
  return CheckShape(place.value, Shape::kText, place.pointer, place.scope.problems);
}

// `text` must be among `names`.
void CheckName(const Place& place, const std::string& text,
               const std::vector<std::string_view>& names, const std::string& what) {
  if (!Contains(names, text)) {
    place.Report("there is no " + what + " \"" + text + "\"" + Suggestion(text, names));
  }
}

// --- Value forms ---

void CheckVar(const Place& place) {
  if (place.scope.in_setup) return place.Report("no variable has a value during the setup");
  if (!IsText(place)) return;
  const auto names = ViewsOf(place.scope.variables);
  const auto& name = place.value.get_ref<const std::string&>();
  if (Contains(names, name)) return;
  place.Report("no step before this one collects \"" + name + "\"" + Suggestion(name, names));
}

void CheckAxis(const Place& place) {
  if (!IsText(place)) return;
  const auto& name = place.value.get_ref<const std::string&>();
  CheckName(place, name, AxisNames(place.scope), "axis");
  const Json* values = AxisValues(place.scope, name);
  const Json* pointer = Get(place.object, "pointer", Shape::kText);
  if (values == nullptr || pointer == nullptr) return;
  for (const Json& value : *values) {
    if (At(value, pointer->get<std::string>()) != nullptr) continue;
    place.Report("the value " + value.dump() + " of the axis \"" + name + "\" has no member " +
                 pointer->dump());
  }
}

void CheckMode(const Place& place) {
  if (!IsText(place)) return;
  const auto& name = place.value.get_ref<const std::string&>();
  for (const Mode mode : place.scope.modes) {
    if (Constant(place.scope, mode, name) != nullptr) continue;
    place.Report("`modes` has no constant \"" + name + "\" for " + std::string(ToString(mode)));
  }
}

void CheckUrl(const Place& place) {
  if (!place.value.is_string()) return CheckValue(place.value, place.pointer, place.scope);
  const auto& text = place.value.get_ref<const std::string&>();
  CheckName(place, text.substr(0, text.find('/')), ViewsOf(place.scope.origins), "origin");
}

void CheckPath(const Place& place) {
  if (!place.value.is_string()) return CheckValue(place.value, place.pointer, place.scope);
  const auto& text = place.value.get_ref<const std::string&>();
  if (text.empty() || text.front() == '/' || text.find("..") != std::string::npos) {
    place.Report(
        "a path is relative to the work directory, without \"..\" (\".\" is the directory)");
  }
}

void CheckSid(const Place& place) {
  if (!place.value.is_string()) return CheckValue(place.value, place.pointer, place.scope);
  CheckName(place, place.value.get<std::string>(), ViewsOf(place.scope.principals), "principal");
}

void CheckQuota(const Place& place) {
  if (IsValueForm(place.value)) return CheckValue(place.value, place.pointer, place.scope);
  CheckShape(place.value, Shape::kCount, place.pointer, place.scope.problems);
}

void CheckIndex(const Place& place) {
  if (place.value != true) place.Report("write {\"$index\": true}");
  if (place.scope.loops == 0) place.Report("$index has a value only inside `times` or `repeat`");
}

void CheckText(const Place& place) {
  static constexpr std::array kFields{Field{"repeat", Shape::kAny, true},
                                      Field{"count", Shape::kAny, true}};
  if (!CheckFields(place.value, kFields, "$text", place.pointer, place.scope.problems)) return;
  const Json* repeat = Get(place.value, "repeat", Shape::kAny);
  const Json* count = Get(place.value, "count", Shape::kAny);
  if (repeat != nullptr)
    CheckShape(*repeat, Shape::kTextOrForm, Join(place.pointer, "repeat"), place.scope.problems);
  if (count != nullptr && !IsValueForm(*count)) {
    CheckShape(*count, Shape::kCount, Join(place.pointer, "count"), place.scope.problems);
  }
  CheckValue(place.value, place.pointer, place.scope);
}

void CheckConcat(const Place& place) {
  if (CheckShape(place.value, Shape::kList, place.pointer, place.scope.problems)) {
    CheckValue(place.value, place.pointer, place.scope);
  }
}

struct Form {
  std::string_view name;
  void (*check)(const Place&);
  std::string_view siblings;  // other keys that it may have, separated by spaces
};

constexpr auto kForms = std::to_array<Form>({
    {"$var", CheckVar, "index pointer"},
    {"$axis", CheckAxis, "pointer"},
    {"$mode", CheckMode, ""},
    {"$url", CheckUrl, "scheme"},
    {"$path", CheckPath, ""},
    {"$sid", CheckSid, ""},
    {"$quota", CheckQuota, ""},
    {"$index", CheckIndex, ""},
    {"$text", CheckText, ""},
    {"$concat", CheckConcat, ""},
});

// --- Matchers ---

void CheckFlag(const Place& place) {
  if (place.value != true) place.Report("the only argument of this matcher is true");
}

void CheckPart(const Place& place) {
  CheckMatcher(place.value, place.pointer, place.scope, place.key);
}

void CheckParts(const Place& place) {
  if (!CheckShape(place.value, Shape::kList, place.pointer, place.scope.problems)) return;
  if (place.value.empty()) place.Report("an empty list here decides nothing");
  for (std::size_t i = 0; i < place.value.size(); ++i) {
    CheckMatcher(place.value[i], Join(place.pointer, i), place.scope, place.key);
  }
}

void CheckBound(const Place& place) {
  if (IsValueForm(place.value)) return CheckValue(place.value, place.pointer, place.scope);
  if (!place.value.is_number() && !place.value.is_string()) {
    place.Report("this compares with a number, a text or a value form");
  }
}

void CheckCount(const Place& place) {
  if (place.value.is_string() || place.value.is_array()) {
    return place.Report("$count takes a number or a matcher of numbers");
  }
  CheckMatcher(place.value, place.pointer, place.scope);
}

void CheckSet(const Place& place) {
  if (IsValueForm(place.value)) return CheckValue(place.value, place.pointer, place.scope);
  if (!CheckShape(place.value, Shape::kList, place.pointer, place.scope.problems)) return;
  CheckMatcher(place.value, place.pointer, place.scope, place.key);
}

void CheckRegex(const Place& place) {
  if (!IsText(place)) return;
  try {
    const std::regex regex(place.value.get_ref<const std::string&>());
  } catch (const std::regex_error& error) {
    place.Report(std::string("this is no regular expression: ") + error.what());
  }
}

constexpr auto kMatchers = std::to_array<Form>({
    {"$any", CheckFlag, ""},
    {"$absent", CheckFlag, ""},
    {"$not", CheckPart, ""},
    {"$in", CheckParts, ""},
    {"$all", CheckParts, ""},
    {"$gte", CheckBound, ""},
    {"$gt", CheckBound, ""},
    {"$lte", CheckBound, ""},
    {"$lt", CheckBound, ""},
    {"$count", CheckCount, ""},
    {"$distinct", CheckFlag, ""},
    {"$contains", CheckPart, ""},
    {"$each", CheckPart, ""},
    {"$set", CheckSet, ""},
    {"$guid", CheckFlag, ""},
    {"$matches", CheckRegex, ""},
    {"$succeeded", CheckFlag, ""},
    {"$failed", CheckFlag, ""},
});

std::vector<std::string_view> NamesOf(std::span<const Form> table) {
  std::vector<std::string_view> names;
  for (const Form& form : table) names.push_back(form.name);
  return names;
}

const Form* FindForm(std::span<const Form> table, std::string_view name) {
  const auto it =
      std::find_if(table.begin(), table.end(), [&](const Form& form) { return form.name == name; });
  return it == table.end() ? nullptr : &*it;
}

// The first key of `object` that begins with `$`, or "".
std::string DollarKey(const Json& object) {
  for (auto it = object.begin(); it != object.end(); ++it) {
    if (it.key().starts_with('$')) return it.key();
  }
  return "";
}

// Checks an object one of whose keys is the value form `form`.
void CheckForm(const Json& object, const Form& form, const std::string& pointer, Scope& scope) {
  const auto siblings = Words(form.siblings);
  for (auto it = object.begin(); it != object.end(); ++it) {
    if (it.key() == form.name || Contains(siblings, it.key())) continue;
    scope.problems.Add(Join(pointer, it.key()), "unknown key \"" + it.key() + "\" beside " +
                                                    std::string(form.name) +
                                                    Suggestion(it.key(), siblings));
  }
  const Json* index = Get(object, "index", Shape::kAny);
  if (index != nullptr && IsValueForm(*index)) {
    CheckValue(*index, Join(pointer, "index"), scope);
  } else if (index != nullptr) {
    CheckShape(*index, Shape::kCount, Join(pointer, "index"), scope.problems);
  }
  const Json* at = Get(object, "pointer", Shape::kAny);
  if (at != nullptr && !(at->is_string() && at->get_ref<const std::string&>().starts_with('/'))) {
    scope.problems.Add(Join(pointer, "pointer"), "a JSON pointer begins with \"/\"");
  }
  const std::string name(form.name);
  form.check({object, object[name], Join(pointer, name), scope, ""});
}

void CheckMatcherObject(const Json& object, const std::string& pointer, Scope& scope,
                        const std::string& key) {
  for (auto it = object.begin(); it != object.end(); ++it) {
    const std::string at = Join(pointer, it.key());
    if (const Form* matcher = FindForm(kMatchers, it.key())) {
      matcher->check({object, *it, at, scope, key});
    } else if (it.key().starts_with('$')) {
      auto names = NamesOf(kMatchers);
      for (const Form& form : kForms) names.push_back(form.name);
      scope.problems.Add(at, "unknown matcher \"" + it.key() + "\"" + Suggestion(it.key(), names));
    } else {
      scope.problems.Add(at, "\"" + it.key() + "\" stands beside a matcher: an object is either " +
                                 "matchers or members");
    }
  }
}

// A literal under a key whose words are known.
void CheckLiteral(const Json& value, const std::string& pointer, Scope& scope,
                  const std::string& key) {
  if (!value.is_string()) return;
  const auto& text = value.get_ref<const std::string&>();
  if ((key == "hresult" || key == "code") && !ParseHResult(text)) {
    scope.problems.Add(pointer, "unknown result code \"" + text + "\"" + CodeSuggestion(text));
  }
  if (key == "state" && !Contains(StateNames(), text)) {
    scope.problems.Add(pointer, "unknown state \"" + text + "\"" + Suggestion(text, StateNames()));
  }
}

void CheckCodeNames(const Json& codes, const std::string& pointer, Scope& scope) {
  for (auto it = codes.begin(); it != codes.end(); ++it) {
    if (it.key().starts_with('$')) continue;
    CheckLiteral(it.key(), Join(pointer, it.key()), scope, "hresult");
  }
}

void CheckMembers(const Json& object, const std::string& pointer, Scope& scope,
                  const std::string& key) {
  if (key == "codes") CheckCodeNames(object, pointer, scope);
  for (auto it = object.begin(); it != object.end(); ++it) {
    CheckMatcher(*it, Join(pointer, it.key()), scope, it.key());
  }
}

}  // namespace

void CheckValue(const Json& value, const std::string& pointer, Scope& scope) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) CheckValue(value[i], Join(pointer, i), scope);
  }
  if (!value.is_object()) return;
  const std::string dollar = DollarKey(value);
  if (const Form* form = FindForm(kForms, dollar)) return CheckForm(value, *form, pointer, scope);
  if (!dollar.empty()) {
    scope.problems.Add(Join(pointer, dollar), "unknown value form \"" + dollar + "\"" +
                                                  Suggestion(dollar, NamesOf(kForms)));
    return;
  }
  for (auto it = value.begin(); it != value.end(); ++it) {
    CheckValue(*it, Join(pointer, it.key()), scope);
  }
}

void CheckMatcher(const Json& value, const std::string& pointer, Scope& scope,
                  const std::string& key) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      CheckMatcher(value[i], Join(pointer, i), scope, key);
    }
  } else if (!value.is_object()) {
    CheckLiteral(value, pointer, scope, key);
  } else if (const Form* form = FindForm(kForms, DollarKey(value))) {
    CheckForm(value, *form, pointer, scope);
  } else if (!DollarKey(value).empty()) {
    CheckMatcherObject(value, pointer, scope, key);
  } else {
    CheckMembers(value, pointer, scope, key);
  }
}

std::optional<std::vector<Json>> PossibleValues(const Json& value, const Scope& scope) {
  if (!HasValueForm(value)) return std::vector<Json>{value};
  std::vector<Json> possible;
  if (const Json* axis = Get(value, "$axis", Shape::kText)) {
    const Json* values = AxisValues(scope, axis->get<std::string>());
    if (values == nullptr) return std::nullopt;
    const std::string pointer = GetText(value, "pointer");
    for (const Json& choice : *values) {
      if (const Json* part = At(choice, pointer)) possible.push_back(*part);
    }
    return possible;
  }
  if (const Json* name = Get(value, "$mode", Shape::kText)) {
    for (const Mode mode : scope.modes) {
      const Json* constant = Constant(scope, mode, name->get<std::string>());
      if (constant != nullptr) possible.push_back(*constant);
    }
    return possible;
  }
  return std::nullopt;
}

}  // namespace bitsproof::conformance
