// Programs that note their runs and exit as a script says.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "reference/env/clock.h"
#include "reference/env/programs.h"

namespace bitsproof::fakes {

// The programs of one simulated machine. A run lasts kRunTime.
class ScriptedPrograms final : public Programs {
 public:
  static constexpr Duration kRunTime = std::chrono::milliseconds(10);

  struct Run {
    std::vector<std::string> arguments;  // the name of the program first
    std::string user;                    // the SID
  };

  // Both must outlive this object.
  ScriptedPrograms(Clock& clock, Timers& timers) : clock_(clock), timers_(timers) {}

  // Makes the program `path`, in place of one of that path. It exits with `exits`, one after
  // another, the last of them for ever.
  void Make(const std::string& path, std::vector<int> exits);
  bool Has(const std::string& path) const { return programs_.contains(path); }

  // The runs of a program so far. REQUIRES: it was made.
  const std::vector<Run>& RunsOf(const std::string& path) const { return programs_.at(path).runs; }

  std::unique_ptr<ProgramRun> Start(const CommandLine& command, Observer observer) override;

 private:
  struct Program {
    std::vector<int> exits;
    std::vector<Run> runs{};
  };

  Clock& clock_;
  Timers& timers_;
  std::map<std::string, Program> programs_;
};

}  // namespace bitsproof::fakes
