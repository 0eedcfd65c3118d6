// The run of many cases on several workers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/run/case_result.h"
#include "conformance/run/runner.h"
#include "conformance/run/selection.h"
#include "conformance/scenario/path_map.h"
#include "conformance/scenario/scenario.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

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
  const Catalogue* catalogue = nullptr;     // see RunOptions
  Duration case_limit = kDefaultCaseLimit;  // of real time
  // The callbacks are called one at a time, from any worker. No further case begins once
  // `goes_on` has said no.
  std::function<bool()> goes_on = [] { return true; };
  std::function<void(const SuiteCase&)> on_start = [](const SuiteCase&) {};
  std::function<void(const CaseResult&)> on_finish = [](const CaseResult&) {};
  // A case has not ended twice `case_limit` after it began: its subject, which is not external,
  // loops. Gets the results of the cases that ended and of that one, a fault of the harness that
  // says so. As the thread cannot be ended, this must end the process; without it the process ends
  // as EndOverdue says.
  std::function<void(std::vector<CaseResult>)> on_overdue;
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
// the other cases of the worker end as a fault of the harness. Returns the results of the cases
// that ran, in the order of `cases`, whatever the workers do.
std::vector<CaseResult> RunSuite(const std::vector<SuiteCase>& cases, const SuiteOptions& options,
                                 std::vector<GreetedSubject> greeted = {});

// A copy of `scenario` in which checks of level `should` have level `may`, so that their mismatch
// does not end the case.
std::shared_ptr<const Scenario> LowerShould(const Scenario& scenario);

}  // namespace bitsproof::conformance
