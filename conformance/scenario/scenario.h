// Scenario: one JSON file, parsed; and Case: a scenario with its matrix axes bound.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/json.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// Whether time and network are simulated (`sim`) or real (`live`).
enum class Mode { kSim, kLive };
std::string_view ToString(Mode mode);

// How binding a requirement is.
enum class Level { kMust, kShould, kMay };
std::string_view ToString(Level level);
std::optional<Level> ParseLevel(std::string_view text);

// One judged expectation.
struct Check {
  std::string id;
  std::string requirement;
  Level level = Level::kMust;
};

// What a step does.
enum class Verb {
  kCall,
  kAwait,
  kAdvance,
  kAssert,
  kParallel,
  kRepeat,
  kEnvironment,
  kRestart,
  kSet
};

// One step. `body` is the step's JSON object as written: the executor of the verb reads its form
// from there, values unbound.
struct Step {
  std::string id;
  Verb verb = Verb::kCall;
  Json body;
  std::string pointer;  // JSON pointer of the step in its file
  std::optional<Check> check;
  std::vector<Step> steps;  // kRepeat only
};

// The least that must have been observed; a case that passes without it is inconclusive.
struct Evidence {
  struct Calls {
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
  };
  std::map<std::string, Calls> calls;                                   // by method
  std::map<std::string, std::map<std::string, std::uint64_t>> journal;  // origin -> what -> count
  std::uint64_t checks = 0;
};

// What a subject must offer for the scenario to apply.
struct Needs {
  std::vector<std::string> capabilities;
  std::optional<std::string> profile_min;
  std::optional<std::string> profile_max;
  bool sim = true;
  bool live = true;
};

// One scenario file. Everything in it has been checked against the format; values are bound per
// case.
struct Scenario {
  std::string file;   // path as found
  std::string topic;  // the folder's name
  std::string id;
  std::string title;
  Needs needs;
  Json profile;  // null, a version ("2.0"), or {"$axis": ..} that binds to one
  std::vector<std::pair<std::string, Json>>
      matrix;  // axis -> array of values, in the order of the file
  Json modes;  // {"sim": {..}, "live": {..}}
  Json setup;
  std::vector<Step> steps;
  Evidence evidence;
  std::vector<std::string> kills;
  std::optional<Duration> within;       // limit of a simulated case
  std::optional<Duration> within_live;  // limit of a live one
};

// A scenario with its axes bound.
struct Case {
  std::shared_ptr<const Scenario> scenario;  // shared by all cases of the scenario
  Json binding;                              // axis -> value
  std::string id;  // "limits.per-user.sixty-first-refused[jobType=upload]"
};

}  // namespace bitsproof::conformance
