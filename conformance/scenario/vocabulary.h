// The words that a parser of scenarios can know: those of the protocol (method_table.h), kinds of
// events and result codes; and how to help with a word that it does not know.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/protocol/method_table.h"

namespace bitsproof::conformance {

std::span<const std::string_view> EventKinds();

// Whether `words` has `word`.
bool Contains(std::span<const std::string_view> words, std::string_view word);

// The parts of `text` between spaces.
std::vector<std::string_view> Words(std::string_view text);

// "a, b and c" with quotation marks around each.
std::string Listed(std::span<const std::string_view> words);

// ": did you mean \"expect\"?" when one of `words` is close to `word`; otherwise "; allowed are
// ..." or, for long lists, "".
std::string Suggestion(std::string_view word, std::span<const std::string_view> words);

// The same among the names of the result codes.
std::string CodeSuggestion(std::string_view word);

}  // namespace bitsproof::conformance
