#include "reference/base/hresult.h"

#include <array>
#include <charconv>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bitsproof {
namespace {

struct Entry {
  HResult code;
  std::string_view name;
  std::string_view meaning;
};

constexpr auto kTable = std::to_array<Entry>({
#define BITSPROOF_HRESULT(name, number, meaning) {HResult{number}, #name, meaning},
#include "reference/base/hresult_table.inc"
#undef BITSPROOF_HRESULT
});

constexpr std::string_view kHttpPrefix = "BG_E_HTTP_ERROR_";
constexpr std::uint32_t kHttpBase = 0x80190000u;
constexpr std::uint32_t kStatusMin = 100;
constexpr std::uint32_t kStatusEnd = 600;

// The statuses of RFC 9110, and those that bits.h names beside them.
constexpr std::pair<int, std::string_view> kReasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {449, "Retry With"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

bool IsHttpStatus(HResult code) {
  const std::uint32_t status = code.value - kHttpBase;
  return status >= kStatusMin && status < kStatusEnd;
}

// A sentence for each status, in order.
std::vector<std::string> MakeStatusTexts() {
  std::vector<std::string> texts;
  for (std::uint32_t status = kStatusMin; status < kStatusEnd; ++status) {
    std::string text = "The server answered with the HTTP status " + std::to_string(status);
    const std::string_view reason = ReasonOfHttpStatus(static_cast<int>(status));
    if (!reason.empty()) text.append(" (").append(reason).append(")");
    texts.push_back(text + ".");
  }
  return texts;
}

const Entry* Find(HResult code) {
  static const auto* const by_code = [] {
    auto* map = new std::unordered_map<std::uint32_t, const Entry*>;
    for (const Entry& entry : kTable) map->emplace(entry.code.value, &entry);
    return map;
  }();
  const auto it = by_code->find(code.value);
  return it == by_code->end() ? nullptr : it->second;
}

std::optional<std::uint32_t> ParseNumber(std::string_view digits, int base) {
  std::uint32_t value{};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string NameOf(HResult code) {
  if (const Entry* entry = Find(code)) return std::string(entry->name);
  if (!IsHttpStatus(code)) return "";
  return std::string(kHttpPrefix) + std::to_string(code.value - kHttpBase);
}

std::optional<HResult> ParseHResult(std::string_view text) {
  static const auto* const by_name = [] {
    auto* map = new std::unordered_map<std::string_view, HResult>;
    for (const Entry& entry : kTable) map->emplace(entry.name, entry.code);
    return map;
  }();
  if (text.starts_with("0x") || text.starts_with("0X")) {
    if (const auto value = ParseNumber(text.substr(2), 16)) return HResult{*value};
    return std::nullopt;
  }
  if (text.starts_with(kHttpPrefix)) {
    const auto status = ParseNumber(text.substr(kHttpPrefix.size()), 10);
    if (status && IsHttpStatus(HResult{kHttpBase + *status})) return HResult{kHttpBase + *status};
    return std::nullopt;
  }
  const auto it = by_name->find(text);
  if (it == by_name->end()) return std::nullopt;
  return it->second;
}

std::string ToHex(HResult code) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text = "0x00000000";
  for (int i = 0; i < 8; ++i) text[9 - i] = kDigits[(code.value >> (4 * i)) & 0xF];
  return text;
}

std::string ToString(HResult code) {
  const std::string name = NameOf(code);
  return name.empty() ? ToHex(code) : name + " (" + ToHex(code) + ")";
}

std::string_view ReasonOfHttpStatus(int status) {
  for (const auto& [known, reason] : kReasons) {
    if (known == status) return reason;
  }
  return "";
}

std::string_view MeaningOf(HResult code) {
  if (const Entry* entry = Find(code)) return entry->meaning;
  if (!IsHttpStatus(code)) return "";
  static const auto* const texts = new std::vector<std::string>(MakeStatusTexts());
  return (*texts)[code.value - kHttpBase - kStatusMin];
}

}  // namespace bitsproof
