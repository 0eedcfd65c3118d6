// Programs of this machine.
#pragma once

#include <sys/types.h>

#include <memory>
#include <vector>

#include "reference/env/clock.h"
#include "reference/env/programs.h"

namespace bitsproof::platform {

// Starts programs as the user of this process: a service that has users of its own starts its
// programs as them by an implementation of its own. Their standard input and output are closed to
// what the service has. The end of a program is noticed within kLookInterval. Threading: the
// manager's thread.
class PosixPrograms final : public Programs {
 public:
  static constexpr Duration kLookInterval = std::chrono::milliseconds(20);

  // Both must outlive this object. Programs that are still running then go on.
  PosixPrograms(Clock& clock, Timers& timers) : clock_(clock), look_(timers), timers_(timers) {}

  std::unique_ptr<ProgramRun> Start(const CommandLine& command, Observer observer) override;

 private:
  class Run;
  struct Child {
    pid_t pid;
    std::weak_ptr<Observer> observer;  // gone when the run is destroyed
  };

  void ArmLook();
  void Look();

  Clock& clock_;
  Timer look_;
  Timers& timers_;
  std::vector<Child> children_;
};

}  // namespace bitsproof::platform
