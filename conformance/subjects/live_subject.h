// LiveReferenceSubject: the reference in the real world.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "conformance/subjects/reference_subject.h"

namespace bitsproof::conformance {

// System clock, libcurl, files on disk, and an SQLite store: a file that is named, or one in a
// private temporary directory that goes with the case. The manager lives on a thread of its own;
// each case has a new one.
class LiveReferenceSubject final : public ReferenceSubject {
 public:
  LiveReferenceSubject();

  // Keeps its jobs in the SQLite file `store`. The jobs that are in it now are foreign: they stay.
  // What cases leave in it is removed at the next reset. Throws std::invalid_argument when the file
  // cannot be used, and leaves it as it is.
  explicit LiveReferenceSubject(const std::string& store);
  ~LiveReferenceSubject() override;

  void OnManagerThread(const std::function<void()>& fn) override;

  // One thread for each request, released together, when all are methods on the manager and its
  // jobs.
  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override;

 private:
  struct World;

  std::optional<Json> CallWorld(std::string_view method, const Params& params) override;
  Json HelloOfWorld() const override;
  Environment BuildWorld(std::uint64_t seed, const std::string& work_directory) override;
  std::uint64_t ForeignJobs() const override { return foreign_present_; }
  void SetConnected(bool connected) override;
  void SetCost(std::uint32_t cost) override;
  void SetLoggedOn(const std::string& sid, bool logged_on) override;
  void SetDiskFree(std::optional<std::uint64_t> bytes) override;
  void MoveWallClock(Duration by) override;
  void SpoilStore() override;
  void CrashStore() override {}  // the database holds only what was committed
  void EndWorld();
  void RemoveMadeJobs();

  const std::string store_path_;      // "": a private one
  std::unordered_set<Guid> foreign_;  // in the store when the subject was made
  std::uint64_t foreign_present_ = 0;
  std::unique_ptr<World> live_;
};

}  // namespace bitsproof::conformance
