// TextPattern: the few regular expressions of the protocol's schema, without a regex engine.
#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

namespace bitsproof::conformance {

// A pattern that begins with ^, and holds for the whole text if it ends with $, else for what the
// text begins with. Between them are characters, `\` before one that is meant itself, sets such as
// [0-9A-F-] or [^/], and groups in parentheses, each alone or followed by ?, *, +, {n} or {n,m}.
// Every part takes as much as it can and gives nothing back.
class TextPattern {
 public:
  // Throws std::invalid_argument for any other pattern.
  explicit TextPattern(std::string_view pattern);

  bool Matches(std::string_view text) const;

 private:
  struct Part {
    std::bitset<256> set;
    std::vector<Part> group;  // if there are any, in place of `set`
    std::size_t count_min = 1;
    std::size_t count_max = 1;
  };
  class Reader;

  // Takes what the parts match from the front of `text`; false when they do not match.
  static bool Take(const std::vector<Part>& parts, std::string_view& text);
  static bool TakeOnce(const Part& part, std::string_view& text);

  std::vector<Part> parts_;
  bool is_whole_ = true;
};

}  // namespace bitsproof::conformance
