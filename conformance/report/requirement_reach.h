// What a subject can be judged on, before it is run.
#pragma once

#include <string>

#include "conformance/run/handshake.h"
#include "conformance/run/suite.h"

namespace bitsproof::conformance {

// Every requirement of the catalogue under its topic, with the number of cases of the subject's
// mode that judge it, or the reason why none does ("needs capability limits"); a last line counts
// them. A requirement is judged only if its controls are.
std::string ReachText(const Suite& suite, const SubjectInfo& info);

}  // namespace bitsproof::conformance
