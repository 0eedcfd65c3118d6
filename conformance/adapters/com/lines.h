// Lines of bytes over raw handles: the C runtime would change line ends and stop at Ctrl-Z.
#pragma once

#include <windows.h>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace com_adapter {

// Reads lines that end in LF; a CR before it is not part of the line. One thread at a time.
class LineReader {
 public:
  // `handle` stays the caller's.
  explicit LineReader(HANDLE handle) : handle_(handle) {}

  // The next line without its end; nullopt when the other side has closed. Throws
  // std::runtime_error for a line of more than 16 MiB.
  std::optional<std::string> Next();

 private:
  HANDLE handle_;
  std::string buffer_;
  std::size_t searched_ = 0;  // bytes of buffer_ that hold no LF
};

// Writes lines. Any thread; each line arrives in one piece.
class LineWriter {
 public:
  explicit LineWriter(HANDLE handle) : handle_(handle) {}

  // Whether the other side took the line.
  bool Write(std::string_view line);

 private:
  std::mutex mutex_;
  HANDLE handle_;
};

}  // namespace com_adapter
