// Scenario: one JSON file, parsed; and Case: a scenario with its matrix axes bound.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "conformance/json/json.h"
#include "conformance/scenario/values.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// Whether time and network are simulated (`sim`) or real (`live`).
enum class Mode { kSim, kLive };
std::string_view ToString(Mode mode);
// REQUIRES: `text` is "sim" or "live".
Mode ModeNamed(std::string_view text);

// How binding a requirement is.
enum class Level { kMust, kShould, kMay };
std::string_view ToString(Level level);
std::optional<Level> ParseLevel(std::string_view text);

// One judged expectation.
struct Check {
  std::string id;
  std::string requirement;
  Level level = Level::kMust;
  bool ends_otherwise = false;  // an observation that differs ends the case
};

using NamedValues = std::vector<std::pair<std::string, Value>>;

// A call of a method of the protocol.
struct ScriptedCall {
  Expression<std::string> method;
  std::optional<Value> as;                         // the principal that calls
  Value with{Json::object()};                      // the parameters beside `as`
  std::optional<Expression<std::uint64_t>> times;  // the turns of a loop
};

// Picks requests of an origin's journal: by members of a request, each an expectation.
struct JournalFilter {
  Expression<std::string> origin;
  NamedValues members;
};

// --- What a step does: one command for each verb ---

struct CallStep {
  ScriptedCall call;
};

struct AwaitState {
  Value job;
  Value states;             // one, or a list
  std::optional<Value> as;  // the principal that reads the state
  bool may_pass = false;    // a state among them can be over before anybody looks
};
struct AwaitEvent {
  Expression<std::string> job;
  Expression<std::string> kind;
};
struct AwaitJournal {
  JournalFilter filter;
  Value count;  // an expectation
};
struct AwaitProgram {
  Expression<std::string> name;  // in the work directory
  Value count;                   // of its runs, an expectation
};
struct AwaitStep {
  std::variant<AwaitState, AwaitEvent, AwaitJournal, AwaitProgram> what;
  Expression<Duration> within;
  std::optional<Json> through;  // the states on the way, in order
  Value written;                // of `await`, for the log
};

struct AdvanceStep {
  Expression<Duration> by;
};

struct AssertJournal {
  JournalFilter filter;
};
struct AssertFile {
  Expression<std::string> name;  // in the work directory
};
struct AssertDirectory {
  Expression<std::string> name;
};
struct AssertProgram {
  Expression<std::string> name;
};
struct AssertCalls {
  Expression<std::string> method;
};
struct AssertEvents {
  Value job;
  std::optional<Value> kind;
};
struct AssertStep {
  std::variant<Value, AssertJournal, AssertFile, AssertDirectory, AssertProgram, AssertCalls,
               AssertEvents>
      what;
  Value written;  // of `assert`, for the log
};

struct ParallelStep {
  std::vector<ScriptedCall> calls;
};

struct Step;
struct RepeatStep {
  Expression<std::uint64_t> turns;
  std::vector<Step> steps;
};

struct EnvironmentStep {
  NamedValues parameters;  // of environment.set
};

struct RestartStep {
  Value how;
};

// The subject is reset once more, with another seed, and the setup made again.
struct ResetStep {};

struct SetStep {
  NamedValues variables;
};

using Command = std::variant<CallStep, AwaitStep, AdvanceStep, AssertStep, ParallelStep, RepeatStep,
                             EnvironmentStep, RestartStep, ResetStep, SetStep>;

// The cases in which a step runs.
struct When {
  std::optional<Mode> mode;
  std::string axis;      // "" for any value of any axis
  std::vector<Json> in;  // values of `axis`, an object by its name
};

// Takes a part of what a step has seen into a variable.
struct Collection {
  std::string variable;
  std::string pointer;   // JSON pointer of the part
  bool appends = false;  // to a list, instead of setting the variable
};

struct Step {
  std::string id;
  std::string pointer;  // JSON pointer of the step in its file
  std::optional<When> when;
  Command command;
  std::optional<Value> expect;
  std::optional<Check> check;
  std::vector<Collection> collect;
};

// Visits every step in order, a `repeat` before the steps inside of it.
void ForEachStep(const std::vector<Step>& steps, const std::function<void(const Step&)>& visit);
void ForEachStep(std::vector<Step>& steps, const std::function<void(Step&)>& visit);

// What is there before the first step.
struct Setup {
  Value policy;  // an object, of the names and values of subject.reset
  std::optional<Expression<std::string>> starts_at;  // what the calendar says
  std::vector<std::pair<std::string, Expression<std::string>>> principals;  // name -> kind
  NamedValues origins;                                                      // name -> script
  std::vector<std::pair<std::string, Json>> files;  // name -> content as files.write takes it
  std::vector<std::string> directories;
  std::vector<std::pair<std::string, std::vector<int>>> programs;  // name -> its exit codes
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
  std::optional<Expression<std::string>> profile;  // the version that the subject is reset to
  std::vector<std::pair<std::string, Json>>
      matrix;                           // axis -> array of values, in the order of the file
  Json constants_sim = Json::object();  // what {"$mode": ..} stands for
  Json constants_live = Json::object();
  std::string preparation;  // its name, "" without one; what it does is in `setup` and `steps`
  Setup setup;
  std::vector<Step> steps;
  Evidence evidence;
  std::vector<std::string> kills;
  std::optional<Duration> within;       // limit of a simulated case
  std::optional<Duration> within_live;  // limit of a live one

  const Json& constants(Mode mode) const {
    return mode == Mode::kSim ? constants_sim : constants_live;
  }
  // The values of an axis, or nullptr.
  const Json* axis(std::string_view name) const;
};

// A scenario with its axes bound.
struct Case {
  std::shared_ptr<const Scenario> scenario;  // shared by all cases of the scenario
  Json binding;                              // axis -> value
  std::string id;  // "limits.per-user.sixty-first-refused[jobType=upload]"
};

}  // namespace bitsproof::conformance
