#include "reference/base/hresult.h"

#include <array>
#include <charconv>
#include <unordered_map>

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
  std::uint32_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string NameOf(HResult code) {
  if (const Entry* entry = Find(code)) return std::string(entry->name);
  const std::uint32_t status = code.value - kHttpBase;
  if (status >= 100 && status < 600) return std::string(kHttpPrefix) + std::to_string(status);
  return "";
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
    if (status && *status >= 100 && *status < 600) return HResult{kHttpBase + *status};
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

std::string_view MeaningOf(HResult code) {
  if (const Entry* entry = Find(code)) return entry->meaning;
  if (code.value > kHttpBase && code.value - kHttpBase < 600) {
    return "The server answered with an HTTP error status.";
  }
  return "";
}

}  // namespace bitsproof
