#include "conformance/subjects/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

namespace bitsproof::conformance {
namespace {

constexpr int kFirstFreeDescriptor = 3;

std::string ErrorText(int number) { return std::generic_category().message(number); }

[[noreturn]] void CannotStart(const std::string& program, int number) {
  const bool searched = number == ENOENT && program.find('/') == std::string::npos;
  throw std::runtime_error("the command '" + program + "' cannot be started: " + ErrorText(number) +
                           (searched ? " (it was looked for in PATH)" : ""));
}

// Two ends of a pipe that no other child inherits, none of them a standard descriptor.
struct Pipe {
  explicit Pipe(const std::string& program) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) CannotStart(program, errno);
    for (int& end : ends) {
      if (end >= kFirstFreeDescriptor) continue;
      const int moved = ::fcntl(end, F_DUPFD_CLOEXEC, kFirstFreeDescriptor);
      ::close(end);
      end = moved;
    }
    read.Reset(ends[0]);
    write.Reset(ends[1]);
  }

  FileDescriptor read;
  FileDescriptor write;
};

// The environment of this process with `variables` in place of those of the same names.
std::vector<std::string> EnvironmentWith(const std::vector<std::string>& variables) {
  std::vector<std::string> all = variables;
  const auto is_replaced = [&](std::string_view entry) {
    const std::string_view name = entry.substr(0, entry.find('=') + 1);
    return std::any_of(variables.begin(), variables.end(),
                       [&](const std::string& variable) { return variable.starts_with(name); });
  };
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!is_replaced(*entry)) all.emplace_back(*entry);
  }
  return all;
}

// Pointers into `texts`, with a null pointer at the end.
std::vector<char*> PointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// How a child is started: pipes for standard descriptors, a group of its own, default signals.
class SpawnPlan {
 public:
  SpawnPlan(int in, int out, int err) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t defaults;
    ::sigemptyset(&defaults);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM}) ::sigaddset(&defaults, number);
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  // Returns the error number, 0 for none.
  int Start(pid_t& pid, std::vector<std::string> words, std::vector<std::string> environment) {
    const std::vector<char*> arguments = PointersTo(words);
    const std::vector<char*> variables = PointersTo(environment);
    return ::posix_spawnp(&pid, arguments[0], &actions_, &attributes_, arguments.data(),
                          variables.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

void FileDescriptor::Reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

SpawnedProcess Spawn(const std::vector<std::string>& words,
                     const std::vector<std::string>& variables) {
  Pipe in(words.front());
  Pipe out(words.front());
  Pipe err(words.front());
  SpawnPlan plan(in.read.get(), out.write.get(), err.write.get());
  SpawnedProcess process;
  const int error = plan.Start(process.pid, words, EnvironmentWith(variables));
  if (error != 0) CannotStart(words.front(), error);
  process.input = std::move(in.write);
  process.output = std::move(out.read);
  process.errors = std::move(err.read);
  return process;
}

}  // namespace bitsproof::conformance
