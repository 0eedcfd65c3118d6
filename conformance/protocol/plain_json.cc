#include "conformance/protocol/plain_json.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kMembersFirst = 4;

// Reads one value. Each function takes what it reads off the front, and returns false when that is
// not plain.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool ReadAll(Json& value, int depth_max) {
    if (!ReadValue(value, depth_max)) return false;
    SkipBlanks();
    return at_ == end_;
  }

 private:
  bool ReadValue(Json& value, int depth_max) {
    SkipBlanks();
    if (at_ == end_) return false;
    switch (*at_) {
      case '{':
        return depth_max > 0 && ReadObject(value, depth_max - 1);
      case '[':
        return depth_max > 0 && ReadArray(value, depth_max - 1);
      case '"':
        value = std::string();
        return ReadText(value.get_ref<std::string&>());
      case 't':
        value = true;
        return TakeWord("true");
      case 'f':
        value = false;
        return TakeWord("false");
      case 'n':
        value = nullptr;
        return TakeWord("null");
      case '-':
        return ReadNumber<std::int64_t>(value, at_ + 1);
      default:
        return ReadNumber<std::uint64_t>(value, at_);
    }
  }

  bool ReadObject(Json& value, int depth_max) {
    value = Json::object();
    auto& members = value.get_ref<Json::object_t&>();
    ++at_;
    if (Take('}')) return true;
    members.reserve(kMembersFirst);
    do {
      std::string name;
      SkipBlanks();
      if (at_ == end_ || !ReadText(name) || !Take(':')) return false;
      if (!ReadValue(members[name], depth_max)) return false;
    } while (Take(','));
    return Take('}');
  }

  bool ReadArray(Json& value, int depth_max) {
    value = Json::array();
    auto& elements = value.get_ref<Json::array_t&>();
    ++at_;
    if (Take(']')) return true;
    do {
      if (!ReadValue(elements.emplace_back(), depth_max)) return false;
    } while (Take(','));
    return Take(']');
  }

  // REQUIRES: not at the end.
  bool ReadText(std::string& text) {
    if (*at_ != '"') return false;
    const char* const begin = ++at_;
    for (; at_ != end_; ++at_) {
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte == '"') {
        text.assign(begin, at_++);
        return true;
      }
      if (byte < 0x20 || byte >= 0x80 || byte == '\\') return false;
    }
    return false;
  }

  // `digits`: where the digits begin.
  template <typename Number>
  bool ReadNumber(Json& value, const char* digits) {
    Number number = 0;
    const auto [after, error] = std::from_chars(at_, end_, number);
    if (error != std::errc()) return false;
    if (*digits == '0' && after != digits + 1) return false;
    if (after != end_ && (*after == '.' || *after == 'e' || *after == 'E')) return false;
    value = number;
    at_ = after;
    return true;
  }

  bool TakeWord(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
      return false;
    }
    at_ += word.size();
    return true;
  }

  bool Take(char c) {
    SkipBlanks();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  void SkipBlanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }

  const char* at_;
  const char* const end_;
};

}  // namespace

std::optional<Json> ReadPlainJson(std::string_view text, int depth_max) {
  Json value;
  if (!Reader(text).ReadAll(value, depth_max)) return std::nullopt;
  return value;
}

}  // namespace bitsproof::conformance
