#include "conformance/adapters/com/params.h"

#include "conformance/adapters/com/text.h"

namespace com_adapter {
namespace {

[[noreturn]] void Refuse(const char* name, const char* what) {
  throw ParamError(std::string("Parameter '") + name + "' " + what + ".");
}

}  // namespace

Json ToWord(int value, std::span<const Word> words) {
  for (const Word& word : words) {
    if (word.value == value) return word.text;
  }
  return value;
}

const Json* Params::Find(const char* name) const {
  const auto it = json_.find(name);
  return it == json_.end() ? nullptr : &*it;
}

const std::string& Params::Text(const char* name) const {
  return Require(name).get_ref<const std::string&>();
}

WideText Params::TextOrNull(const char* name) const {
  return Require(name).is_null() ? WideText() : WideText(Wide(Text(name)));
}

// The readers of booleans and numbers do not convert one into the other, as get<>() would: the
// value of a property may be either, and which one it must be is known only here.
bool Params::Boolean(const char* name) const {
  return Require(name).get_ref<const Json::boolean_t&>();
}

UINT32 Params::Number32(const char* name) const {
  const UINT64 number = Number(name);
  if (number > 0xFFFFFFFFu) Refuse(name, "must be an integer from 0 to 4294967295");
  return static_cast<UINT32>(number);
}

UINT64 Params::Number(const char* name) const {
  return Require(name).get_ref<const Json::number_unsigned_t&>();
}

GUID Params::Id(const char* name) const {
  const std::optional<GUID> id = ParseGuid(Text(name));
  if (!id) Refuse(name, "must be a GUID");
  return *id;
}

int Params::Enumeration(const char* name, std::span<const Word> words) const {
  const Json& value = Require(name);
  if (value.is_number_integer()) return static_cast<int>(value.get<std::int64_t>());
  for (const Word& word : words) {
    if (value == word.text) return word.value;
  }
  Refuse(name, "is not a word of its enumeration");
}

}  // namespace com_adapter
