#include "conformance/scenario/values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "reference/base/duration.h"

namespace bitsproof::conformance {
namespace {

using Binder = Json (*)(const Json& form, const ValueContext& context);

[[noreturn]] void Missing(const std::string& message) { throw BindError(message, false); }

std::string BoundText(const Json& value, const ValueContext& context, std::string_view what) {
  const Json bound = Bind(value, context);
  if (!bound.is_string()) Missing(std::string(what) + " takes a text, not " + bound.dump());
  return bound.get<std::string>();
}

// What "index" and "pointer" of `form` select from `value`.
const Json& Select(const Json& form, const Json& value, const std::string& what,
                   const ValueContext& context) {
  const Json* selected = &value;
  if (const auto index = form.find("index"); index != form.end()) {
    const Json bound = Bind(*index, context);
    if (!bound.is_number_integer()) Missing("the index of " + what + " is not a whole number");
    const auto position = bound.get<std::uint64_t>();
    if (!value.is_array() || position >= value.size()) {
      throw BindError(what + " has no element " + std::to_string(position), true);
    }
    selected = &value[position];
  }
  if (const auto pointer = form.find("pointer"); pointer != form.end()) {
    selected = At(*selected, pointer->get_ref<const std::string&>());
    if (selected == nullptr) {
      throw BindError(what + " has no member " + pointer->get<std::string>(), true);
    }
  }
  return *selected;
}

Json BindVariable(const Json& form, const ValueContext& context) {
  const auto& name = form["$var"].get_ref<const std::string&>();
  const auto it = context.variables.find(name);
  if (it == context.variables.end()) {
    Missing("the variable \"" + name + "\" has no value: the step that collects it did not run");
  }
  return Select(form, it->second, "the variable \"" + name + "\"", context);
}

Json BindAxis(const Json& form, const ValueContext& context) {
  const auto& name = form["$axis"].get_ref<const std::string&>();
  const auto it = context.binding.find(name);
  if (it == context.binding.end()) Missing("the case binds no axis \"" + name + "\"");
  return Bind(Select(form, *it, "the axis \"" + name + "\"", context), context);
}

Json BindMode(const Json& form, const ValueContext& context) {
  const auto& name = form["$mode"].get_ref<const std::string&>();
  const auto it = context.constants.find(name);
  if (it == context.constants.end()) Missing("the mode has no constant \"" + name + "\"");
  return *it;
}

Json BindUrl(const Json& form, const ValueContext& context) {
  const std::string text = BoundText(form["$url"], context, "$url");
  const std::size_t slash = text.find('/');
  const std::string origin = text.substr(0, slash);
  const auto it = context.urls.find(origin);
  if (it == context.urls.end()) Missing("no origin \"" + origin + "\" has been started");
  std::string url = slash == std::string::npos ? it->second : it->second + text.substr(slash);
  if (!form.contains("scheme")) return url;
  return BoundText(form["scheme"], context, "scheme") + url.substr(url.find(':'));
}

Json BindPath(const Json& form, const ValueContext& context) {
  return context.paths.ToSubject(
      PathInWorkDirectory(BoundText(form["$path"], context, "$path"), context));
}

// How many of n the jobs of others leave.
Json BindQuota(const Json& form, const ValueContext& context) {
  const Json bound = Bind(form["$quota"], context);
  if (!bound.is_number_integer() || bound < 0) {
    Missing("$quota takes a whole number, not " + bound.dump());
  }
  const auto count = bound.get<std::uint64_t>();
  return count - std::min(count, context.foreign_jobs);
}

Json BindSid(const Json& form, const ValueContext& context) {
  const std::string name = BoundText(form["$sid"], context, "$sid");
  const auto it = context.sids.find(name);
  if (it == context.sids.end()) Missing("the subject gave no SID for \"" + name + "\"");
  return it->second;
}

Json BindIndex(const Json&, const ValueContext& context) {
  if (!context.index) Missing("$index stands in no `times`, no `repeat` and no $list");
  return *context.index;
}

Json BindText(const Json& form, const ValueContext& context) {
  const Json bound = Bind(form["$text"], context);
  const auto& part = bound["repeat"].get_ref<const std::string&>();
  std::string text;
  for (auto count = bound["count"].get<std::uint64_t>(); count > 0; --count) text += part;
  return text;
}

Json BindConcat(const Json& form, const ValueContext& context) {
  std::string text;
  for (const Json& part : form["$concat"]) {
    const Json bound = Bind(part, context);
    text += bound.is_string() ? bound.get<std::string>() : bound.dump();
  }
  return text;
}

Json BindList(const Json& form, const ValueContext& context) {
  const Json& list = form["$list"];
  ValueContext turn = context;
  Json items = Json::array();
  const auto count = Bind(list["count"], context).get<std::uint64_t>();
  for (turn.index = 0; *turn.index < count; ++*turn.index)
    items.push_back(Bind(list["repeat"], turn));
  return items;
}

struct Form {
  std::string_view name;
  Binder bind;
};

constexpr auto kForms = std::to_array<Form>({
    {"$var", BindVariable},
    {"$axis", BindAxis},
    {"$mode", BindMode},
    {"$url", BindUrl},
    {"$path", BindPath},
    {"$sid", BindSid},
    {"$quota", BindQuota},
    {"$index", BindIndex},
    {"$text", BindText},
    {"$concat", BindConcat},
    {"$list", BindList},
});

const Form* FormOf(const Json& value) {
  if (!value.is_object()) return nullptr;
  for (auto it = value.begin(); it != value.end(); ++it) {
    if (!it.key().starts_with('$')) continue;
    for (const Form& form : kForms) {
      if (form.name == it.key()) return &form;
    }
  }
  return nullptr;
}

std::string Unescaped(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size();
    if (escape) ++i;
    text += !escape ? token[i] : token[i] == '1' ? '/' : '~';
  }
  return text;
}

const Json* Element(const Json& array, const std::string& token) {
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (token.empty() || token.size() > 9 || !std::all_of(token.begin(), token.end(), is_digit)) {
    return nullptr;
  }
  const std::size_t position = std::stoul(token);
  return position < array.size() ? &array[position] : nullptr;
}

}  // namespace

