#include "conformance/json/text_pattern.h"

#include <charconv>
#include <limits>
#include <stdexcept>
#include <string>

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
constexpr std::string_view kReserved = "^$.|()?*+{}[]";

// Reads a pattern from left to right.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : whole_(pattern), rest_(pattern) {}

  [[noreturn]] void Refuse() const {
    throw std::invalid_argument("the pattern " + std::string(whole_) +
                                " uses more than sets and repetitions between ^ and $");
  }

  void Expect(char c) {
    if (!Skip(c)) Refuse();
  }

  bool Skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool AtEnd() const { return rest_ == "$"; }

  // A character that stands for itself.
  unsigned char Take() {
    if (rest_.empty()) Refuse();
    const bool escaped = Skip('\\');
    if (rest_.empty() || (!escaped && kReserved.find(rest_.front()) != kReserved.npos)) Refuse();
    return TakeAny();
  }

  std::bitset<256> TakeSet() {
    std::bitset<256> set;
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
    return set;
  }

  std::size_t TakeNumber() {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc{}) Refuse();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }

 private:
  unsigned char TakeAny() {
    const auto c = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view whole_;
  std::string_view rest_;
};

}  // namespace

TextPattern::TextPattern(std::string_view pattern) {
  Reader reader(pattern);
  reader.Expect('^');
  while (!reader.AtEnd()) {
    Part part;
    if (reader.Skip('[')) {
      part.set = reader.TakeSet();
    } else {
      part.set.set(reader.Take());
    }
    if (reader.Skip('?')) {
      part.count_min = 0;
    } else if (reader.Skip('*')) {
      part.count_min = 0;
      part.count_max = kUnlimited;
    } else if (reader.Skip('+')) {
      part.count_max = kUnlimited;
    } else if (reader.Skip('{')) {
      part.count_min = part.count_max = reader.TakeNumber();
      if (reader.Skip(',')) part.count_max = reader.TakeNumber();
      reader.Expect('}');
    }
    parts_.push_back(part);
  }
}

bool TextPattern::Matches(std::string_view text) const {
  for (const Part& part : parts_) {
    std::size_t count = 0;
    while (count < part.count_max && count < text.size() &&
           part.set[static_cast<unsigned char>(text[count])]) {
      ++count;
    }
    if (count < part.count_min) return false;
    text.remove_prefix(count);
  }
  return text.empty();
}

}  // namespace bitsproof::conformance
