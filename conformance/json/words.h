// Words: what a message says of a word that is not one of those that are allowed.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bitsproof::conformance {

// Whether `words` has `word`.
bool Contains(std::span<const std::string_view> words, std::string_view word);

// The one of `words` that `word` may be a misspelling of, or "".
std::string_view Closest(std::string_view word, std::span<const std::string_view> words);

// "a, b and c" with quotation marks around each.
std::string Listed(std::span<const std::string_view> words);

// ": did you mean \"expect\"?" when one of `words` is close to `word`; otherwise "; allowed are
// ..." or, for long lists, "".
std::string Suggestion(std::string_view word, std::span<const std::string_view> words);

}  // namespace bitsproof::conformance
