// CaseRun: the state of one case while it runs, and the judgement of one expectation.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/run/case_log.h"
#include "conformance/run/case_result.h"
#include "conformance/run/event_feed.h"
#include "conformance/run/handshake.h"
#include "conformance/run/run_options.h"
#include "conformance/run/subject_port.h"
#include "conformance/run/world.h"
#include "conformance/scenario/values.h"
#include "reference/base/random.h"

namespace bitsproof::conformance {

// Ends the case as failed; the failure says why.
class StepFailed : public std::runtime_error {
 public:
  explicit StepFailed(Failure failure)
      : std::runtime_error(Message(failure.mismatch)), failure_(std::move(failure)) {}
  const Failure& failure() const { return failure_; }

 private:
  Failure failure_;
};

// Ends the case without a complaint: the subject reads `requirement` otherwise, and what follows
// needs the reading of the scenario.
class ReadOtherwise : public std::runtime_error {
 public:
  explicit ReadOtherwise(const std::string& requirement)
      : std::runtime_error("reads " + requirement + " otherwise") {}
};

// Everything that the steps of a case share.
struct CaseRun {
  CaseRun(Subject& the_subject, const SubjectInfo& the_info, const Case& the_case,
          const RunOptions& the_options);

  const SubjectInfo& info;
  const Case& test_case;
  const RunOptions& options;
  Subject& subject;
  SubjectPort port;
  CaseLog log;
  EventFeed events;
  std::unique_ptr<World> world;
  ValueContext values;
  Random random;  // the case's own chance
  Duration limit{0};
  const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  CaseResult result;
  const Step* step = nullptr;  // the one that runs now; nullptr outside of steps
  std::map<std::string, Evidence::Calls, std::less<>> calls;  // by method, those of steps only
  std::map<std::string, std::string, std::less<>> owners;     // job id -> principal
  std::map<std::string, Json, std::less<>> scripts;           // origin -> script, bound
  bool watches_way = false;     // some await has `through` and the subject tells changes of state
  std::uint64_t way_begin = 0;  // the event after which the way of the next await begins

  const Scenario& scenario() const { return *test_case.scenario; }
  bool is_sim() const { return info.mode == Mode::kSim; }

  // Throws StepFailed for the present step.
  [[noreturn]] void Fail(Mismatch mismatch, Json expected = nullptr, Json actual = nullptr,
                         const std::string& below = "");

  // Fails when the case has used up its time, in its world or on the real clock.
  void CheckLimit();

  // Remembers what one call of a step says about jobs and counts.
  void NoteCall(const std::string& method, const Json& params, const Json& result);

  // The principal that may read `job`.
  std::string ReaderOf(const Json& job) const;
};

// Judges `actual` against `expected` (bound) for the present step and records its check. A mismatch
// fails the case, or is an observation and returns false. Throws ReadOtherwise when the check says
// that the case ends with the observation.
bool Judge(CaseRun& run, const Json& expected, const Json& actual,
           const Mismatch::Moment& moment = {});

// Fails the case because `result`, a method's, has nothing at `pointer` to collect.
[[noreturn]] void FailToCollect(CaseRun& run, const std::string& pointer, const Json& result);

// Records that the check of the present step, if it has one, passed.
void RecordPass(CaseRun& run);

// Judges `actual` by the present step: by its `expect`, if it has one, and by `matched`, what was
// judged of it before. What matches is a pass of the step's check.
bool JudgeStep(CaseRun& run, const Json& actual, bool matched = true);

// Stores the parts of `result` that the present step collects.
void Collect(CaseRun& run, const Json& result);

// `values`, bound, as the members of an object.
Json BindMembers(const CaseRun& run, const NamedValues& values);

}  // namespace bitsproof::conformance
