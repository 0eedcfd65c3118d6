#include "reference/model/proxy.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

// "host:port" of the proxy for `url`, "direct", or the name of the error.
std::string Proxy(const std::string& url, const std::string& list, const std::string& bypass = "",
                  ProxyUsage usage = ProxyUsage::kOverride) {
  const auto proxy = ProxyFor({usage, list, bypass}, *Url::Parse(url));
  if (!proxy) return NameOf(proxy.error());
  if (!*proxy) return "direct";
  return (*proxy)->host() + ":" + std::to_string((*proxy)->port());
}

TEST(ProxyFor, IsDirectUnlessOverridden) {
  EXPECT_EQ(ProxySettings{}.usage, ProxyUsage::kPreconfig);
  for (const ProxyUsage usage :
       {ProxyUsage::kPreconfig, ProxyUsage::kNoProxy, ProxyUsage::kAutodetect}) {
    EXPECT_EQ(Proxy("http://web.test/", "proxy:8080", "", usage), "direct");
  }
}

TEST(ProxyFor, TakesTheFirstEntryForTheScheme) {
  EXPECT_EQ(Proxy("http://web.test/", "proxy:8080"), "proxy:8080");
  EXPECT_EQ(Proxy("http://web.test/", "  p q "), "p:80");
  EXPECT_EQ(Proxy("http://web.test/", "http=a:2 http=b:3"), "a:2");
  EXPECT_EQ(Proxy("http://web.test/", "all:1;http=a:2;https=b:3"), "a:2");
  EXPECT_EQ(Proxy("https://web.test/", "all:1 HTTP=a:2 HTTPS=https://b:3"), "b:3");
  EXPECT_EQ(Proxy("https://web.test/", "http=a:2 all:1"), "all:1");
  EXPECT_EQ(Proxy("https://web.test/", "http=a:2"), "direct");
  EXPECT_EQ(Proxy("http://web.test/", "http://[::1]:3128"), "::1:3128");
  EXPECT_EQ(Proxy("http://web.test/", ""), "direct");
}

TEST(ProxyFor, GoesAroundForTheHostsOfTheBypassList) {
  EXPECT_EQ(Proxy("http://Web.Test/", "p", "other.test; WEB.test"), "direct");
  EXPECT_EQ(Proxy("http://web.test/", "p", "web.test other.test"), "direct");
  EXPECT_EQ(Proxy("http://web.test/", "p", "eb.test test"), "p:80");
  EXPECT_EQ(Proxy("http://a.web.test/", "p", "*.WEB.test"), "direct");
  EXPECT_EQ(Proxy("http://web.test/", "p", "*.web.test"), "p:80");
  EXPECT_EQ(Proxy("http://web.test/", "p", "*"), "direct");
  EXPECT_EQ(Proxy("http://intranet/", "p", "<Local>"), "direct");
  EXPECT_EQ(Proxy("http://web.test/", "p", "<local>"), "p:80");
}

TEST(ProxyFor, RefusesMalformedEntries) {
  for (const char* list :
       {"p ???", "p:x", "http://:::", "<>", "p/path", "u@p", "http=", "p:65536"}) {
    EXPECT_EQ(Proxy("http://web.test/", list), "BG_E_INVALID_PROXY_INFO") << list;
  }
  EXPECT_EQ(Proxy("http://web.test/", "p", "web.test web.*"), "BG_E_INVALID_PROXY_INFO");
}

TEST(ProxiesFor, ListsThoseOfTheSchemeElseTheCommonOnes) {
  const auto list = [](const char* proxies, const char* url) {
    std::string text;
    const auto found = ProxiesFor({ProxyUsage::kOverride, proxies, std::nullopt}, *Url::Parse(url));
    for (const Url& proxy : *found) text += std::string(proxy.host_and_port()) + " ";
    return text;
  };
  EXPECT_EQ(list("a:1 http=b:2 c http=d", "http://x/"), "b:2 d ");
  EXPECT_EQ(list("a:1 http=b:2 c http=d", "https://x/"), "a:1 c ");
  EXPECT_EQ(list("http=b:2", "https://x/"), "");
}

TEST(ProxyFor, TakesTheProxiesInTurns) {
  const ProxySettings settings{ProxyUsage::kOverride, "a b", std::nullopt};
  const Url url = *Url::Parse("http://x/");
  EXPECT_EQ((*ProxyFor(settings, url, 0))->host(), "a");
  EXPECT_EQ((*ProxyFor(settings, url, 1))->host(), "b");
  EXPECT_EQ((*ProxyFor(settings, url, 2))->host(), "a");
}

}  // namespace
}  // namespace bitsproof
