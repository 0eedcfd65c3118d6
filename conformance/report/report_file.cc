#include "conformance/report/report_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

namespace bitsproof::conformance {
namespace {

constexpr int kCreate = O_CREAT | O_EXCL;

[[noreturn]] void Fail(const std::filesystem::path& path, const std::string& why) {
  throw ReportError("the report " + path.string() + " cannot be written: " + why);
}

std::string LastError() { return std::strerror(errno); }

// A name that no other report of this machine has at the moment.
std::filesystem::path TemporaryBeside(const std::filesystem::path& path) {
  static std::atomic<unsigned> sequence{0};
  std::filesystem::path name = path.filename();
  name += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(sequence++);
  return path.parent_path() / name;
}

bool WriteAll(int descriptor, const std::string& content) {
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t n = ::write(descriptor, content.data() + written, content.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    written += static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

ReportFile::ReportFile(const std::filesystem::path& path) : path_(path) {
  if (path.empty()) Fail(path, "the path is empty");
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  error.clear();  // that nothing is there yet is no error
  if (std::filesystem::is_directory(status)) Fail(path, "it is a directory");
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) return;
  // A symbolic link stays one: its target is what gets replaced.
  if (std::filesystem::exists(status)) path_ = std::filesystem::canonical(path, error);
  if (error) Fail(path, error.message());
  if (std::filesystem::exists(status) && ::access(path_.c_str(), W_OK) != 0)
    Fail(path, LastError());
  temporary_ = TemporaryBeside(path_);
  Write(temporary_, kCreate, "");
  ::unlink(temporary_.c_str());
}

void ReportFile::Commit(const std::string& content) const {
  if (temporary_.empty()) return Write(path_, 0, content);
  try {
    Write(temporary_, kCreate, content);
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) Fail(path_, error.message());
  } catch (const ReportError&) {
    ::unlink(temporary_.c_str());
    throw;
  }
}

void ReportFile::Write(const std::filesystem::path& target, int flags,
                       const std::string& content) const {
  const int descriptor = ::open(target.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
  if (descriptor < 0) Fail(path_, LastError());
  const bool written = WriteAll(descriptor, content);
  const std::string why = written ? "" : LastError();
  const bool closed = ::close(descriptor) == 0;
  if (!written) Fail(path_, why);
  if (!closed) Fail(path_, LastError());
}

}  // namespace bitsproof::conformance
