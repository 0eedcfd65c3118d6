// The seam through which the core starts programs.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "reference/model/job_record.h"

namespace bitsproof {

// A program that was started. Destroying it forgets the program, which goes on unheard.
class ProgramRun {
 public:
  virtual ~ProgramRun() = default;
};

// Starts programs.
class Programs {
 public:
  // Hears how the program ended: its exit code; nullopt when it could not be started or was ended
  // by force. On the manager's thread, never from inside Start, and no more once the run is
  // destroyed; it may destroy the run.
  using Observer = std::function<void(std::optional<int> exit_code)>;

  virtual ~Programs() = default;

  // Starts the program as its user. Its path is taken as it is: one that is not absolute names
  // nothing.
  virtual std::unique_ptr<ProgramRun> Start(const CommandLine& command, Observer observer) = 0;
};

}  // namespace bitsproof
