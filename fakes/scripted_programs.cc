#include "fakes/scripted_programs.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "reference/base/command_line.h"

namespace bitsproof::fakes {
namespace {

// The end of a run, on its way.
class TimedRun final : public ProgramRun {
 public:
  TimedRun(Timers& timers, Instant end, std::optional<int> exit_code, Programs::Observer observer)
      : timer_(timers) {
    timer_.Arm(end, [exit_code, observer = std::move(observer)] { observer(exit_code); });
  }

 private:
  Timer timer_;
};

}  // namespace

void ScriptedPrograms::Make(const std::string& path, std::vector<int> exits) {
  programs_.insert_or_assign(path, Program{std::move(exits)});
}

std::unique_ptr<ProgramRun> ScriptedPrograms::Start(const CommandLine& command, Observer observer) {
  std::optional<int> exit_code;
  if (const auto it = programs_.find(command.program); it != programs_.end()) {
    Program& program = it->second;
    exit_code = program.exits[std::min(program.runs.size(), program.exits.size() - 1)];
    program.runs.push_back({ArgumentsOf(command.program, command.parameters), command.user});
  }
  return std::make_unique<TimedRun>(timers_, clock_.Now() + kRunTime, exit_code,
                                    std::move(observer));
}

}  // namespace bitsproof::fakes
