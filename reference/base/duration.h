// Durations as the protocol and the scenarios write them: a whole number and a unit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/base/time.h"

namespace bitsproof {

// "250ms", "600s", "10m", "1h", "90d"; also "us" and "ns", which an exact simulation needs. nullopt
// for anything else: no sign, no fraction, no space, nothing that does not fit.
std::optional<Duration> ParseDuration(std::string_view text);

// The shortest exact spelling: "10m" for 600 s, "0s" for nothing. REQUIRES: duration >= 0.
std::string FormatDuration(Duration duration);

}  // namespace bitsproof
