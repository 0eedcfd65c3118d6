#include "reference/model/proxy.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "reference/base/text.h"

namespace bitsproof {
namespace {

// Views into `list_text`.
std::vector<std::string_view> EntriesOf(const std::optional<std::string>& list_text) {
  constexpr std::string_view kSeparators = " \t\r\n;";
  std::string_view list = list_text ? std::string_view(*list_text) : "";
  std::vector<std::string_view> entries;
  for (;;) {
    list.remove_prefix(std::min(list.find_first_not_of(kSeparators), list.size()));
    if (list.empty()) return entries;
    const std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    entries.push_back(list.substr(0, end));
    list.remove_prefix(end);
  }
}

// Takes "proto" and `mark` off the front of `text`; "" when they are not there.
std::string_view TakeProtocol(std::string_view& text, std::string_view mark) {
  const std::size_t end = text.find(mark);
  if (end == std::string_view::npos) return "";
  const std::string_view protocol = text.substr(0, end);
  text.remove_prefix(end + mark.size());
  return protocol;
}

// nullopt for anything but "server[:port]".
std::optional<Url> ParseServer(std::string_view server) {
  auto url = Url::Parse("http://" + std::string(server));
  return url && url->host_and_port() == server ? url : std::nullopt;
}

bool IsWildcard(std::string_view entry) { return entry.starts_with('*'); }

bool Covers(std::string_view entry, const std::string& host) {
  if (EqualsIgnoringCase(entry, "<local>")) return host.find('.') == std::string::npos;
  if (IsWildcard(entry)) return host.ends_with(LowerCase(entry.substr(1)));
  return EqualsIgnoringCase(entry, host);
}

Result<bool> IsBypassed(const ProxySettings& settings, const Url& url) {
  bool bypassed = false;
  for (const std::string_view entry : EntriesOf(settings.bypass_list)) {
    if (entry.find('*', 1) != std::string_view::npos)
      return Unexpected(hresult::BG_E_INVALID_PROXY_INFO);
    bypassed = bypassed || Covers(entry, url.host());
  }
  return bypassed;
}

}  // namespace

Result<std::vector<Url>> ProxiesFor(const ProxySettings& settings, const Url& url) {
  std::vector<Url> own;
  std::vector<Url> common;
  if (settings.usage != ProxyUsage::kOverride) return own;
  for (std::string_view entry : EntriesOf(settings.proxy_list)) {
    const std::string_view protocol = TakeProtocol(entry, "=");
    TakeProtocol(entry, "://");
    auto proxy = ParseServer(entry);
    if (!proxy) return Unexpected(hresult::BG_E_INVALID_PROXY_INFO);
    if (protocol.empty()) {
      common.push_back(*std::move(proxy));
    } else if (EqualsIgnoringCase(protocol, url.scheme())) {
      own.push_back(*std::move(proxy));
    }
  }
  const auto bypassed = IsBypassed(settings, url);
  if (!bypassed) return Unexpected(bypassed.error());
  if (*bypassed) return std::vector<Url>{};
  return own.empty() ? common : own;
}

Result<std::optional<Url>> ProxyFor(const ProxySettings& settings, const Url& url,
                                    std::size_t turn) {
  const auto proxies = ProxiesFor(settings, url);
  if (!proxies) return Unexpected(proxies.error());
  if (proxies->empty()) return std::optional<Url>();
  return std::optional<Url>((*proxies)[turn % proxies->size()]);
}

}  // namespace bitsproof
