// Params: the parameters of one call, read by type.
#pragma once

#include <windows.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "conformance/adapters/com/json_rpc.h"

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

// Reads the members of a parameter object. Every reader throws ParamError when the member is
// missing or of another type.
class Params {
 public:
  // `json` must outlive this object. Throws ParamError unless it is an object.
  explicit Params(const Json& json);

  // The member, or nullptr when it is missing.
  const Json* Find(const char* name) const;
  const Json& Require(const char* name) const;

  const std::string& Text(const char* name) const;
  WideText TextOrNull(const char* name) const;
  bool Boolean(const char* name) const;
  UINT32 Number32(const char* name) const;
  UINT64 Number(const char* name) const;
  GUID Id(const char* name) const;
  // A word of `words`, or an integer that is passed on as it is.
  int Enumeration(const char* name, std::span<const Word> words) const;
  // The member as an object; an absent or null one is empty.
  Json ObjectOrEmpty(const char* name) const;
  const Json& List(const char* name) const;

 private:
  const Json& json_;
};

}  // namespace com_adapter
