// The commands of the program, and what they work with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/command/subject_factory.h"
#include "conformance/run/exit_code.h"
#include "conformance/run/mutant_info.h"
#include "conformance/run/shard.h"
#include "conformance/run/suite.h"
#include "conformance/scenario/scenario.h"
#include "conformance/subject.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the name that CLI11 has
class App;
}

namespace bitsproof::conformance {

// The world around a command: tests replace any of it.
struct CommandContext {
  std::istream& in;
  std::ostream& out;  // reports
  std::ostream& err;  // progress and complaints
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::size_t columns = 80;
  std::size_t cores = 1;
  Variables variables = {};
  std::filesystem::path scenarios =
      {};  // where the scenarios are unless --scenarios says otherwise
  std::function<std::unique_ptr<Subject>(const SubjectOptions&, Mode, std::size_t worker)>
      make_subject = {};
  // The reference on a real clock with its jobs in the SQLite file `store`.
  std::function<std::unique_ptr<Subject>(const std::string& store)> make_stored_subject = {};
  std::function<const std::vector<MutantInfo>&()> mutants = {};
  std::function<void()> end_input_on_signals = [] {};  // from now on SIGINT and SIGTERM end `in`
};

// Ends a command: what() is the one sentence for the user.
class CommandError : public std::runtime_error {
 public:
  CommandError(ExitCode code, const std::string& message)
      : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

// What a command does once its arguments are understood.
using Action = std::function<ExitCode()>;

// Each adds a command to `app`; when that is chosen, `action` is set. Everything must outlive the
// action.
void AddRunCommand(CLI::App& app, CommandContext& context, Action& action);
void AddReplayCommand(CLI::App& app, CommandContext& context, Action& action);
void AddMergeCommand(CLI::App& app, CommandContext& context, Action& action);
void AddListCommand(CLI::App& app, CommandContext& context, Action& action);
void AddLintCommand(CLI::App& app, CommandContext& context, Action& action);
void AddExplainCommand(CLI::App& app, CommandContext& context, Action& action);
void AddRequirementsCommand(CLI::App& app, CommandContext& context, Action& action);
void AddMutantsCommand(CLI::App& app, CommandContext& context, Action& action);
void AddOriginCommand(CLI::App& app, CommandContext& context, Action& action);
void AddServeCommand(CLI::App& app, CommandContext& context, Action& action);
void AddNewAdapterCommand(CLI::App& app, CommandContext& context, Action& action);
// `man` and `completion`, which describe the commands that `app` has when they are carried out.
void AddDescribeCommands(CLI::App& app, CommandContext& context, Action& action);

// The whole program: understands `args` (without the program's name), does what they say and
// returns the exit code. Never throws.
int Main(const std::vector<std::string>& args, CommandContext& context);

// --- Shared by the commands ---

// The suite in `folder` ("": context.scenarios). Lists every problem on `err` and throws
// CommandError when there is one.
Suite LoadSuiteOrThrow(const CommandContext& context, const std::string& folder);

// The mutant of a subject called "mutant:NAME"; nullptr for any other.
const MutantInfo* FindMutant(const CommandContext& context, const std::string& subject);

// How many cases run at once when `jobs` (0: not given) is asked for. Live cases mostly wait, so
// there are more of them.
std::size_t SimJobs(const CommandContext& context, std::size_t jobs);
std::size_t LiveJobs(const CommandContext& context, std::size_t jobs);

// Ends the process with the code of `report`, or with kHarnessFault when that throws: for a case
// that does not end, whose thread goes on and may use anything.
[[noreturn]] void EndAfter(const CommandContext& context, const Action& report);

}  // namespace bitsproof::conformance
