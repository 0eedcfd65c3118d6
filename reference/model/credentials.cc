#include "reference/model/credentials.h"

#include <algorithm>
#include <charconv>

namespace bitsproof {
namespace {

// "N:" and the N bytes of the text; "-" for none.
void Append(const std::optional<std::string>& part, std::string& text) {
  text += part ? std::to_string(part->size()) + ":" + *part : "-";
}

// Takes what Append wrote off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool Take(std::optional<std::string>& part) {
    if (rest_.starts_with('-')) {
      rest_.remove_prefix(1);
      return true;
    }
    std::size_t size = 0;
    if (!TakeNumber(size) || rest_.size() < size) return false;
    part.emplace(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return true;
  }

  // A number and the colon behind it.
  template <typename Number>
  bool TakeNumber(Number& number) {
    const char* const end = rest_.data() + rest_.size();
    const auto [next, error] = std::from_chars(rest_.data(), end, number);
    if (error != std::errc() || next == end || *next != ':') return false;
    rest_.remove_prefix(static_cast<std::size_t>(next + 1 - rest_.data()));
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace

const Credentials* FindCredentials(const std::vector<Credentials>& all, AuthTarget target,
                                   AuthScheme scheme) {
  const auto it = std::find_if(all.begin(), all.end(), [&](const Credentials& one) {
    return one.target == target && one.scheme == scheme;
  });
  return it == all.end() ? nullptr : &*it;
}

std::string ToText(const std::vector<Credentials>& all) {
  std::string text;
  for (const Credentials& one : all) {
    text += std::to_string(static_cast<std::uint32_t>(one.target)) + ":" +
            std::to_string(static_cast<std::uint32_t>(one.scheme)) + ":";
    Append(one.user_name, text);
    Append(one.password, text);
  }
  return text;
}

std::optional<std::vector<Credentials>> ParseCredentials(std::string_view text) {
  std::vector<Credentials> all;
  Reader reader(text);
  while (!reader.at_end()) {
    Credentials& one = all.emplace_back();
    std::uint32_t target = 0;
    std::uint32_t scheme = 0;
    if (!reader.TakeNumber(target) || !reader.TakeNumber(scheme) || !reader.Take(one.user_name) ||
        !reader.Take(one.password))
      return std::nullopt;
    one.target = AuthTarget{target};
    one.scheme = AuthScheme{scheme};
  }
  return all;
}

}  // namespace bitsproof
