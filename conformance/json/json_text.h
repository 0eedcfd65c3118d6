// Reads JSON that people write: strictly, and with the place of what is wrong.
#pragma once

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

}  // namespace bitsproof::conformance
