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

// Holds the place of a report while the run goes on. Until Commit, an older file of that name stays
// as it was; a ReportFile that is destroyed without Commit leaves nothing behind.
class ReportFile {
 public:
  // Creates a temporary file beside `path`, so that an unwritable path is known before the run.
  // Throws ReportError.
  explicit ReportFile(const std::filesystem::path& path);
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;
  ~ReportFile();

  // Writes `content` and gives it its name. Throws ReportError, with the old file intact, when that
  // fails. Call once at most.
  void Commit(const std::string& content);

 private:
  void Write(const std::filesystem::path& target, const std::string& content) const;

  std::filesystem::path path_;
  std::filesystem::path
      temporary_;  // empty when `path_` is a device or a pipe, which is written in place
};

}  // namespace bitsproof::conformance
