// MemoryJobStore: the double of the job store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

#include "reference/env/job_store.h"

namespace bitsproof::fakes {

// Job records in memory, with the semantics of a crash: what was not committed is lost by Crash,
// and what was committed outlives every manager that is built on this store.
class MemoryJobStore final : public JobStore {
 public:
  // What a crash of the machine leaves of the commits.
  enum class Durability {
    kFull,    // all of them
    kNormal,  // those up to one of them: the newest may be lost
  };

  explicit MemoryJobStore(Durability durability = Durability::kFull) : durability_(durability) {}

  void PutJob(const JobRecord& job) override;
  void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) override;
  void Erase(const JobKey& job) override;
  HResult Commit() override;
  Result<std::vector<StoredJob>> Load() override;

  // Forgets the changes since the last commit, as the death of the process does.
  void Crash() { changes_.clear(); }

  // Crash, and what goes with a machine that loses power: `seed` says how many of the newest
  // commits are lost, if they may be.
  void CrashMachine(std::uint64_t seed);

  // The next Commit fails with `code` and loses its changes.
  void FailNextCommit(HResult code) { next_commit_ = code; }

  // From now on Load answers E_FAIL, as for a damaged store; false ends that.
  void SetUnreadable(bool unreadable) { unreadable_ = unreadable; }

  // The next Load answers E_FAIL, and what was committed before it is lost.
  void Spoil() { is_spoiled_ = true; }

  // Committed jobs.
  std::size_t size() const { return jobs_.size(); }
  // Successful commits so far.
  std::uint64_t commits() const { return commits_; }

 private:
  struct FileChange {
    std::uint64_t job;
    std::size_t index;
    FileRecord file;
  };
  struct Erasure {
    std::uint64_t job;
  };
  using Change = std::variant<JobRecord, FileChange, Erasure>;
  // By sequence: young jobs, those that change, are neighbours in memory.
  using Jobs = std::unordered_map<std::uint64_t, StoredJob>;

  void Apply(JobRecord& job);
  void Apply(FileChange& change);
  void Apply(const Erasure& erasure);

  std::vector<Change> changes_;  // since the last commit, in order
  const Durability durability_;
  Jobs jobs_;
  std::vector<Jobs> before_;  // kNormal: the jobs before each commit since the last crash
  HResult next_commit_ = hresult::S_OK;
  bool unreadable_ = false;
  bool is_spoiled_ = false;
  std::uint64_t commits_ = 0;
};

}  // namespace bitsproof::fakes
