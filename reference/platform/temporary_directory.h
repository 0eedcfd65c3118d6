// TemporaryDirectory: a place for files that are gone afterwards.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace bitsproof::platform {

// An empty directory of its own; removed with all that is in it on destruction.
class TemporaryDirectory {
 public:
  // Makes it in `parent`, or where the system keeps temporary files (TMPDIR). Throws
  // std::filesystem::filesystem_error when that is not possible.
  explicit TemporaryDirectory(const std::string& parent = "") {
    const std::filesystem::path folder =
        parent.empty() ? std::filesystem::temp_directory_path() : std::filesystem::absolute(parent);
    path_ = (folder.lexically_normal() / "bitsproof-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) {
      throw std::filesystem::filesystem_error("cannot make a directory", folder,
                                              std::error_code(errno, std::generic_category()));
    }
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  // Absolute, without a slash at the end.
  const std::string& path() const { return path_; }

  // The path of `name` in this directory.
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  // The path of a new, empty directory in this one.
  std::string MakeDirectory(const std::string& name) const {
    std::filesystem::create_directory(*this / name);
    return *this / name;
  }

 private:
  std::string path_;
};

}  // namespace bitsproof::platform
