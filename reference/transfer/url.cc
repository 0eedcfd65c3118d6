#include "reference/transfer/url.h"

#include <cctype>

namespace bitsproof {
namespace {

bool HasPrefixNoCase(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  for (std::size_t i = 0; i < lower_prefix.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(text[i])) != lower_prefix[i]) return false;
  }
  return true;
}

}  // namespace

bool IsHttpsUrl(std::string_view url) { return HasPrefixNoCase(url, "https://"); }
bool IsHttpUrl(std::string_view url) { return HasPrefixNoCase(url, "http://") || IsHttpsUrl(url); }

std::optional<std::string> ResolveUrl(std::string_view base, std::string_view reference) {
  if (reference.find("://") != std::string_view::npos) return std::string(reference);
  const std::size_t scheme_end = base.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  if (reference.starts_with("//"))
    return std::string(base.substr(0, scheme_end + 1)) + std::string(reference);
  const std::size_t path_begin = base.find_first_of("/?#", scheme_end + 3);
  const std::string authority(base.substr(0, path_begin));
  if (reference.starts_with("/")) return authority + std::string(reference);
  const std::string_view path =
      path_begin == std::string_view::npos
          ? "/"
          : base.substr(path_begin, base.find_first_of("?#", path_begin) - path_begin);
  const std::size_t slash = path.rfind('/');
  return authority +
         std::string(slash == std::string_view::npos ? "/" : path.substr(0, slash + 1)) +
         std::string(reference);
}

}  // namespace bitsproof
