// Guid: the identity of a job.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "reference/base/random.h"

namespace bitsproof {

// 128 bits in the order in which they are written.
struct Guid {
  std::array<std::uint8_t, 16> bytes{};

  // A version 4 (random) GUID of RFC 9562 from the next 128 bits of `random`.
  static Guid Generate(Random& random);

  // Accepts "5ce34c0d-0dc9-4c1f-897c-daa1b78cee7c", with or without braces, in either case.
  static std::optional<Guid> Parse(std::string_view text);

  // "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}", the spelling of StringFromGUID2.
  std::string ToString() const;

  bool is_null() const { return *this == Guid{}; }
  friend auto operator<=>(const Guid&, const Guid&) = default;
};

}  // namespace bitsproof

template <>
struct std::hash<bitsproof::Guid> {
  std::size_t operator()(const bitsproof::Guid& guid) const noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, guid.bytes.data(), sizeof word);
    return static_cast<std::size_t>(word);
  }
};
