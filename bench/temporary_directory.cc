#include "bench/temporary_directory.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace bitsproof::bench {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory(const std::string& parent) {
  const fs::path folder = parent.empty() ? fs::temp_directory_path() : fs::absolute(parent);
  path_ = (folder / "bitsproof-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) {
    throw std::runtime_error("cannot make a directory in " + folder.string());
  }
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryDirectory::MakeDirectory(const std::string& name) const {
  const fs::path path = fs::path(path_) / name;
  fs::create_directory(path);
  return path.string();
}

}  // namespace bitsproof::bench
