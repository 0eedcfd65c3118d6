// TextPattern: the few regular expressions of the protocol's schema, without a regex engine.
#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

namespace bitsproof::conformance {

// A pattern of the form ^...$ made of characters, `\` before one that is meant itself, and sets
// such as [0-9A-F-], each alone or followed by ?, *, +, {n} or {n,m}. Every part takes as much as
// it can and gives nothing back.
class TextPattern {
 public:
  // Throws std::invalid_argument for any other pattern.
  explicit TextPattern(std::string_view pattern);

  // Whether the whole of `text` has the form.
  bool Matches(std::string_view text) const;

 private:
  struct Part {
    std::bitset<256> set;
    std::size_t count_min = 1;
    std::size_t count_max = 1;
  };

  std::vector<Part> parts_;
};

}  // namespace bitsproof::conformance
