// KillMatrix: which scenario notices which mutant. It proves the suite, as the suite proves a
// subject.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conformance/run/handshake.h"
#include "conformance/run/mutant_info.h"
#include "conformance/run/run_options.h"
#include "conformance/run/suite.h"

namespace bitsproof::conformance {

// What became of one mutant or reading.
struct MutantFate {
  MutantInfo mutant;
  std::vector<std::string> killers;  // of the scenarios that it ran in, in the order of the suite:
                                     // ids of those that it did not pass
  std::string first_check;           // what the first one noticed: "check sixty-first-refused"
  bool by_its_rule = false;          // some of them at a check of the requirement that it breaks
  bool ran = true;                   // in all of its scenarios
};

// What became of one scenario.
struct ScenarioFate {
  std::string id;
  std::string file;
  std::vector<std::string> declared;  // its `kills`
  std::vector<std::string> kills;  // of the mutants that ran in it, those that it noticed, sorted
  bool judged = false;             // it has simulated cases, and the control passed them
};

// The matrix, and what is wrong with it: one sentence each, empty when the suite is sound.
struct KillMatrix {
  std::vector<MutantFate> mutants;
  std::vector<ScenarioFate> scenarios;
  std::vector<std::string> problems;
};

// How to make the matrix.
struct KillOptions {
  // Makes the subject "reference" or "mutant:NAME" for simulation.
  std::function<std::unique_ptr<Subject>(const std::string& name)> make_subject;
  std::size_t jobs = 1;
  std::uint64_t seed = 1;
  Duration case_limit = kDefaultCaseLimit;  // of real time, for each case
  bool whole = true;        // all mutants are there: `kills` must name some, and none but them
  bool every_pair = false;  // every mutant in every scenario, whatever `kills` says
  std::function<void(std::uint64_t total)> on_begin = [](std::uint64_t) {};
  // One mutant has been through one scenario. Called one at a time.
  std::function<void(const std::string& what, bool killed)> on_done = [](const std::string&, bool) {
  };
  // As SuiteOptions::on_overdue. Gets what ran, and a problem that names the mutant and the case.
  std::function<void(const KillMatrix&)> on_overdue;
};

// Runs the control, the unbroken reference, over the simulated cases; then each of `mutants` in the
// scenarios that declare to kill it, and each reading in all, of those whose control passed. It
// leaves a scenario at the first case that it does not pass; a mutant, where `kills` names it, at
// the first that fails a check of the rule that it breaks. A fault of the harness is not a kill but
// a problem. Problems: a control that fails, a mutant that no scenario declares or that survives, a
// reading that is accused, a scenario that does not kill what it declares, and one that judges
// something and declares nothing.
KillMatrix MakeKillMatrix(const Suite& suite, const std::vector<MutantInfo>& mutants,
                          const KillOptions& options);

// The form of --matrix.
Json ToJson(const KillMatrix& matrix);

}  // namespace bitsproof::conformance
