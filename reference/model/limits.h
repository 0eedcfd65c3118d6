// How long the texts of a job may be, in UTF-16 units without terminator.
#pragma once

#include <cstddef>

namespace bitsproof {

inline constexpr std::size_t kDisplayNameMax = 256;
inline constexpr std::size_t kDescriptionMax = 1024;
inline constexpr std::size_t kCustomHeadersMax = 16'383;
inline constexpr std::size_t kMaxPath = 260;
inline constexpr std::size_t kParametersMax = 4000;
inline constexpr std::size_t kUserNameMax = 300;
inline constexpr std::size_t kPasswordMax = 65'536;
inline constexpr std::size_t kProxyListMax = 4000;  // CORE-PROXY-06: 4,000 characters or 32 KB

}  // namespace bitsproof
