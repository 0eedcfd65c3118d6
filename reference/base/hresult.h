// HRESULTs: the codes that the BITS API returns and stores in job errors.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bitsproof {

// One 32-bit result of the BITS API. Bit 31 set means failure; 0 is S_OK.
struct [[nodiscard]] HResult {
  std::uint32_t value = 0;

  constexpr bool succeeded() const { return (value >> 31) == 0; }
  constexpr bool failed() const { return !succeeded(); }
  friend constexpr auto operator<=>(HResult, HResult) = default;
};

namespace hresult {

#define BITSPROOF_HRESULT(name, number, meaning) inline constexpr HResult name{number};
#include "reference/base/hresult_table.inc"
#undef BITSPROOF_HRESULT

// The code that carries HTTP status `status`: 0x80190000 + status (BG_E_HTTP_ERROR_nnn).
constexpr HResult FromHttpStatus(int status) {
  return HResult{0x80190000u + static_cast<std::uint32_t>(status)};
}

}  // namespace hresult

// The official spelling ("BG_E_NOT_FOUND", "BG_E_HTTP_ERROR_404"), or "" for a code without one.
std::string NameOf(HResult code);

// The code spelled `text`: an official name or hexadecimal "0x80200001". nullopt when it is
// neither.
std::optional<HResult> ParseHResult(std::string_view text);

// "0x80200001".
std::string ToHex(HResult code);

// "BG_E_NOT_FOUND (0x80200001)", or the hexadecimal value alone for a code without a name.
std::string ToString(HResult code);

// "Not Found" for 404; "" for a status that neither RFC 9110 nor bits.h names.
std::string_view ReasonOfHttpStatus(int status);

// An English sentence for the code, or "" when none is known.
std::string_view MeaningOf(HResult code);

}  // namespace bitsproof
