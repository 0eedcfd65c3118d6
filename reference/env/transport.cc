#include "reference/env/transport.h"

#include <algorithm>
#include <cctype>

namespace bitsproof {

std::optional<std::string_view> HeaderFields::Get(std::string_view name) const {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  for (const auto& [key, value] : fields_) {
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same)) return value;
  }
  return std::nullopt;
}

}  // namespace bitsproof
