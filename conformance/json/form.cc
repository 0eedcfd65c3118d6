#include "conformance/json/form.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "conformance/json/problem.h"
#include "reference/base/text.h"

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kShownMax = 80;  // characters of a wrong value in a message

// What was found wrong, and how many members were right before: the measure of how close an
// alternative comes.
struct Finding {
  std::string pointer;
  std::string what;
  std::size_t accepted = 0;
};

unsigned TypeOf(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return Form::kNull;
    case Json::value_t::boolean:
      return Form::kBoolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return Form::kInteger;
    case Json::value_t::number_float:
      return Form::kFraction;
    case Json::value_t::string:
      return Form::kString;
    case Json::value_t::array:
      return Form::kArray;
    case Json::value_t::object:
      return Form::kObject;
    default:
      return 0;
  }
}

std::string Shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= kShownMax) return text;
  return std::string(CutToBytes(text, kShownMax)) + "...";
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " or ") + word;
  return text;
}

// What the form is, in words.
std::string Described(const Form& form) {
  if (!form.title.empty()) return form.title;
  std::vector<std::string> words;
  for (const Json& value : form.values) words.push_back(Shown(value));
  if (!words.empty()) return Joined(words);
  static constexpr std::array<std::pair<unsigned, std::string_view>, 7> kNames{
      {{Form::kObject, "an object"},
       {Form::kArray, "an array"},
       {Form::kString, "a text"},
       {Form::kInteger, "an integer"},
       {Form::kFraction, "a fraction"},
       {Form::kBoolean, "true or false"},
       {Form::kNull, "null"}}};
  for (const auto& [type, name] : kNames) {
    if (form.types & type) words.emplace_back(name);
  }
  return Joined(words);
}

// Both return false, so that a check can end with them.
bool Differs(const Form& form, const Json& value, Finding* finding) {
  if (finding != nullptr) finding->what = "must be " + Described(form) + ", not " + Shown(value);
  return false;
}

bool Below(const std::string& name, Finding* finding) {
  if (finding == nullptr) return false;
  finding->pointer = Join("", name) + finding->pointer;
  return false;
}

bool Check(const Form& form, const Json& value, Finding* finding);

bool CheckScalar(const Form& form, const Json& value) {
  if (!form.values.empty() &&
      std::find(form.values.begin(), form.values.end(), value) == form.values.end()) {
    return false;
  }
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return !(form.is_filled && text.empty()) && (!form.pattern || form.pattern->Matches(text));
  }
  if (!value.is_number() || !(form.minimum || form.maximum)) return true;
  const auto number = value.get<double>();
  return !(form.minimum && number < *form.minimum) && !(form.maximum && number > *form.maximum);
}

const Form::Member* FindMember(const Form& form, const std::string& name, std::size_t hint) {
  // Most messages have their members in the order of the schema.
  if (hint < form.members.size() && form.members[hint].name == name) return &form.members[hint];
  for (const Form::Member& member : form.members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

bool LacksMember(const Form& form, const Json& value, Finding* finding) {
  if (finding == nullptr) return false;
  for (const Form::Member& member : form.members) {
    if (!member.required || value.contains(member.name)) continue;
    finding->what = "lacks the member \"" + member.name + "\"";
    return false;
  }
  return false;
}

bool CheckMembers(const Form& form, const Json& value, Finding* finding) {
  std::size_t position = 0;
  std::size_t required = 0;
  for (const auto& [name, part] : value.get_ref<const Json::object_t&>()) {
    const Form::Member* member = FindMember(form, name, position++);
    const Form* part_form = member != nullptr ? member->form : form.others;
    if (part_form == nullptr && form.is_closed) {
      if (finding != nullptr) finding->what = "is a member that does not belong here";
      return Below(name, finding);
    }
    if (part_form != nullptr && !Check(*part_form, part, finding)) return Below(name, finding);
    if (member != nullptr && member->required) ++required;
    if (finding != nullptr) ++finding->accepted;
  }
  return required == form.required_count || LacksMember(form, value, finding);
}

bool CheckItems(const Form& form, const Json& value, Finding* finding) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!Check(*form.items, value[i], finding)) return Below(std::to_string(i), finding);
  }
  return true;
}

// Of several alternatives the one that comes closest tells what is wrong.
bool CheckAlternatives(const Form& form, const Json& value, Finding* finding) {
  Finding closest;
  for (const Form* alternative : form.any_of) {
    Finding found;
    if (Check(*alternative, value, finding == nullptr ? nullptr : &found)) return true;
    if (closest.what.empty() || found.accepted > closest.accepted) closest = std::move(found);
  }
  if (finding == nullptr) return false;
  if (!form.title.empty()) return Differs(form, value, finding);
  closest.accepted += finding->accepted;
  *finding = std::move(closest);
  return false;
}

bool Check(const Form& form, const Json& value, Finding* finding) {
  if ((TypeOf(value) & form.types) == 0) return Differs(form, value, finding);
  if (!CheckScalar(form, value)) return Differs(form, value, finding);
  if (value.is_object() && !CheckMembers(form, value, finding)) return false;
  if (form.items != nullptr && value.is_array() && !CheckItems(form, value, finding)) return false;
  return form.any_of.empty() || CheckAlternatives(form, value, finding);
}

}  // namespace

bool HasForm(const Form& form, const Json& value) { return Check(form, value, nullptr); }

std::string WrongForm(const Form& form, const Json& value) {
  Finding finding;
  if (Check(form, value, &finding)) return "";
  return finding.pointer.empty() ? finding.what : finding.pointer + ": " + finding.what;
}

}  // namespace bitsproof::conformance
