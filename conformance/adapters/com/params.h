// Params: the parameters of one call, read by type.
#pragma once

#include <windows.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "conformance/adapters/com/errors.h"

namespace com_adapter {

// A word of the protocol for a value of an enumeration.
struct Word {
  const char* text;
  int value;
};

// The word for `value`; the number itself when there is none.
Json ToWord(int value, std::span<const Word> words);

// A text or NULL, ready for an API.
class WideText {
 public:
  WideText() = default;
  explicit WideText(std::wstring text) : text_(std::move(text)) {}
  const wchar_t* get() const { return text_ ? text_->c_str() : nullptr; }

 private:
  std::optional<std::wstring> text_;
};

// Reads the members of a parameter object, which has the form that the protocol's schema asks for:
// nothing is checked here but what the schema leaves open. A reader that meets a value of another
// type throws Json::exception.
class Params {
 public:
  // `json` must outlive this object.
  explicit Params(const Json& json) : json_(json) {}

  // The member, or nullptr when it is missing.
  const Json* Find(const char* name) const;
  const Json& Require(const char* name) const { return json_.at(name); }

  const std::string& Text(const char* name) const;
  WideText TextOrNull(const char* name) const;
  bool Boolean(const char* name) const;
  UINT32 Number32(const char* name) const;
  UINT64 Number(const char* name) const;
  GUID Id(const char* name) const;
  // A word of `words`, or an integer that is passed on as it is.
  int Enumeration(const char* name, std::span<const Word> words) const;

 private:
  const Json& json_;
};

}  // namespace com_adapter
