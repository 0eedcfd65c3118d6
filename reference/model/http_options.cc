#include "reference/model/http_options.h"

#include <algorithm>

namespace bitsproof {
namespace {

std::string_view WithoutBlanksAround(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> HttpOptions::CustomFields() const {
  std::vector<std::pair<std::string, std::string>> fields;
  std::string_view rest = custom_headers ? *custom_headers : std::string_view();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = WithoutBlanksAround(line.substr(0, colon));
    if (!name.empty()) fields.emplace_back(name, WithoutBlanksAround(line.substr(colon + 1)));
  }
  return fields;
}

bool AreSecurityFlags(std::uint32_t flags, bool has_redirects) {
  if (!has_redirects) return (flags & ~kSslAll) == 0;
  const std::uint32_t policy = flags & kRedirectPolicyMask;
  const bool is_known = policy == kRedirectAllowSilent || policy == kRedirectAllowReport ||
                        policy == kRedirectDisallow;
  return is_known && (flags & ~(kSslAll | kRedirectPolicyMask | kRedirectAllowHttpsToHttp)) == 0;
}

}  // namespace bitsproof
