#include "conformance/scenario/scenario_fields.h"

#include <algorithm>

#include "conformance/scenario/values.h"
#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

std::string_view NameOf(Shape shape) {
  switch (shape) {
    case Shape::kAny:
      return "anything";
    case Shape::kText:
      return "a text";
    case Shape::kCount:
      return "a whole number from 0 on";
    case Shape::kObject:
      return "an object";
    case Shape::kList:
      return "a list";
    case Shape::kTexts:
      return "a list of texts";
    case Shape::kTextOrForm:
      return "a text or a value form such as {\"$axis\": ..}";
  }
  return "";
}

bool Has(const Json& value, Shape shape) {
  switch (shape) {
    case Shape::kAny:
      return true;
    case Shape::kText:
      return value.is_string();
    case Shape::kCount:
      return value.is_number_unsigned();
    case Shape::kObject:
      return value.is_object();
    case Shape::kList:
      return value.is_array();
    case Shape::kTexts:
      return value.is_array() && std::all_of(value.begin(), value.end(),
                                             [](const Json& item) { return item.is_string(); });
    case Shape::kTextOrForm:
      return value.is_string() || IsValueForm(value);
  }
  return false;
}

}  // namespace

void ProblemSink::Add(const std::string& pointer, const std::string& message) {
  const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const Problem& problem) {
    return problem.pointer == pointer && problem.message == message;
  });
  if (!known) problems_.push_back({file_, pointer, message});
}

bool CheckShape(const Json& value, Shape shape, const std::string& pointer, ProblemSink& problems) {
  if (Has(value, shape)) return true;
  problems.Add(pointer, "this must be " + std::string(NameOf(shape)) + ", not " +
                            (value.is_structured() ? value.type_name() : value.dump()));
  return false;
}

bool CheckFields(const Json& value, std::span<const Field> fields, std::string_view what,
                 const std::string& pointer, ProblemSink& problems) {
  if (!value.is_object()) {
    problems.Add(pointer, std::string(what) + " must be an object");
    return false;
  }
  std::vector<std::string_view> names;
  for (const Field& field : fields) {
    names.push_back(field.name);
    if (field.required && !value.contains(field.name)) {
      problems.Add(pointer, std::string(what) + " needs \"" + std::string(field.name) + "\"");
    }
  }
  for (auto it = value.begin(); it != value.end(); ++it) {
    const std::string at = Join(pointer, it.key());
    const auto field = std::find(names.begin(), names.end(), it.key());
    if (field == names.end()) {
      problems.Add(at, "unknown key \"" + it.key() + "\" in " + std::string(what) +
                           Suggestion(it.key(), names));
    } else {
      CheckShape(*it, fields[static_cast<std::size_t>(field - names.begin())].shape, at, problems);
    }
  }
  return true;
}

const Json* Get(const Json& object, std::string_view name, Shape shape) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(name);
  return it != object.end() && Has(*it, shape) ? &*it : nullptr;
}

std::string GetText(const Json& object, std::string_view name) {
  const Json* text = Get(object, name, Shape::kText);
  return text == nullptr ? "" : text->get<std::string>();
}

bool IsWords(std::string_view text, bool dotted) {
  bool joined = true;  // at the start and after a joint a word must follow
  for (const char c : text) {
    const bool joint = c == '-' || (dotted && c == '.');
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!joint && !letter) return false;
    if (joint && joined) return false;
    joined = joint;
  }
  return !joined;
}

}  // namespace bitsproof::conformance
