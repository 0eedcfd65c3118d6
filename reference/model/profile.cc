#include "reference/model/profile.h"

#include <algorithm>
#include <iterator>

namespace bitsproof {
namespace {

constexpr std::string_view kNames[] = {"1.0", "1.2", "1.5",  "2.0",  "2.5", "3.0",
                                       "4.0", "5.0", "10.1", "10.2", "10.3"};

struct Interface {
  std::string_view name;
  InterfaceOf of;
  Profile since;
};

constexpr Interface kInterfaces[] = {
    {"IBackgroundCopyManager", InterfaceOf::kManager, Profile::k1_0},
    {"IBackgroundCopyJob", InterfaceOf::kJob, Profile::k1_0},
    {"IBackgroundCopyJob2", InterfaceOf::kJob, Profile::k1_5},
    {"IBackgroundCopyJob3", InterfaceOf::kJob, Profile::k2_0},
    {"IBackgroundCopyJobHttpOptions", InterfaceOf::kJob, Profile::k2_5},
    {"IBackgroundCopyJob4", InterfaceOf::kJob, Profile::k3_0},
    {"IBitsTokenOptions", InterfaceOf::kJob, Profile::k4_0},
    {"IBackgroundCopyJob5", InterfaceOf::kJob, Profile::k5_0},
    {"IBackgroundCopyJobHttpOptions2", InterfaceOf::kJob, Profile::k10_2},
    {"IBackgroundCopyJobHttpOptions3", InterfaceOf::kJob, Profile::k10_3},
    {"IBackgroundCopyFile", InterfaceOf::kFile, Profile::k1_0},
    {"IBackgroundCopyFile2", InterfaceOf::kFile, Profile::k2_0},
    {"IBackgroundCopyFile3", InterfaceOf::kFile, Profile::k3_0},
    {"IBackgroundCopyFile4", InterfaceOf::kFile, Profile::k4_0},
    {"IBackgroundCopyFile5", InterfaceOf::kFile, Profile::k5_0},
    {"IBackgroundCopyFile6", InterfaceOf::kFile, Profile::k10_1},
    {"IBackgroundCopyError", InterfaceOf::kError, Profile::k1_0},
};

}  // namespace

std::string_view ToString(Profile profile) { return kNames[static_cast<int>(profile)]; }

std::optional<Profile> ParseProfile(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(kNewestProfile); ++i) {
    if (kNames[i] == text) return static_cast<Profile>(i);
  }
  return std::nullopt;
}

std::string_view UserAgentOf(Profile profile) {
  switch (profile) {
    case Profile::k1_0:
    case Profile::k1_2:
    case Profile::k1_5:
      return "Microsoft BITS/6.5";  // UNSPECIFIED: the number before 2.0
    case Profile::k2_0:
      return "Microsoft BITS/6.6";
    case Profile::k2_5:
      return "Microsoft BITS/6.7";
    case Profile::k3_0:
      return "Microsoft BITS/7.0";
    case Profile::k4_0:
      return "Microsoft BITS/7.5";
    case Profile::k5_0:
      return "Microsoft BITS/7.7";
    case Profile::k10_1:
    case Profile::k10_2:
    case Profile::k10_3:
      return "Microsoft BITS/7.8";
  }
  return "";
}

bool HasInterface(Profile profile, InterfaceOf of, std::string_view name) {
  return std::any_of(std::begin(kInterfaces), std::end(kInterfaces), [&](const Interface& offered) {
    return offered.name == name && offered.of == of && offered.since <= profile;
  });
}

}  // namespace bitsproof
