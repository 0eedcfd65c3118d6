// Which proxy the transfers of a job go through.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/base/result.h"
#include "reference/base/url.h"

namespace bitsproof {

// As wide as JobType, and why: see job_record.h.
enum class ProxyUsage : std::uint32_t {
  kPreconfig = 0,
  kNoProxy = 1,
  kOverride = 2,
  kAutodetect = 3
};

// What SetProxySettings takes. The lists belong to OVERRIDE and are not looked into before a
// transfer needs them (CORE-PROXY-07).
//
// Proxies: "[proto=][proto://]server[:port]", separated by spaces or ";"; an entry with "proto=" is
// for URLs of that scheme, one without for those that have no entry of their own (CORE-PROXY-08).
// Hosts that bypass them: names and addresses, "*" and the end of a name, "<local>" for all names
// without a dot (CORE-PROXY-09).
struct ProxySettings {
  ProxyUsage usage = ProxyUsage::kPreconfig;
  std::optional<std::string> proxy_list;
  std::optional<std::string> bypass_list;
};

// The proxies to ask for `url`, one after another until one answers (HT-52), each as
// "http://host:port"; none to ask the server itself. BG_E_INVALID_PROXY_INFO when an entry is
// malformed (CORE-LIFE-18).
// UNSPECIFIED: the machine has no proxy of its own and none is detected, so PRECONFIG and
// AUTODETECT are NO_PROXY.
Result<std::vector<Url>> ProxiesFor(const ProxySettings& settings, const Url& url);

// The one of them that is asked in turn `turn`, nullopt for the server itself.
Result<std::optional<Url>> ProxyFor(const ProxySettings& settings, const Url& url,
                                    std::size_t turn = 0);

}  // namespace bitsproof
