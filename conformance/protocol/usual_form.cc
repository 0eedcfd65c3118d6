#include "conformance/protocol/usual_form.h"

#include <charconv>
#include <string>
#include <system_error>

#include "conformance/protocol/json_rpc.h"

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kBegin = R"({"jsonrpc":"2.0","id":)";
constexpr std::string_view kMethod = R"(,"method":")";
constexpr std::string_view kParams = R"(","params":)";
constexpr std::string_view kResult = R"(,"result":)";

// Takes `part` off the front of `text`, if it is there.
bool Take(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(part.size());
  return true;
}

// A number as JSON writes it: no sign, no zero in front.
std::optional<std::uint64_t> TakeNumber(std::string_view& text) {
  if (text.starts_with('0')) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool IsOfName(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.'; }

std::string_view TakeName(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && IsOfName(text[size])) ++size;
  const std::string_view name = text.substr(0, size);
  text.remove_prefix(size);
  return name;
}

// The value that `text` is but for the brace at its end. When that is one value, the message had no
// other member.
std::optional<Json> ValueBeforeEnd(std::string_view text) {
  if (!text.ends_with('}')) return std::nullopt;
  text.remove_suffix(1);
  ParsedMessage parsed = ParseMessage(text);
  if (!parsed.wrong.empty()) return std::nullopt;
  return std::move(parsed.message);
}

}  // namespace

std::optional<UsualRequest> ReadUsualRequest(std::string_view line) {
  if (!Take(line, kBegin)) return std::nullopt;
  const auto id = TakeNumber(line);
  if (!id || !Take(line, kMethod)) return std::nullopt;
  const std::string_view method = TakeName(line);
  if (!Take(line, kParams)) return std::nullopt;
  auto params = ValueBeforeEnd(line);
  if (!params) return std::nullopt;
  return UsualRequest{*id, {std::string(method), *std::move(params)}};
}

std::optional<Json> ReadUsualResult(std::string_view line, std::uint64_t id) {
  if (!Take(line, kBegin) || TakeNumber(line) != id || !Take(line, kResult)) return std::nullopt;
  return ValueBeforeEnd(line);
}

}  // namespace bitsproof::conformance
