#include "conformance/json/form.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "conformance/json/json_text.h"
#include "conformance/json/words.h"
#include "reference/base/text.h"

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kShownMax = 80;  // characters of a wrong value in a message

using Names = std::vector<std::string_view>;

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

// --- Whether a value has a form: the way of every message, without a word about what is wrong ---

bool HasScalarForm(const Form& form, const Json& value) {
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

const Form::Member* FindMember(const Form& form, std::string_view name, std::size_t hint = 0) {
  // Most messages have their members in the order of the schema.
  if (hint < form.members.size() && form.members[hint].name == name) return &form.members[hint];
  for (const Form::Member& member : form.members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

// The form of the member `name`; nullptr when there must be none of that name.
const Form* FormOfMember(const Form& form, const Form::Member* member, const std::string& name) {
  static const Form kAnything;
  if (form.names != nullptr && !HasForm(*form.names, name)) return nullptr;
  if (member != nullptr) return member->form->types == 0 ? nullptr : member->form;
  if (form.others != nullptr) return form.others;
  return form.is_closed ? nullptr : &kAnything;
}

bool HasMembersOf(const Form& form, const Json& value) {
  std::size_t position = 0;
  std::size_t required = 0;
  for (const auto& [name, part] : value.get_ref<const Json::object_t&>()) {
    const Form::Member* member = FindMember(form, name, position++);
    const Form* part_form = FormOfMember(form, member, name);
    if (part_form == nullptr || !HasForm(*part_form, part)) return false;
    if (member != nullptr && member->required) ++required;
  }
  return required == form.required_count;
}

// Whether an element before the one at `index` is equal to it.
bool IsRepeated(const Json& array, std::size_t index) {
  const auto element = array.begin() + static_cast<std::ptrdiff_t>(index);
  return std::find(array.begin(), element, *element) != element;
}

bool HasItemsOf(const Form& form, const Json& value) {
  if (value.size() < form.items_min) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (form.items != nullptr && !HasForm(*form.items, value[i])) return false;
    if (form.items_differ && IsRepeated(value, i)) return false;
  }
  return true;
}

// --- What is wrong with it ---

std::string Shown(const Json& value) {
  std::string text = ToLine(value);
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
  for (const Form* alternative : form.any_of) words.push_back(Described(*alternative));
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

// How a wrong text could be mended.
std::string Remedy(const Form& form, const Json& value) {
  Names known;
  for (const Json& word : form.values) {
    if (word.is_string()) known.push_back(word.get_ref<const std::string&>());
  }
  if (known.size() < 2 || !value.is_string()) return "";
  const auto& text = value.get_ref<const std::string&>();
  // Without a title the words stand in the message already.
  return form.title.empty() && Closest(text, known).empty() ? "" : Suggestion(text, known);
}

// The JSON types that a value of the form can have.
unsigned AllowedTypes(const Form& form) {
  unsigned types = form.types;
  unsigned of_parts = 0;
  for (const Form* part : form.any_of) of_parts |= AllowedTypes(*part);
  if (!form.any_of.empty()) types &= of_parts;
  unsigned of_values = 0;
  for (const Json& value : form.values) of_values |= TypeOf(value);
  if (!form.values.empty()) types &= of_values;
  return types;
}

// The alternatives of a union; a union of objects among them stands for its own alternatives.
void Flatten(const Form& form, std::vector<const Form*>& alternatives) {
  for (const Form* part : form.any_of) {
    const bool is_union = !part->any_of.empty() && part->members.empty();
    if (is_union && (part->title.empty() || AllowedTypes(*part) == Form::kObject) &&
        part->types == Form::kAnyType) {
      Flatten(*part, alternatives);
    } else {
      alternatives.push_back(part);
    }
  }
}

// The members that `form` requires and no other of the alternatives knows: they tell it apart.
Names KeysOf(const Form& form, const std::vector<const Form*>& alternatives) {
  Names keys;
  for (const Form::Member& member : form.members) {
    const bool is_shared =
        std::any_of(alternatives.begin(), alternatives.end(), [&](const Form* other) {
          const Form::Member* same = FindMember(*other, member.name);
          return other != &form && same != nullptr && same->form->types != 0;
        });
    if (member.required && !is_shared) keys.push_back(member.name);
  }
  return keys;
}

// What tells one alternative from the others: its own key, and theirs.
struct Verbs {
  std::string_view own;
  Names others;
};

// How close an object comes to an alternative; the greatest is the closest.
struct Closeness {
  std::size_t tags = 0;   // members that can have one value only, and have it: what it says it is
  std::size_t right = 0;  // members before the first that is wrong
  bool has_key = false;   // of those that tell the alternative apart
  std::size_t known = 0;  // members whose names are right

  auto operator<=>(const Closeness&) const = default;
};

Closeness ClosenessOf(const Form& form, const Json& object, const Names& keys) {
  Closeness closeness;
  bool still_right = true;
  for (const auto& [name, part] : object.get_ref<const Json::object_t&>()) {
    const Form* part_form = FormOfMember(form, FindMember(form, name), name);
    closeness.has_key = closeness.has_key || Contains(keys, name);
    if (part_form != nullptr) ++closeness.known;
    if (part_form != nullptr && part_form->values.size() == 1 && HasForm(*part_form, part)) {
      ++closeness.tags;
    }
    still_right = still_right && part_form != nullptr && HasForm(*part_form, part);
    if (still_right) ++closeness.right;
  }
  return closeness;
}

class Explainer {
 public:
  Explainer(const JsonProblem& report, const Choices& choices)
      : report_(report), choices_(choices) {}

  void Explain(const Form& form, const Json& value, const std::string& pointer) const {
    if (value.is_object() && choices_) {
      for (const Json& choice : choices_(value)) ExplainPart(form, choice, pointer);
    }
    ExplainPart(form, value, pointer);
  }

 private:
  // The same for an alternative of the form that `value` must have, and for a choice: what `value`
  // may come to stand for has been looked at.
  void ExplainPart(const Form& form, const Json& value, const std::string& pointer,
                   const Verbs& verbs = {}) const {
    if ((TypeOf(value) & form.types) == 0 || !HasScalarForm(form, value)) {
      return Differs(form, value, pointer);
    }
    if (value.is_object()) ExplainMembers(form, value, pointer, verbs);
    if (value.is_array()) ExplainItems(form, value, pointer);
    if (form.any_of.empty()) return;
    // An alternative that adds to members which are wrong already would only repeat that.
    if (form.members.empty() || HasMembersOf(form, value)) ExplainUnion(form, value, pointer);
  }

  void Differs(const Form& form, const Json& value, const std::string& pointer) const {
    report_(pointer, "must be " + Described(form) + ", not " + Shown(value) + Remedy(form, value));
  }

  void ExplainMembers(const Form& form, const Json& object, const std::string& pointer,
                      const Verbs& verbs) const {
    for (const Form::Member& member : form.members) {
      if (!member.required || object.contains(member.name)) continue;
      report_(pointer, (form.title.empty() ? "" : form.title + " ") + "lacks the member \"" +
                           member.name + "\"");
    }
    for (const auto& [name, part] : object.get_ref<const Json::object_t&>()) {
      const std::string at = Join(pointer, name);
      const Form* part_form = FormOfMember(form, FindMember(form, name), name);
      if (part_form != nullptr) {
        Explain(*part_form, part, at);
      } else {
        report_(at, Unknown(form, name, verbs));
      }
    }
  }

  static std::string Unknown(const Form& form, const std::string& name, const Verbs& verbs) {
    if (!verbs.own.empty() && Contains(verbs.others, name)) {
      return "\"" + name + "\" cannot stand beside \"" + std::string(verbs.own) + "\"";
    }
    Names known;
    for (const Form::Member& member : form.members) {
      if (member.form->types != 0) known.push_back(member.name);
    }
    if (verbs.own.empty()) known.insert(known.end(), verbs.others.begin(), verbs.others.end());
    std::erase(known, name);  // it belongs to another alternative
    if (form.names != nullptr && Closest(name, known).empty()) {
      return "the key \"" + name + "\" must be " + Described(*form.names);
    }
    const std::string message =
        "unknown key \"" + name + "\"" + (form.title.empty() ? "" : " in " + form.title);
    // What the schema names only to forbid it is not a misspelling.
    return FindMember(form, name) != nullptr ? message : message + Suggestion(name, known);
  }

  void ExplainItems(const Form& form, const Json& array, const std::string& pointer) const {
    if (array.size() < form.items_min) {
      report_(pointer, "needs " + std::to_string(form.items_min) +
                           (form.items_min == 1 ? " element" : " elements") + " at least");
    }
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (form.items != nullptr) Explain(*form.items, array[i], Join(pointer, i));
      if (form.items_differ && IsRepeated(array, i)) {
        report_(Join(pointer, i), Shown(array[i]) + " is there twice");
      }
    }
  }

  void ExplainUnion(const Form& form, const Json& value, const std::string& pointer) const {
    std::vector<const Form*> alternatives;
    Flatten(form, alternatives);
    std::erase_if(alternatives,
                  [&](const Form* part) { return !(AllowedTypes(*part) & TypeOf(value)); });
    for (const Form* part : alternatives) {
      if (HasForm(*part, value)) return ExplainPart(*part, value, pointer);
    }
    if (value.is_object()) return ExplainObject(form, alternatives, value, pointer);
    // The only list among the alternatives is meant, whatever the whole is called.
    const bool is_meant = alternatives.size() == 1 && (value.is_array() || form.title.empty());
    if (!is_meant) return Differs(form, value, pointer);
    ExplainPart(*alternatives.front(), value, pointer);
  }

  void ExplainObject(const Form& form, const std::vector<const Form*>& alternatives,
                     const Json& object, const std::string& pointer) const {
    const Form* closest = nullptr;
    Closeness best;
    Verbs verbs;
    Names all_verbs;
    bool is_tie = false;
    for (const Form* part : alternatives) {
      const Names keys = KeysOf(*part, alternatives);
      const std::string_view verb = keys.empty() ? "" : keys.front();
      const Closeness closeness = ClosenessOf(*part, object, keys);
      is_tie = closest != nullptr && (closeness == best || (is_tie && closeness < best));
      if (closest == nullptr || closeness > best) {
        std::tie(closest, best, verbs.own) = std::tie(part, closeness, verb);
      }
      if (!verb.empty()) all_verbs.push_back(verb);
    }
    if (closest == nullptr || is_tie) {
      return ExplainChoice(form, alternatives, all_verbs, object, pointer);
    }
    verbs.others = std::move(all_verbs);
    std::erase(verbs.others, verbs.own);
    ExplainPart(*closest, object, pointer, verbs);
  }

  // No alternative is meant more than the others.
  void ExplainChoice(const Form& form, const std::vector<const Form*>& alternatives,
                     const Names& verbs, const Json& object, const std::string& pointer) const {
    if (alternatives.empty() || (!form.title.empty() && verbs.size() != alternatives.size())) {
      return Differs(form, object, pointer);
    }
    if (verbs.size() != alternatives.size()) {
      const auto open =
          std::find_if(alternatives.begin(), alternatives.end(),
                       [&](const Form* part) { return KeysOf(*part, alternatives).empty(); });
      return ExplainPart(**open, object, pointer, {"", verbs});
    }
    for (const auto& [name, part] : object.get_ref<const Json::object_t&>()) {
      const std::string_view verb = Closest(name, verbs);
      const auto known = [&key = name](const Form* part_form) {
        return FindMember(*part_form, key);
      };
      if (verb.empty() || std::any_of(alternatives.begin(), alternatives.end(), known)) continue;
      return report_(Join(pointer, name), "unknown key \"" + name + "\"" + Suggestion(name, verbs));
    }
    report_(pointer,
            (form.title.empty() ? "" : form.title + " ") + "needs one of " + Listed(verbs));
  }

  const JsonProblem& report_;
  const Choices& choices_;
};

}  // namespace

bool HasForm(const Form& form, const Json& value) {
  if ((TypeOf(value) & form.types) == 0 || !HasScalarForm(form, value)) return false;
  if (value.is_object() && !HasMembersOf(form, value)) return false;
  if (value.is_array() && !HasItemsOf(form, value)) return false;
  return form.any_of.empty() ||
         std::any_of(form.any_of.begin(), form.any_of.end(),
                     [&](const Form* part) { return HasForm(*part, value); });
}

void CheckForm(const Form& form, const Json& value, const JsonProblem& report,
               const Choices& choices) {
  Explainer(report, choices).Explain(form, value, "");
}

std::string WrongForm(const Form& form, const Json& value) {
  std::string first;
  CheckForm(form, value, [&](const std::string& pointer, const std::string& message) {
    if (first.empty()) first = pointer.empty() ? message : pointer + ": " + message;
  });
  return first;
}

}  // namespace bitsproof::conformance
