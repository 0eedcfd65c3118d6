// LiveReferenceSubject: the reference in the real world.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/subjects/reference_subject.h"

namespace bitsproof::conformance {

// System clock, libcurl, files on disk, and an SQLite store in a private temporary directory that
// goes with the subject. The manager lives on a thread of its own; each case has a new one.
class LiveReferenceSubject final : public ReferenceSubject {
 public:
  // Throws std::filesystem::filesystem_error when there is no place for the store.
  LiveReferenceSubject();
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
  void SetConnected(bool connected) override;
  void SetLoggedOn(const std::string& sid, bool logged_on) override;
  void SetDiskFree(std::optional<std::uint64_t> bytes) override;
  void CrashStore() override {}  // the database holds only what was committed
  void EndWorld();

  std::unique_ptr<World> live_;
};

}  // namespace bitsproof::conformance
