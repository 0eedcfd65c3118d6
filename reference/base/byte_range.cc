#include "reference/base/byte_range.h"

#include <charconv>

#include "reference/base/text.h"

namespace bitsproof {
namespace {

// Takes a decimal number off the front of `text`.
std::optional<std::uint64_t> TakeNumber(std::string_view& text) {
  std::uint64_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool TakeLiteral(std::string_view& text, std::string_view literal) {
  if (!text.starts_with(literal)) return false;
  text.remove_prefix(literal.size());
  return true;
}

}  // namespace

std::optional<ContentRange> ContentRange::Parse(std::string_view text) {
  constexpr std::string_view kUnit = "bytes ";
  if (!EqualsIgnoringCase(text.substr(0, kUnit.size()), kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  const auto first = TakeNumber(text);
  if (!first || !TakeLiteral(text, "-")) return std::nullopt;
  const auto last = TakeNumber(text);
  if (!last || *last < *first || *last == kSizeUnknown || !TakeLiteral(text, "/"))
    return std::nullopt;
  ContentRange result{{*first, *last - *first + 1}, kSizeUnknown};
  if (text == "*") return result;
  const auto total = TakeNumber(text);
  if (!total || !text.empty() || *last >= *total) return std::nullopt;
  result.total = *total;
  return result;
}

std::string ToRangeHeader(const ByteRange& range) {
  return "bytes=" + std::to_string(range.offset) + "-" + std::to_string(range.end() - 1);
}

}  // namespace bitsproof
