// Applicability: whether a case is for a subject at all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/run/handshake.h"
#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// Why the subject is not put through the case ("needs capability service.restart"); nullopt: it is.
std::optional<std::string> SkipReason(const SubjectInfo& info, const Case& test_case);

// The version of BITS that the subject is to be for the case; "" for its own.
std::string ProfileOf(const Case& test_case);

// The versions of BITS, from "1.0" to the newest.
std::vector<std::string> AllProfiles();

}  // namespace bitsproof::conformance
