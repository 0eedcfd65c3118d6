#include "conformance/json/text_pattern.h"

#include <charconv>
#include <limits>
#include <stdexcept>
#include <string>

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
constexpr std::string_view kReserved = "^$.|()?*+{}[]";

}  // namespace

// Reads a pattern from left to right.
class TextPattern::Reader {
 public:
  explicit Reader(std::string_view pattern) : whole_(pattern), rest_(pattern) {}

  [[noreturn]] void Refuse() const {
    throw std::invalid_argument("the pattern " + std::string(whole_) +
                                " uses more than sets, groups and repetitions after ^");
  }

  void Expect(char c) {
    if (!Skip(c)) Refuse();
  }

  bool Skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool AtEnd() const { return rest_.empty() || rest_ == "$"; }
  bool AtDollar() const { return rest_ == "$"; }

  std::vector<Part> TakeParts() {
    std::vector<Part> parts;
    while (!AtEnd() && rest_.front() != ')') parts.push_back(TakePart());
    return parts;
  }

 private:
  Part TakePart() {
    Part part;
    if (Skip('(')) {
      part.group = TakeParts();
      Expect(')');
      if (part.group.empty()) Refuse();
    } else if (Skip('[')) {
      part.set = TakeSet();
    } else {
      part.set.set(Take());
    }
    if (Skip('?')) {
      part.count_min = 0;
    } else if (Skip('*')) {
      part.count_min = 0;
      part.count_max = kUnlimited;
    } else if (Skip('+')) {
      part.count_max = kUnlimited;
    } else if (Skip('{')) {
      part.count_min = part.count_max = TakeNumber();
      if (Skip(',')) part.count_max = TakeNumber();
      Expect('}');
    }
    return part;
  }

  // A character that stands for itself.
  unsigned char Take() {
    if (rest_.empty()) Refuse();
    const bool escaped = Skip('\\');
    if (rest_.empty() || (!escaped && kReserved.find(rest_.front()) != kReserved.npos)) Refuse();
    return TakeAny();
  }

  std::bitset<256> TakeSet() {
    std::bitset<256> set;
    const bool is_negated = Skip('^');
    while (!Skip(']')) {
      if (rest_.empty()) Refuse();
      const unsigned char first = TakeAny();
      if (rest_.size() < 2 || rest_[0] != '-' || rest_[1] == ']') {
        set.set(first);
        continue;
      }
      Skip('-');
      const unsigned char last = TakeAny();
      for (unsigned c = first; c <= last; ++c) set.set(c);
    }
    return is_negated ? ~set : set;
  }

  std::size_t TakeNumber() {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc{}) Refuse();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }

  unsigned char TakeAny() {
    const auto c = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view whole_;
  std::string_view rest_;
};

TextPattern::TextPattern(std::string_view pattern) {
  Reader reader(pattern);
  reader.Expect('^');
  parts_ = reader.TakeParts();
  if (!reader.AtEnd()) reader.Refuse();
  is_whole_ = reader.AtDollar();
}

bool TextPattern::TakeOnce(const Part& part, std::string_view& text) {
  if (!part.group.empty()) return Take(part.group, text);
  if (text.empty() || !part.set[static_cast<unsigned char>(text.front())]) return false;
  text.remove_prefix(1);
  return true;
}

bool TextPattern::Take(const std::vector<Part>& parts, std::string_view& text) {
  for (const Part& part : parts) {
    std::size_t count = 0;
    for (std::string_view rest = text; count < part.count_max && TakeOnce(part, rest); ++count) {
      if (rest.size() == text.size()) {  // nothing, as often as is wanted
        count = part.count_min;
        break;
      }
      text = rest;
    }
    if (count < part.count_min) return false;
  }
  return true;
}

bool TextPattern::Matches(std::string_view text) const {
  return Take(parts_, text) && (!is_whole_ || text.empty());
}

}  // namespace bitsproof::conformance
