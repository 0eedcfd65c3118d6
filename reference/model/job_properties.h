// What IBackgroundCopyJob5 sets, property by property.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "reference/base/byte_range.h"
#include "reference/base/guid.h"
#include "reference/model/credentials.h"
#include "reference/model/profile.h"

namespace bitsproof {

// BITS_JOB_PROPERTY_ID.
enum class JobProperty : std::uint32_t {
  kIdCostFlags = 1,
  kNotificationClsid = 2,
  kDynamicContent = 3,
  kHighPerformance = 4,
  kMaxDownloadSize = 5,
  kUseStoredCredentials = 7,
  kMinimumNotificationIntervalMs = 9,
  kOnDemandMode = 10,
};

// BITS_JOB_PROPERTY_VALUE: what each property has, in the order of BITS_JOB_PROPERTY_ID.
using JobPropertyValue = std::variant<std::uint32_t, Guid, bool, std::uint64_t, AuthTarget>;

// BITS_COST_STATE_*: what a network costs, and on which costs a job may move.
inline constexpr std::uint32_t kCostUnrestricted = 0x01;
inline constexpr std::uint32_t kCostStates = 0xFF;
// BITS_JOB_TRANSFER_POLICY_ALWAYS.
inline constexpr std::uint32_t kTransferAlways = 0x800000FF;

struct JobProperties {
  std::optional<std::uint32_t> cost_flags;  // nullopt: what the policy says
  Guid notification_class{};
  bool dynamic_content = false;
  bool high_performance = false;
  std::uint64_t max_download_bytes = kSizeUnknown;  // no limit
  AuthTarget stored_credentials{};
  std::uint32_t notification_interval_ms = 500;

  friend bool operator==(const JobProperties&, const JobProperties&) = default;
};

// When a property can be set.
enum class Settable : std::uint8_t { kAlways, kBeforeAddFile, kBeforeResume };

struct JobPropertyRule {
  JobProperty property;
  Profile since;
  bool downloads_only;
  Settable settable;
};

// nullptr for a property that there is not in that version.
const JobPropertyRule* FindRule(JobProperty property, Profile profile);

}  // namespace bitsproof
