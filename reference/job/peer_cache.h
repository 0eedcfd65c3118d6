// PeerCache: IBitsPeerCacheAdministration of a manager that has no cache of peers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reference/base/guid.h"
#include "reference/base/result.h"
#include "reference/model/policy.h"
#include "reference/model/principal.h"
#include "reference/model/profile.h"

namespace bitsproof {

// A number of the settings, and the success code that comes with it.
struct PeerCacheNumber {
  HResult code;
  std::uint64_t value = 0;
};

// The settings of peer caching, which BITS 3.0 had: they are kept and shown. From 4.0 on every
// method answers S_FALSE and does nothing (PCA-DEP-01). What changes something is for
// administrators: E_ACCESSDENIED for others (PCA-QI-01). There are neither records nor peers.
class PeerCache {
 public:
  // `policy` outlives the cache.
  PeerCache(const Policy& policy, Profile profile) : policy_(policy), profile_(profile) {}

  // In percent of the disk, 1 by default. S_FALSE when a policy says otherwise. E_INVALIDARG
  // (UNSPECIFIED) outside 1 to 80.
  Result<PeerCacheNumber> GetMaximumCacheSize() const;
  HResult SetMaximumCacheSize(const Principal& caller, std::uint64_t percent);
  // In seconds, 90 days by default. S_FALSE when a policy says otherwise. E_INVALIDARG
  // (UNSPECIFIED) outside a day to 120 days.
  Result<PeerCacheNumber> GetMaximumContentAge() const;
  HResult SetMaximumContentAge(const Principal& caller, std::uint32_t seconds);
  // BG_ENABLE_PEERCACHING_CLIENT and _SERVER. E_NOTIMPL (UNSPECIFIED) for undefined flags.
  Result<PeerCacheNumber> GetConfigurationFlags() const;
  HResult SetConfigurationFlags(const Principal& caller, std::uint32_t flags);

  // What a method answers that has nothing to list, to look up, to delete or to search: S_OK;
  // E_NOINTERFACE before 3.0.
  HResult EnumRecords() const { return CheckOffered(hresult::S_OK); }
  // BG_E_NOT_FOUND (UNSPECIFIED: the code).
  HResult GetRecord(const Guid& id) const;
  HResult ClearRecords(const Principal& caller) const { return CheckChange(caller, hresult::S_OK); }
  HResult DeleteRecord(const Principal& caller, const Guid& id) const;
  // S_FALSE: nothing of that URL is cached.
  HResult DeleteUrl(const Principal& caller, const std::optional<std::string>& url) const;
  HResult EnumPeers() const { return CheckOffered(hresult::S_OK); }
  HResult ClearPeers(const Principal& caller) const { return CheckChange(caller, hresult::S_OK); }
  HResult DiscoverPeers(const Principal& caller) const {
    return CheckChange(caller, hresult::S_OK);
  }

 private:
  // `code`, or what the version answers in its place.
  HResult CheckOffered(HResult code) const;
  HResult CheckChange(const Principal& caller, HResult code) const;
  Result<PeerCacheNumber> Tell(std::uint64_t value) const;

  const Policy& policy_;
  const Profile profile_;
  std::uint64_t size_percent_ = 1;
  std::uint32_t age_seconds_ = 7'776'000;
  std::uint32_t flags_ = 0;
};

}  // namespace bitsproof
