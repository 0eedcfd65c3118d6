// HTTP-dates: the time stamps of servers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/base/time.h"

namespace bitsproof {

// The preferred form of RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT", to whole seconds.
std::string ToHttpDate(WallTime time);

// Reads each of the three forms of an HTTP-date (RFC 9110, 5.6.7): that of ToHttpDate,
// "Sunday, 06-Nov-94 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994". A year of two digits is the
// latest that ends in them and lies at most 50 years after `now`. nullopt for other text and for
// dates before 1601, which WallTime cannot tell.
std::optional<WallTime> ParseHttpDate(std::string_view text, WallTime now);

// Whether `text` is an HTTP-date, of whatever year.
bool IsHttpDate(std::string_view text);

}  // namespace bitsproof
