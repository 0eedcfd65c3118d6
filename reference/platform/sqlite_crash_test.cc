// What is left of a job store whose process dies. Every death here is a real one, of a child
// process.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "reference/env/testing/job_store_contract.h"
#include "reference/platform/sqlite_job_store.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::platform {
namespace {

constexpr std::size_t kFilesPerJob = 3;
constexpr std::uint8_t kCommitsMax = 250;

// Commit number n (from 1) adds job n with its files and writes n into the first file of every 7th
// job before it: one transaction over several rows and pages.
HResult CommitStep(JobStore& store, std::uint8_t n) {
  const JobRecord job = FullJobRecord(n);
  store.PutJob(job);
  for (std::size_t i = 0; i < kFilesPerJob; ++i) {
    store.PutFile(job.key(), i, FullFileRecord(std::string(300, 'x') + std::to_string(i)));
  }
  for (int other = n - 7; other > 0; other -= 7) {
    FileRecord marked = FullFileRecord("marked");
    marked.bytes_transferred = n;
    store.PutFile(FullJobRecord(static_cast<std::uint8_t>(other)).key(), 0, marked);
  }
  return store.Commit();
}

// How many commits the store holds; a failure when it is anything but the exact outcome of the
// first n.
std::size_t CountCommits(const std::string& path) {
  const auto store = SqliteJobStore::Open(path).value();
  const auto jobs = store->Load();
  EXPECT_TRUE(jobs.has_value()) << store->last_error();
  if (!jobs) return 0;
  const std::size_t count = jobs->size();
  for (std::size_t n = 1; n <= count; ++n) {
    const StoredJob& job = (*jobs)[n - 1];
    EXPECT_EQ(job.job, FullJobRecord(static_cast<std::uint8_t>(n)));
    EXPECT_EQ(job.files.size(), kFilesPerJob);
    const std::size_t marked_by = n + (count - n) / 7 * 7;  // the newest commit that marked it
    const bool marked = job.files[0] != FullFileRecord(std::string(300, 'x') + "0");
    EXPECT_EQ(marked, marked_by != n) << n << " of " << count;
    if (!marked) continue;
    EXPECT_EQ(job.files[0].bytes_transferred, marked_by) << n << " of " << count;
  }
  return count;
}

// The child of the tests: commits for ever and writes one byte to `acks` after each commit that
// succeeded.
[[noreturn]] void CommitForEver(const std::string& path, int acks) {
  const auto store = SqliteJobStore::Open(path).value();
  for (std::uint8_t n = 1; n <= kCommitsMax; ++n) {
    if (CommitStep(*store, n).failed()) _exit(3);
    if (write(acks, "+", 1) != 1) _exit(4);
  }
  // More commits than any test waits for: the kill is on its way.
  for (;;) pause();
}

// A child process that commits, from its birth to its death.
class Child {
 public:
  // The system kills it when it makes a file longer than `file_size_max`.
  explicit Child(const std::string& path, rlim_t file_size_max = RLIM_INFINITY) {
    int fds[2];
    if (pipe(fds) != 0) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      const rlimit no_core{0, 0};
      const rlimit size_limit{file_size_max, RLIM_INFINITY};
      setrlimit(RLIMIT_CORE, &no_core);
      setrlimit(RLIMIT_FSIZE, &size_limit);
      signal(SIGXFSZ, SIG_DFL);
      close(fds[0]);
      CommitForEver(path, fds[1]);
    }
    close(fds[1]);
    acks_ = fds[0];
  }
  ~Child() { close(acks_); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Reads acknowledgements until `wanted` came or the child is dead; returns how many came.
  std::size_t ReadAcks(std::size_t wanted) {
    std::size_t count = 0;
    char byte = 0;
    while (count < wanted && read(acks_, &byte, 1) == 1) ++count;
    return count;
  }

  void Kill() { kill(pid_, SIGKILL); }

  // Waits for the end and expects it to be death by `signal_number`.
  void ExpectDeath(int signal_number) {
    int status = 0;
    ASSERT_EQ(waitpid(pid_, &status, 0), pid_);
    ASSERT_TRUE(WIFSIGNALED(status)) << "exit status " << WEXITSTATUS(status);
    EXPECT_EQ(WTERMSIG(status), signal_number);
  }

 private:
  pid_t pid_ = -1;
  int acks_ = -1;
};

// Parameter: how many commits to wait for before the kill.
class SqliteKill : public testing::TestWithParam<std::size_t> {};

TEST_P(SqliteKill, LeavesExactlyTheCommittedPrefix) {
  const TemporaryDirectory directory;
  Child child(directory / "jobs.db");
  std::size_t acknowledged = child.ReadAcks(GetParam());
  ASSERT_EQ(acknowledged, GetParam());
  child.Kill();
  child.ExpectDeath(SIGKILL);
  acknowledged += child.ReadAcks(kCommitsMax);  // those on their way when the kill came
  const std::size_t found = CountCommits(directory / "jobs.db");
  EXPECT_GE(found, acknowledged);
  EXPECT_LE(found, acknowledged + 1) << "the one commit whose acknowledgement was cut off";
}

INSTANTIATE_TEST_SUITE_P(After, SqliteKill,
                         testing::Values(0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144),
                         testing::PrintToStringParamName());

// The process dies inside a write, at every 1,777th byte of the write-ahead log.
TEST(SqliteCrash, ADeathInsideAWriteLeavesExactlyTheCommittedPrefix) {
  for (rlim_t limit = 20'000; limit < 200'000; limit += 1'777) {
    const TemporaryDirectory directory;
    SqliteJobStore::Open(directory / "jobs.db").value();
    Child child(directory / "jobs.db", limit);
    child.ExpectDeath(SIGXFSZ);
    const std::size_t acknowledged = child.ReadAcks(kCommitsMax);
    EXPECT_EQ(CountCommits(directory / "jobs.db"), acknowledged) << "limit " << limit;
  }
}

}  // namespace
}  // namespace bitsproof::platform
