// The words that a parser of scenarios can know: those of the protocol (method_table.h) and result
// codes; and how to help with a word that it does not know.
#pragma once

#include <string>
#include <string_view>

#include "conformance/json/words.h"
#include "conformance/protocol/method_table.h"

namespace bitsproof::conformance {

// See Suggestion: among the names of the result codes.
std::string CodeSuggestion(std::string_view word);

}  // namespace bitsproof::conformance
