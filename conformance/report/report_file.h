// ReportFile: a report that is written whole or not at all.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace bitsproof::conformance {

// A report cannot be written. what() is one sentence with the path.
class ReportError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The place of a report while the run goes on. Until Commit, an older file of that name stays as it
// was and nothing else is there, so that a run that is killed leaves nothing behind.
class ReportFile {
 public:
  // Makes a file beside `path` and takes it away again, so that an unwritable path is known before
  // the run. Throws ReportError.
  explicit ReportFile(const std::filesystem::path& path);

  // Writes `content` to a file beside the path and then gives it its name. Throws ReportError, with
  // the old file intact and nothing left beside it, when that fails.
  void Commit(const std::string& content) const;

 private:
  void Write(const std::filesystem::path& target, int flags, const std::string& content) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty for a device or a pipe, which is written in place
};

}  // namespace bitsproof::conformance
