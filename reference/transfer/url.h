// The little that a download must know of URLs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bitsproof {

bool IsHttpUrl(std::string_view url);  // http or https
bool IsHttpsUrl(std::string_view url);

// `reference` of a Location field as an absolute URL, seen from the absolute URL `base`: an
// absolute URL, "//host/path", "/path" or a path beside base's. nullopt when base has no host. Dot
// segments are left alone.
std::optional<std::string> ResolveUrl(std::string_view base, std::string_view reference);

}  // namespace bitsproof
