// ChildProcess: a command that was started, and its three pipes.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/subjects/spawn.h"

namespace bitsproof::conformance {

// A process in a group of its own, whose stdout is read line by line. Whoever waits serves all
// three pipes at once, so that neither side can block the other for ever; a flood on stderr
// disturbs nothing. One thread at a time; several processes may live at once.
class ChildProcess {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Milliseconds = std::chrono::milliseconds;

  // Starts `words`; the first is looked up in PATH unless it has a slash. `variables`
  // ("NAME=value") are added to the environment. Throws std::runtime_error with a sentence when
  // that is impossible.
  ChildProcess(const std::vector<std::string>& words, const std::vector<std::string>& variables);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  // Kills the group unless End was called.
  ~ChildProcess();

  // Sends `bytes`: what the pipe does not take now, Read sends.
  void Send(std::string_view bytes);

  // Bytes that are not sent yet.
  std::size_t unsent_bytes() const { return unsent_.size() - unsent_begin_; }

  enum class Found {
    kLine,     // a line of stdout
    kNothing,  // none until the deadline
    kEnd,      // there will be none any more: the process closed stdout or stdin, or ended
    kTooLong,  // more than `line_bytes_max` bytes without an end of line
  };

  // Waits for the next line until `deadline`; TimePoint::min() does not wait. `line`, without LF,
  // is valid until the next call of a method.
  Found ReadLine(TimePoint deadline, std::size_t line_bytes_max, std::string_view& line);

  // What stdout sent since the last line that was read, as far as it has been taken.
  std::string_view unread() const { return {output_.data() + begin_, end_ - begin_}; }

  // The last 10 lines of stderr, at most 2 KiB, since the start or ForgetErrors.
  std::vector<std::string> LastErrors();
  void ForgetErrors();

  // Waits until the process has ended, `limit` at most, and tells how: "exited with code 3", "was
  // killed by signal 11 (SIGSEGV)"; nullopt: it runs on.
  std::optional<std::string> AwaitEnd(Milliseconds limit);

  // Ends the process: closes its stdin; after `grace` sends the group SIGTERM, after `grace_signal`
  // SIGKILL. What the process leaves running in its group after it ended by itself stays, unless
  // `whole_group`.
  void End(Milliseconds grace, Milliseconds grace_signal, bool whole_group);

 private:
  void FlushInput();
  bool ReadOutput();
  bool ReadErrors();
  void Serve(int timeout_ms);
  bool HasEnded();
  void DiscardUntil(TimePoint deadline);

  pid_t pid_ = -1;  // -1 after it was reaped
  FileDescriptor input_;
  FileDescriptor output_end_;
  FileDescriptor errors_end_;
  std::string unsent_;
  std::size_t unsent_begin_ = 0;
  // stdout: the bytes [begin_, end_) were not handed out; up to searched_ there is no LF in them.
  std::vector<char> output_;
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;
  std::size_t end_ = 0;
  std::string errors_;     // the last bytes of stderr
  std::string how_ended_;  // "" while it runs
};

}  // namespace bitsproof::conformance
