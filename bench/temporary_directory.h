// TemporaryDirectory: a place for files that are gone afterwards.
#pragma once

#include <string>

namespace bitsproof::bench {

// An empty directory; removed with all that is in it on destruction.
class TemporaryDirectory {
 public:
  // Makes it in `parent`, or where the system keeps temporary files (TMPDIR). Throws
  // std::runtime_error when that is not possible.
  explicit TemporaryDirectory(const std::string& parent = "");
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  // Absolute, without a slash at the end.
  const std::string& path() const { return path_; }

  // The absolute path of a new, empty directory in this one.
  std::string MakeDirectory(const std::string& name) const;

 private:
  std::string path_;
};

}  // namespace bitsproof::bench
