#include "reference/job/peer_cache.h"

namespace bitsproof {
namespace {

constexpr std::uint64_t kSizeMaxPercent = 80;
constexpr std::uint32_t kDaySeconds = 86'400;
constexpr std::uint32_t kAgeMaxSeconds = 10'368'000;
constexpr std::uint32_t kFlagsAll = 0x3;

}  // namespace

HResult PeerCache::CheckOffered(HResult code) const {
  if (profile_ < Profile::k3_0) return hresult::E_NOINTERFACE;
  return profile_ == Profile::k3_0 ? code : hresult::S_FALSE;
}

HResult PeerCache::CheckChange(const Principal& caller, HResult code) const {
  const HResult offered = CheckOffered(hresult::S_OK);
  if (offered != hresult::S_OK) return offered;
  return caller.is_administrator() ? code : hresult::E_ACCESSDENIED;
}

Result<PeerCacheNumber> PeerCache::Tell(std::uint64_t value) const {
  const HResult offered = CheckOffered(hresult::S_OK);
  if (offered.failed()) return Unexpected(offered);
  return PeerCacheNumber{offered, offered == hresult::S_OK ? value : 0};
}

Result<PeerCacheNumber> PeerCache::GetMaximumCacheSize() const {
  const std::uint64_t ruled = policy_.max_cache_size_percent;
  return Tell(ruled == 0 ? size_percent_ : ruled);
}

HResult PeerCache::SetMaximumCacheSize(const Principal& caller, std::uint64_t percent) {
  const HResult allowed = CheckChange(caller, hresult::S_OK);
  if (allowed != hresult::S_OK) return allowed;
  if (percent == 0 || percent > kSizeMaxPercent) return hresult::E_INVALIDARG;
  size_percent_ = percent;
  return policy_.max_cache_size_percent == 0 ? hresult::S_OK : hresult::S_FALSE;
}

Result<PeerCacheNumber> PeerCache::GetMaximumContentAge() const {
  const std::uint64_t ruled = std::uint64_t{policy_.max_content_age_days} * kDaySeconds;
  return Tell(ruled == 0 ? age_seconds_ : ruled);
}

HResult PeerCache::SetMaximumContentAge(const Principal& caller, std::uint32_t seconds) {
  const HResult allowed = CheckChange(caller, hresult::S_OK);
  if (allowed != hresult::S_OK) return allowed;
  if (seconds < kDaySeconds || seconds > kAgeMaxSeconds) return hresult::E_INVALIDARG;
  age_seconds_ = seconds;
  return policy_.max_content_age_days == 0 ? hresult::S_OK : hresult::S_FALSE;
}

Result<PeerCacheNumber> PeerCache::GetConfigurationFlags() const { return Tell(flags_); }

HResult PeerCache::SetConfigurationFlags(const Principal& caller, std::uint32_t flags) {
  const HResult allowed = CheckChange(caller, hresult::S_OK);
  if (allowed != hresult::S_OK) return allowed;
  if ((flags & ~kFlagsAll) != 0) return hresult::E_NOTIMPL;
  flags_ = flags;
  return hresult::S_OK;
}

HResult PeerCache::GetRecord(const Guid& /*id*/) const {
  return CheckOffered(hresult::BG_E_NOT_FOUND);
}

HResult PeerCache::DeleteRecord(const Principal& caller, const Guid& /*id*/) const {
  return CheckChange(caller, hresult::BG_E_NOT_FOUND);
}

HResult PeerCache::DeleteUrl(const Principal& caller, const std::optional<std::string>& url) const {
  return CheckChange(caller, url ? hresult::S_FALSE : hresult::E_INVALIDARG);
}

}  // namespace bitsproof
