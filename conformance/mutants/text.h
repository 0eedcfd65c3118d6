// The length of texts in messages, counted in UTF-16 units.
#pragma once

#include <cstddef>
#include <string>

#include "conformance/json/json.h"
#include "reference/base/text.h"

namespace bitsproof::conformance::mutants {

// The length of a string value, 0 for anything else.
inline std::size_t UnitsOf(const Json& value) {
  return value.is_string() ? Utf16Length(value.get_ref<const std::string&>()) : 0;
}

}  // namespace bitsproof::conformance::mutants
