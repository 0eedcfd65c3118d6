// Result codes as the protocol writes them. They have a file of their own because windows.h has
// macros for the very names that reference/base/hresult.h declares: no file can include both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "conformance/json/json.h"

namespace com_adapter {

// "0x80200001".
std::string HexOf(std::int32_t code);

// The code that `value` is: a number, hexadecimal text, or an official name. nullopt: none.
std::optional<std::int32_t> ParseCode(const bitsproof::conformance::Json& value);

}  // namespace com_adapter
