#include "conformance/json/schema.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kDefinitions = "#/$defs/";

constexpr std::string_view kSchemas = "schema/";

constexpr std::pair<std::string_view, std::string_view> kDocumentTexts[] = {
#include "document_texts.inc"
};

[[noreturn]] void Refuse(const std::string& pointer, const std::string& what) {
  throw std::invalid_argument("the schema cannot be used: " + pointer + " " + what);
}

unsigned TypeNamed(const Json& name, const std::string& pointer) {
  static constexpr std::array<std::pair<std::string_view, unsigned>, 7> kTypes{
      {{"null", Form::kNull},
       {"boolean", Form::kBoolean},
       {"integer", Form::kInteger},
       {"number", Form::kInteger | Form::kFraction},
       {"string", Form::kString},
       {"array", Form::kArray},
       {"object", Form::kObject}}};
  for (const auto& [known, bits] : kTypes) {
    if (name == known) return bits;
  }
  Refuse(pointer, "is not a type: " + name.dump());
}

unsigned TypesOf(const Json& json, const std::string& pointer) {
  if (!json.is_array()) return TypeNamed(json, pointer);
  unsigned types = 0;
  for (const Json& name : json) types |= TypeNamed(name, pointer);
  return types;
}

}  // namespace

Schema::Schema(const Json& document) {
  static const Json kNone = Json::object();
  const auto found = document.find("$defs");
  const Json& definitions = found == document.end() ? kNone : *found;
  // A definition may be referred to before it is read, or from within itself: Define makes an empty
  // form then, which is filled when its turn comes.
  for (auto it = definitions.begin(); it != definitions.end(); ++it) {
    Fill(*Define(it.key()), *it, std::string(kDefinitions) + it.key());
  }
  Json root = Json::object();
  for (auto it = document.begin(); it != document.end(); ++it) {
    if (it.key() != "$schema" && it.key() != "$defs") root[it.key()] = *it;
  }
  root_ = Compile(root, "#");
  // What was referred to and never came would accept everything.
  for (const auto& [name, form] : definitions_) {
    if (!definitions.contains(name)) Refuse(std::string(kDefinitions) + name, "is missing");
  }
}

const Form* Schema::Find(std::string_view name) const {
  const auto it = definitions_.find(std::string(name));
  return it == definitions_.end() ? nullptr : it->second;
}

Form* Schema::Define(const std::string& name) {
  Form*& form = definitions_[name];
  if (form == nullptr) form = forms_.emplace_back(std::make_unique<Form>()).get();
  return form;
}

const Form* Schema::Compile(const Json& json, const std::string& pointer) {
  const auto reference = json.find("$ref");
  if (reference == json.end()) {
    Form* form = forms_.emplace_back(std::make_unique<Form>()).get();
    Fill(*form, json, pointer);
    return form;
  }
  const std::string target = reference->get<std::string>();
  if (json.size() != (json.contains("description") ? 2 : 1) || !target.starts_with(kDefinitions)) {
    Refuse(pointer, "must be a reference to a definition and nothing else");
  }
  return Define(target.substr(kDefinitions.size()));
}

void Schema::Fill(Form& form, const Json& json, const std::string& pointer) {
  if (json.is_boolean()) {
    if (!json.get<bool>()) form.types = 0;
    return;
  }
  if (!json.is_object()) Refuse(pointer, "must be an object");
  for (auto it = json.begin(); it != json.end(); ++it) {
    const std::string& keyword = it.key();
    const std::string at = pointer + "/" + keyword;
    if (keyword == "$ref") {
      // Only a definition that is nothing but a reference comes here (see Compile). It has an
      // address of its own already, so it becomes a choice of one.
      form.any_of.push_back(Compile(json, pointer));
    } else if (keyword == "title") {
      form.title = it->get<std::string>();
    } else if (keyword == "type") {
      form.types = TypesOf(*it, at);
    } else if (keyword == "items") {
      form.items = Compile(*it, at);
    } else if (keyword == "minItems") {
      form.items_min = it->get<std::size_t>();
    } else if (keyword == "uniqueItems") {
      form.items_differ = it->get<bool>();
    } else if (keyword == "propertyNames") {
      form.names = Compile(*it, at);
    } else if (keyword == "enum") {
      form.values.assign(it->begin(), it->end());
    } else if (keyword == "const") {
      form.values = {*it};
    } else if (keyword == "pattern") {
      form.pattern.emplace(it->get_ref<const std::string&>());
    } else if (keyword == "minLength") {
      if (*it != 1) Refuse(at, "may only be 1");
      form.is_filled = true;
    } else if (keyword == "minimum") {
      form.minimum = it->get<double>();
    } else if (keyword == "maximum") {
      form.maximum = it->get<double>();
    } else if (keyword == "anyOf") {
      for (std::size_t i = 0; i < it->size(); ++i) {
        form.any_of.push_back(Compile((*it)[i], at + "/" + std::to_string(i)));
      }
    } else if (keyword != "properties" && keyword != "required" &&
               keyword != "additionalProperties" && keyword != "description" &&
               !keyword.starts_with("x-")) {
      Refuse(at, "is a keyword that is not understood");
    }
  }
  FillObject(form, json, pointer);
}

// Apart from Fill because the order of keywords is the author's: `required` marks members that
// `properties` has made.
void Schema::FillObject(Form& form, const Json& json, const std::string& pointer) {
  if (const auto properties = json.find("properties"); properties != json.end()) {
    for (auto it = properties->begin(); it != properties->end(); ++it) {
      form.members.push_back({it.key(), Compile(*it, pointer + "/properties/" + it.key()), false});
    }
  }
  if (const auto required = json.find("required"); required != json.end()) {
    for (const Json& name : *required) {
      const auto member = std::find_if(form.members.begin(), form.members.end(),
                                       [&](const Form::Member& m) { return name == m.name; });
      if (member == form.members.end()) {
        Refuse(pointer + "/required", "names " + name.dump() + ", which is not a property");
      }
      // Counted once, though named twice: Check compares it with the required members that it met.
      form.required_count += member->required ? 0 : 1;
      member->required = true;
    }
  }
  if (const auto others = json.find("additionalProperties"); others != json.end()) {
    if (others->is_boolean()) {
      form.is_closed = !others->get<bool>();
    } else {
      form.others = Compile(*others, pointer + "/additionalProperties");
    }
  }
}

const Json& BuiltInDocument(std::string_view name) {
  static const auto* const documents = [] {
    auto* map = new std::unordered_map<std::string_view, Json>;
    for (const auto& [known, text] : kDocumentTexts) map->emplace(known, Json::parse(text));
    return map;
  }();
  return documents->at(name);
}

std::vector<std::string_view> BuiltInNames(std::string_view folder) {
  std::vector<std::string_view> names;
  for (const auto& [name, text] : kDocumentTexts) {
    if (name.starts_with(folder)) names.push_back(name.substr(folder.size()));
  }
  return names;
}

const Schema& BuiltInSchema(std::string_view name) {
  static const auto* const schemas = [] {
    auto* map = new std::unordered_map<std::string_view, Schema>;
    for (const std::string_view known : BuiltInNames(kSchemas)) {
      map->emplace(known, Schema(BuiltInDocument(std::string(kSchemas).append(known))));
    }
    return map;
  }();
  return schemas->at(name);
}

}  // namespace bitsproof::conformance
