// RunOptions: what holds for every case of a run.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "conformance/scenario/catalogue.h"
#include "conformance/scenario/path_map.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

class CaseWatch;

inline constexpr Duration kDefaultCaseLimit = std::chrono::minutes(2);

struct RunOptions {
  std::uint64_t seed = 1;
  bool keep_events = false;  // fill CaseResult::events
  std::string work_root;     // live mode: an existing directory for the cases' work directories
  PathMap path_map;          // live mode: how the subject spells the paths of the harness
  // Of real time for one case. One that is over it at the end of a step or of a wait fails.
  Duration case_limit = kDefaultCaseLimit;
  // By a real clock: how long another state is awaited of a job that stays in one which it leaves
  // only when its client acts. More than none, as a subject may act after it has answered a call.
  Duration client_state_limit = std::chrono::seconds(5);
  CaseWatch* watch = nullptr;            // of cases that do not get to the end of a step
  const Catalogue* catalogue = nullptr;  // of what the checks cite; without one nothing is disputed
};

}  // namespace bitsproof::conformance
