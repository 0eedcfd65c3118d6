// Profile: which version of BITS the manager is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bitsproof {

// The published versions of BITS, oldest first. Vista brought 3.0.
enum class Profile : std::uint8_t {
  k1_0,
  k1_2,
  k1_5,
  k2_0,
  k2_5,
  k3_0,
  k4_0,
  k5_0,
  k10_1,
  k10_2,
  k10_3
};

inline constexpr Profile kNewestProfile = Profile::k10_3;

// "1.0" ... "10.3".
std::string_view ToString(Profile profile);
std::optional<Profile> ParseProfile(std::string_view text);

// Job, user and file count limits exist from 3.0 on (VER-LIM-06).
constexpr bool HasCountLimits(Profile profile) { return profile >= Profile::k3_0; }

// The cap on CONNECTING plus TRANSFERRING time came with 3.0 too.
constexpr bool HasMaximumDownloadTime(Profile profile) { return profile >= Profile::k3_0; }

// Elevated tokens and integrity levels came with Vista, whose BITS is 3.0.
constexpr bool HasElevation(Profile profile) { return profile >= Profile::k3_0; }

// Callers with restricting SIDs may not create or change jobs, from 1.5 on (SEC-RST-01).
constexpr bool RefusesRestrictedTokens(Profile profile) { return profile >= Profile::k1_5; }

// Policies of bandwidth: one window for all background jobs, and schedules by priority.
constexpr bool HasMaxBandwidth(Profile profile) { return profile >= Profile::k2_0; }
constexpr bool HasBandwidthSchedules(Profile profile) { return profile >= Profile::k4_0; }

// Upload and upload-reply jobs exist from 1.5 on.
constexpr bool HasUploads(Profile profile) { return profile >= Profile::k1_5; }

// What the manager of that version calls itself to servers: "Microsoft BITS/7.8" (HT-04).
std::string_view UserAgentOf(Profile profile);

// What an interface is reached from.
enum class InterfaceOf : std::uint8_t { kManager, kJob, kFile, kError };

// Whether an object of the kind `of` offers the interface called `name` ("IBackgroundCopyJob4") in
// that version.
bool HasInterface(Profile profile, InterfaceOf of, std::string_view name);

}  // namespace bitsproof
