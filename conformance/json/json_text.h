// JSON as text: what people write is read strictly, and with the place of what is wrong; what is
// written is always UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/json/json.h"
#include "conformance/json/problem.h"

namespace bitsproof::conformance {

// Deeper documents are refused, so that recursion over what was read is bounded.
inline constexpr int kJsonDepthMax = 64;

// The document that `text` holds. A key that stands twice in one object is reported and reading
// goes on. A syntax error is reported with line and column, nesting beyond kJsonDepthMax with its
// pointer, and the result is nullopt.
std::optional<Json> ReadJson(std::string_view text, const JsonProblem& problem);

// `json` on one line, without LF; bytes that are not UTF-8 become U+FFFD.
std::string ToLine(const Json& json);

// The same, cut when it is longer than `bytes_max`, with its length then.
std::string Abbreviated(const Json& json, std::size_t bytes_max);

// `text` with U+FFFD for the bytes that are not UTF-8.
std::string RepairedUtf8(const std::string& text);

}  // namespace bitsproof::conformance
