#include "conformance/json/words.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace bitsproof::conformance {
namespace {

// The Levenshtein distance.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char in_a : a) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (in_a == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string Quoted(std::string_view word) { return "\"" + std::string(word) + "\""; }

}  // namespace

std::string_view Closest(std::string_view word, std::span<const std::string_view> words) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string_view candidate : words) {
    const std::size_t distance = EditDistance(word, candidate);
    if (distance >= best_distance || distance >= candidate.size()) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

bool Contains(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Listed(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += Quoted(words[i]);
  }
  return text;
}

std::string Suggestion(std::string_view word, std::span<const std::string_view> words) {
  constexpr std::size_t kListMax = 20;
  const std::string_view closest = Closest(word, words);
  if (!closest.empty()) return ": did you mean " + Quoted(closest) + "?";
  if (words.empty()) return "; none is allowed here";
  return words.size() <= kListMax ? "; allowed are " + Listed(words) : "";
}

}  // namespace bitsproof::conformance
