// Spawn: starts a command with pipes for its standard descriptors.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bitsproof::conformance {

// A descriptor that is closed with its owner; -1 for none.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    Reset(other.Release());
    return *this;
  }
  ~FileDescriptor() { Reset(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void Reset(int fd = -1);

 private:
  int Release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }

  int fd_;
};

// A process that was started, and the harness's ends of its pipes.
struct SpawnedProcess {
  pid_t pid = -1;
  FileDescriptor input;   // to its stdin
  FileDescriptor output;  // from its stdout
  FileDescriptor errors;  // from its stderr
};

// Starts `words` in a process group of its own, with signals as by default; the first word is
// looked up in PATH unless it has a slash. `variables` ("NAME=value") take the place of inherited
// ones. No other child inherits the pipes, however many are started at the same time. Throws
// std::runtime_error with a sentence when that is impossible. REQUIRES: words is not empty.
SpawnedProcess Spawn(const std::vector<std::string>& words,
                     const std::vector<std::string>& variables);

}  // namespace bitsproof::conformance