bool IsValueForm(const Json& value) { return FormOf(value) != nullptr; }

bool HasValueForm(const Json& value) {
  if (IsValueForm(value)) return true;
  return value.is_structured() && std::any_of(value.begin(), value.end(), HasValueForm);
}

bool UsesIndex(const Json& value) {
  if (value.is_object() && value.contains("$index")) return true;
  if (value.is_object() && value.contains("$list")) return false;  // it has turns of its own
  return value.is_structured() && std::any_of(value.begin(), value.end(), UsesIndex);
}

Json Bind(const Json& value, const ValueContext& context) {
  if (!value.is_structured()) return value;
  if (const Form* form = FormOf(value)) return form->bind(value, context);
  Json bound = value;
  for (Json& member : bound) {
    if (member.is_structured()) member = Bind(member, context);
  }
  return bound;
}

template <>
Json Expression<Json>::Bind(const ValueContext& context) const {
  return is_literal_ ? written_ : conformance::Bind(written_, context);
}

template <>
std::string Expression<std::string>::Bind(const ValueContext& context) const {
  return BoundText(written_, context, "this place");
}

template <>
std::uint64_t Expression<std::uint64_t>::Bind(const ValueContext& context) const {
  const Json bound = conformance::Bind(written_, context);
  if (!bound.is_number_unsigned()) Missing(bound.dump() + " is not a number of turns");
  return bound.get<std::uint64_t>();
}

template <>
Duration Expression<Duration>::Bind(const ValueContext& context) const {
  const Json bound = conformance::Bind(written_, context);
  const auto parsed =
      bound.is_string() ? ParseDuration(bound.get_ref<const std::string&>()) : std::nullopt;
  if (!parsed) Missing(bound.dump() + " is not a duration");
  return *parsed;
}

std::string PathInWorkDirectory(const std::string& name, const ValueContext& context) {
  return name == "." ? context.work_directory : context.work_directory + "/" + name;
}

const Json* At(const Json& value, const std::string& pointer) {
  const Json* at = &value;
  for (std::size_t start = 0; start < pointer.size() && at != nullptr;) {
    const std::size_t end = std::min(pointer.find('/', start + 1), pointer.size());
    const std::string token =
        Unescaped(std::string_view(pointer).substr(start + 1, end - start - 1));
    if (at->is_object()) {
      const auto it = at->find(token);
      at = it == at->end() ? nullptr : &*it;
    } else {
      at = at->is_array() ? Element(*at, token) : nullptr;
    }
    start = end;
  }
  return at;
}

}  // namespace bitsproof::conformance
