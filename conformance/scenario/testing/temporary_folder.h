// TemporaryFolder: a temporary directory that a test fills with texts.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {

class TemporaryFolder {
 public:
  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return directory_ / name; }

  // Writes a file, with the folders that it needs.
  void Write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
  }

  // The content of a file, "" for none.
  std::string Read(const std::string& name) const {
    std::ostringstream content;
    content << std::ifstream(path_ / name, std::ios::binary).rdbuf();
    return content.str();
  }

  // How many files and folders there are directly in it.
  std::size_t size() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  platform::TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path();
};

}  // namespace bitsproof::conformance
