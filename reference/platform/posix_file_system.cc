#include "reference/platform/posix_file_system.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <random>

#include "reference/platform/posix_errors.h"

namespace bitsproof::platform {
namespace {

constexpr std::uint64_t kTemporaryNames = 0x10000;

// How much is written before the kernel is asked to begin with the disk, so that little is left for
// Sync: a download of 1 GiB takes 0.97 times as long as curl, which syncs nothing, and 1.27 times
// when all is left for the end (bench_peers, five rounds each).
constexpr std::uint64_t kWriteBackBytes = std::uint64_t{16} * 1024 * 1024;

// A file descriptor that is open.
class PosixFile final : public OpenFile {
 public:
  explicit PosixFile(int fd) : fd_(fd) {}
  ~PosixFile() override { ::close(fd_); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  HResult WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) override;
  Result<std::size_t> ReadAt(std::uint64_t offset, std::span<std::byte> buffer) override;
  HResult Truncate(std::uint64_t size_bytes) override;
  HResult Sync() override;

 private:
  const int fd_;
  std::uint64_t unwritten_ = 0;  // bytes since the kernel was last asked to write
};

// The outcome of a system call that answers 0 or sets errno.
HResult ToHResult(int answer) { return answer == 0 ? hresult::S_OK : HResultFromErrno(errno); }

// off_t is signed: what lies beyond becomes negative, which the system refuses.
off_t ToOffset(std::uint64_t offset) { return static_cast<off_t>(offset); }

HResult PosixFile::WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), ToOffset(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return HResultFromErrno(errno);
    if (written == 0) return hresult::E_DISK_FULL;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
    unwritten_ += static_cast<std::uint64_t>(written);
  }
  if (unwritten_ >= kWriteBackBytes) {
    // Only a hint: what fails here fails again in Sync, which tells.
    (void)::sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WRITE);
    unwritten_ = 0;
  }
  return hresult::S_OK;
}

Result<std::size_t> PosixFile::ReadAt(std::uint64_t offset, std::span<std::byte> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t count =
        ::pread(fd_, buffer.data() + filled, buffer.size() - filled, ToOffset(offset + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unexpected(HResultFromErrno(errno));
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

HResult PosixFile::Truncate(std::uint64_t size_bytes) {
  return ToHResult(::ftruncate(fd_, ToOffset(size_bytes)));
}

// fdatasync writes the size too; what it leaves out are time stamps.
HResult PosixFile::Sync() { return ToHResult(::fdatasync(fd_)); }

bool IsDirectory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

// errno after a failed call on `path`; a missing file and a missing directory are told apart.
HResult FailureAt(const std::string& path) {
  const int error = errno;
  if (error == ENOENT && !IsDirectory(DirectoryOf(path))) return hresult::E_PATH_NOT_FOUND;
  return HResultFromErrno(error);
}

WallTime ToWallTime(const timespec& time) {
  return WallTime{FromUnixSeconds(time.tv_sec).ticks +
                  static_cast<std::uint64_t>(time.tv_nsec) / 100};
}

timespec ToTimespec(WallTime time) {
  auto ticks = static_cast<std::int64_t>(time.ticks - kUnixEpochTicks);
  std::int64_t seconds = ticks / 10'000'000;
  ticks %= 10'000'000;
  if (ticks < 0) {
    ticks += 10'000'000;
    --seconds;
  }
  return timespec{static_cast<time_t>(seconds), static_cast<long>(ticks) * 100};
}

std::string JoinPath(const std::string& directory, const std::string& name) {
  return directory.ends_with('/') ? directory + name : directory + "/" + name;
}

}  // namespace

PosixFileSystem::PosixFileSystem() : random_(std::random_device{}()) {}

Result<std::string> PosixFileSystem::CreateTemporary(const std::string& directory) {
  const std::uint64_t start = random_.Next();
  for (std::uint64_t i = 0; i < kTemporaryNames; ++i) {
    const std::uint64_t number = (start + i) % kTemporaryNames;
    std::string path = JoinPath(directory, fmt::format("BIT{:04X}.tmp", number));
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) {
      ::close(fd);
      if (const HResult synced = SyncDirectory(directory); synced.failed()) {
        ::unlink(path.c_str());
        return Unexpected(synced);
      }
      return path;
    }
    if (errno != EEXIST) return Unexpected(FailureAt(path));
  }
  return Unexpected(hresult::E_FILE_EXISTS);
}

Result<std::unique_ptr<OpenFile>> PosixFileSystem::Open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return Unexpected(FailureAt(path));
  return std::make_unique<PosixFile>(fd);
}

HResult PosixFileSystem::Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) == 0) return hresult::S_OK;
  const int error = errno;
  if (error == ENOENT && !IsDirectory(DirectoryOf(to))) return hresult::E_PATH_NOT_FOUND;
  errno = error;
  return FailureAt(from);
}

HResult PosixFileSystem::Remove(const std::string& path) {
  return ::unlink(path.c_str()) == 0 ? hresult::S_OK : FailureAt(path);
}

Result<FileInfo> PosixFileSystem::Stat(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return Unexpected(FailureAt(path));
  const bool is_directory = S_ISDIR(info.st_mode);
  return FileInfo{is_directory, is_directory ? 0 : static_cast<std::uint64_t>(info.st_size),
                  ToWallTime(info.st_mtim)};
}

HResult PosixFileSystem::CheckWritable(const std::string& directory) {
  if (!IsDirectory(directory)) return hresult::E_PATH_NOT_FOUND;
  return ToHResult(::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS));
}

HResult PosixFileSystem::SetModified(const std::string& path, WallTime modified) {
  const timespec times[2] = {{0, UTIME_OMIT}, ToTimespec(modified)};
  return ::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0 ? hresult::S_OK : FailureAt(path);
}

HResult PosixFileSystem::SyncDirectory(const std::string& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 && errno == EACCES) {
    ::sync();
    return hresult::S_OK;
  }
  if (fd < 0) return errno == ENOENT ? hresult::E_PATH_NOT_FOUND : HResultFromErrno(errno);
  const int answer = ::fsync(fd);
  const HResult synced = answer == 0 || errno == EINVAL ? hresult::S_OK : HResultFromErrno(errno);
  ::close(fd);
  return synced;
}

}  // namespace bitsproof::platform
