// Words: those for the values of an enumeration, and what a message says of a word that is not one
// of those that are allowed.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace bitsproof::conformance {

// The word for `value` in a table of all values.
template <typename Enum, std::size_t kSize>
constexpr std::string_view WordFor(Enum value,
                                   const std::pair<Enum, std::string_view> (&table)[kSize]) {
  for (const auto& [known, word] : table) {
    if (known == value) return word;
  }
  return "unknown";
}

// The value that `word` stands for, or nullopt.
template <typename Enum, std::size_t kSize>
constexpr std::optional<Enum> ValueOf(std::string_view word,
                                      const std::pair<Enum, std::string_view> (&table)[kSize]) {
  for (const auto& [value, known] : table) {
    if (known == word) return value;
  }
  return std::nullopt;
}

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
