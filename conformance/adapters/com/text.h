// Texts: UTF-8 outside, UTF-16 at the interfaces of Windows, and the protocol's forms of values.
#pragma once

#include <windows.h>

#include <optional>
#include <string>
#include <string_view>

#include "conformance/adapters/com/errors.h"
#include "conformance/adapters/com/result_code.h"

namespace com_adapter {

std::wstring Wide(std::string_view utf8);
std::string Narrow(std::wstring_view utf16);

// "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}" and back; nullopt when it is not a GUID.
std::string ToText(const GUID& guid);
std::optional<GUID> ParseGuid(std::string_view text);

// A size: a number, or "unknown" for the largest one.
Json SizeToJson(UINT64 bytes);

// ISO 8601 in UTC with seven decimals; null for zero and for what Windows does not take for a time.
Json TimeToJson(const FILETIME& time);

// The SID as a string, or "" when Windows refuses.
std::string ToText(PSID sid);

std::string Base64(const BYTE* data, std::size_t size);

}  // namespace com_adapter
