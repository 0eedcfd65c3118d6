// Selection: which cases of the suite a run takes.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/scenario.h"

namespace bitsproof::conformance {

// One case in one mode: the unit that runs, and the unit of the results.
struct SuiteCase {
  Case test_case;
  Mode mode = Mode::kSim;
};

// Whether `text` as a whole matches `glob`: `*` stands for any characters, `?` for one, everything
// else (also brackets, which case ids contain) for itself.
bool GlobMatches(std::string_view glob, std::string_view text);

// What the user asked for. Lists of one kind are alternatives; the kinds narrow each other down.
// Empty lists take everything.
struct Selection {
  std::vector<std::string> case_globs;         // on the scenario id or the case id
  std::vector<std::string> requirement_globs;  // on the requirements of the scenario's checks
  std::vector<std::string> topics;             // exact names
  bool sim = true;
  bool live = true;
};

// A selection that asks for what does not exist. what() is one sentence.
class SelectionError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The ids of the requirements that the checks of `scenario` name, sorted, each once. Checks inside
// `repeat` are included.
std::vector<std::string> RequirementsOf(const Scenario& scenario);

// The cases of `all` that `selection` takes, in their order. Throws SelectionError when a glob or
// topic matches nothing in `all`, or when they match but no case remains.
std::vector<SuiteCase> Select(const std::vector<SuiteCase>& all, const Selection& selection);

}  // namespace bitsproof::conformance
