#include "conformance/adapters/com/params.h"

#include "conformance/adapters/com/text.h"

namespace com_adapter {
namespace {

[[noreturn]] void Refuse(const char* name, const char* what) {
  throw ParamError(std::string("Parameter '") + name + "' " + what + ".");
}

bool IsUnsigned(const Json& value) {
  return value.is_number_unsigned() ||
         (value.is_number_integer() && value.get<std::int64_t>() >= 0);
}

}  // namespace

Json ToWord(int value, std::span<const Word> words) {
  for (const Word& word : words) {
    if (word.value == value) return word.text;
  }
  return value;
}

Params::Params(const Json& json) : json_(json) {
  if (!json.is_object()) throw ParamError("The parameters must be an object.");
}

const Json* Params::Find(const char* name) const {
  const auto it = json_.find(name);
  return it == json_.end() ? nullptr : &*it;
}

const Json& Params::Require(const char* name) const {
  const Json* value = Find(name);
  if (value == nullptr) Refuse(name, "is missing");
  return *value;
}

const std::string& Params::Text(const char* name) const {
  const Json& value = Require(name);
  if (!value.is_string()) Refuse(name, "must be a string");
  return value.get_ref<const std::string&>();
}

WideText Params::TextOrNull(const char* name) const {
  const Json& value = Require(name);
  if (value.is_null()) return WideText();
  if (!value.is_string()) Refuse(name, "must be a string or null");
  return WideText(Wide(value.get_ref<const std::string&>()));
}

bool Params::Boolean(const char* name) const {
  const Json& value = Require(name);
  if (!value.is_boolean()) Refuse(name, "must be true or false");
  return value.get<bool>();
}

UINT32 Params::Number32(const char* name) const {
  const Json& value = Require(name);
  if (!IsUnsigned(value) || value.get<UINT64>() > 0xFFFFFFFFu)
    Refuse(name, "must be an integer from 0 to 4294967295");
  return value.get<UINT32>();
}

UINT64 Params::Number(const char* name) const {
  const Json& value = Require(name);
  if (!IsUnsigned(value)) Refuse(name, "must be an integer from 0");
  return value.get<UINT64>();
}

GUID Params::Id(const char* name) const {
  const std::optional<GUID> id = ParseGuid(Text(name));
  if (!id) Refuse(name, "must be a GUID");
  return *id;
}

int Params::Enumeration(const char* name, std::span<const Word> words) const {
  const Json& value = Require(name);
  if (value.is_number_integer()) return static_cast<int>(value.get<std::int64_t>());
  if (!value.is_string()) Refuse(name, "must be a word or an integer");
  for (const Word& word : words) {
    if (value == word.text) return word.value;
  }
  Refuse(name, "is none of the words of its enumeration");
}

Json Params::ObjectOrEmpty(const char* name) const {
  const Json* value = Find(name);
  if (value == nullptr || value->is_null()) return Json::object();
  if (!value->is_object()) Refuse(name, "must be an object");
  return *value;
}

const Json& Params::List(const char* name) const {
  const Json& value = Require(name);
  if (!value.is_array()) Refuse(name, "must be a list");
  return value;
}

}  // namespace com_adapter
