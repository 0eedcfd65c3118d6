#include "reference/platform/posix_programs.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "reference/base/command_line.h"

namespace bitsproof::platform {
namespace {

// The process, or 0 when it could not be started.
pid_t Spawn(const CommandLine& command) {
  // posix_spawn would look for another path below the directory of this process.
  if (!command.program.starts_with('/')) return 0;
  std::vector<std::string> words;
  try {
    words = ArgumentsOf(command.program, command.parameters);
  } catch (const std::invalid_argument&) {
    return 0;
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, command.program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : 0;
}

}  // namespace

class PosixPrograms::Run final : public ProgramRun {
 public:
  Run(Timers& timers, Observer observer)
      : observer_(std::make_shared<Observer>(std::move(observer))), failure_(timers) {}

  std::weak_ptr<Observer> observer() const { return observer_; }

  void Fail(Instant at) {
    failure_.Arm(at, [observer = observer_] { (*observer)(std::nullopt); });
  }

 private:
  std::shared_ptr<Observer> observer_;
  Timer failure_;
};

std::unique_ptr<ProgramRun> PosixPrograms::Start(const CommandLine& command, Observer observer) {
  auto run = std::make_unique<Run>(timers_, std::move(observer));
  if (const pid_t pid = Spawn(command); pid == 0) {
    run->Fail(clock_.Now());
  } else {
    children_.push_back({pid, run->observer()});
    ArmLook();
  }
  return run;
}

// Asked, because a signal handler belongs to the whole process, and that is the client's.
void PosixPrograms::ArmLook() {
  if (!children_.empty() && !look_.armed())
    look_.Arm(clock_.Now() + kLookInterval, [this] { Look(); });
}

void PosixPrograms::Look() {
  std::vector<std::pair<std::weak_ptr<Observer>, std::optional<int>>> ended;
  std::erase_if(children_, [&](const Child& child) {
    int status = 0;
    const pid_t pid = ::waitpid(child.pid, &status, WNOHANG);
    if (pid == 0) return false;
    const bool has_code = pid == child.pid && WIFEXITED(status);
    ended.emplace_back(child.observer,
                       has_code ? std::optional<int>(WEXITSTATUS(status)) : std::nullopt);
    return true;
  });
  ArmLook();
  for (const auto& [observer, code] : ended) {
    if (const auto hears = observer.lock()) (*hears)(code);
  }
}

}  // namespace bitsproof::platform
