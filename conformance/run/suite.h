// Suite: all scenarios of a folder, and the run of many cases on several workers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conformance/report/catalogue.h"
#include "conformance/run/case_result.h"
#include "conformance/run/runner.h"
#include "conformance/run/selection.h"
#include "conformance/scenario.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// What a scenario folder holds.
struct Suite {
  std::vector<std::shared_ptr<const Scenario>> scenarios;  // in order of their paths
  Catalogue catalogue;                                     // of the folder requirements/
  std::vector<SuiteCase> cases;  // scenario by scenario, case by case, sim before live
  std::map<std::string, std::string> digests;  // scenario id -> digest of its file
  std::string digest;                          // of all of them

  // nullptr when there is none of that id.
  const Scenario* Find(const std::string& scenario_id) const;
};

// Reads every *.json under `folder` but requirements/ and schema/. Everything that is wrong with
// any of the files is appended to `problems`; what is wrong is left out of the suite. A folder that
// does not exist or holds no scenario is a problem too.
Suite LoadSuite(const std::filesystem::path& folder, std::vector<Problem>& problems);

// The scenario files under `path` (a folder, or one file), sorted.
std::vector<std::filesystem::path> ScenarioFiles(const std::filesystem::path& path);

// What a scenario refers to and does not exist: a requirement that the catalogue lacks, or a mutant
// that is none of `mutants`.
void CheckReferences(const Scenario& scenario, const Catalogue& catalogue,
                     const std::vector<std::string>& mutants, std::vector<Problem>& problems);

// How to run cases.
struct SuiteOptions {
  std::function<std::unique_ptr<Subject>(Mode mode, std::size_t worker)> make_subject;
  bool is_external = false;  // the subjects have one clock, whatever mode they are made for
  PathMap path_map;          // how they spell the paths of the harness
  std::size_t sim_jobs = 1;
  std::size_t live_jobs = 1;
  std::uint64_t seed = 1;
  Level strict = Level::kShould;  // kMust: checks of level `should` are observations
  bool keep_events = false;
  std::function<bool(const std::string&)> is_disputed = [](const std::string&) { return false; };
  // Called one at a time, from any worker.
  std::function<void(const SuiteCase&)> on_start = [](const SuiteCase&) {};
  std::function<void(const CaseResult&)> on_finish = [](const CaseResult&) {};
};

// A subject after its handshake.
struct GreetedSubject {
  std::unique_ptr<Subject> subject;
  SubjectInfo info;
};

// The handshake, with a probe of the capabilities, in each of the modes that `cases` need, sim
// first; with an external subject one, in the mode of its clock. Throws HarnessError.
std::vector<GreetedSubject> Greet(const std::vector<SuiteCase>& cases, const SuiteOptions& options);

// As many starts of a subject may fail in a row; then its worker starts no more.
inline constexpr int kFailedStartsMax = 3;

// Runs the simulated cases, then the live ones. Each worker has a subject of its own: first those
// of `greeted` are used up. It gets a new one after a fault of the harness, and when the subject is
// broken. A case whose subject cannot be started or greeted fails; after kFailedStartsMax in a row
// the other cases of the worker end as a fault of the harness. The results are in the order of
// `cases`, whatever the workers do.
std::vector<CaseResult> RunSuite(const std::vector<SuiteCase>& cases, const SuiteOptions& options,
                                 std::vector<GreetedSubject> greeted = {});

// A copy of `scenario` in which checks of level `should` have level `may`, so that their mismatch
// does not end the case.
std::shared_ptr<const Scenario> LowerShould(const Scenario& scenario);

// The first 16 hexadecimal digits of the SHA-256 of `text`.
std::string DigestOf(const std::string& text);

}  // namespace bitsproof::conformance
