// RunOptions: what holds for every case of a run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "conformance/scenario/path_map.h"

namespace bitsproof::conformance {

struct RunOptions {
  std::uint64_t seed = 1;
  bool keep_events = false;  // fill CaseResult::events
  std::string work_root;     // live mode: an existing directory for the cases' work directories
  PathMap path_map;          // live mode: how the subject spells the paths of the harness
  // Requirements whose status is `disputed`: their checks are observations.
  std::function<bool(const std::string& requirement)> is_disputed = [](const std::string&) {
    return false;
  };
};

}  // namespace bitsproof::conformance
