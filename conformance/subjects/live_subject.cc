#include "conformance/subjects/live_subject.h"

#include <algorithm>
#include <filesystem>
#include <latch>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "reference/platform/real_world.h"

namespace bitsproof::conformance {
namespace {

// What is committed. Throws std::invalid_argument when that cannot be read.
std::vector<StoredJob> ReadJobs(platform::SqliteJobStore& store) {
  auto jobs = store.Load();
  if (!jobs) throw std::invalid_argument(store.last_error());
  return *std::move(jobs);
}

[[noreturn]] void RefuseMember(const std::string& name, const std::string& capability) {
  throw ParamError("Parameter '" + name + "' needs the capability " + capability +
                   ", which this subject does not have.");
}

}  // namespace

// The world of one case. The thread ends before what it uses.
struct LiveReferenceSubject::World {
  World(const std::string& store_path, const Trust& trust)
      : real({.store_path = store_path,
              .curl = {.authorities = trust.authorities, .revocations = trust.revocations}}) {}

  platform::RealWorld real;
  platform::LoopThread thread{real.loop()};
};

LiveReferenceSubject::LiveReferenceSubject() = default;

LiveReferenceSubject::LiveReferenceSubject(const std::string& store) : store_path_(store) {
  platform::RealWorld world({.store_path = store});
  for (const StoredJob& stored : ReadJobs(world.store())) foreign_.insert(stored.job.id);
}

LiveReferenceSubject::~LiveReferenceSubject() { EndWorld(); }

void LiveReferenceSubject::EndWorld() {
  if (!live_) return;
  live_->thread.Call([this] { EndCase(); });
  live_.reset();
}

void LiveReferenceSubject::OnManagerThread(const std::function<void()>& fn) {
  live_->thread.Call(fn);
}

std::vector<Reply> LiveReferenceSubject::CallTogether(const std::vector<Request>& requests) {
  const bool is_safe =
      live_ && std::all_of(requests.begin(), requests.end(),
                           [](const Request& request) { return IsBitsMethod(request.method); });
  if (!is_safe) return Subject::CallTogether(requests);
  std::vector<Reply> replies(requests.size());
  std::latch start(static_cast<std::ptrdiff_t>(requests.size()));
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    clients.emplace_back([&, i] {
      start.arrive_and_wait();
      replies[i] = Call(requests[i].method, requests[i].params);
    });
  }
  for (std::thread& client : clients) client.join();
  return replies;
}

std::optional<Json> LiveReferenceSubject::CallWorld(std::string_view method, const Params& params) {
  if (method != "events.wait") return std::nullopt;
  CheckBegun();
  const std::uint64_t after = params.Number("after");
  recorder().WaitFor(after, params.Span("timeout"));
  return Json{{"events", recorder().After(after)}};
}

Json LiveReferenceSubject::HelloOfWorld() const {
  Json capabilities = CommonCapabilities();
  return Json{{"capabilities", std::move(capabilities)}, {"clock", "real"}};
}

Environment LiveReferenceSubject::BuildWorld(std::uint64_t seed, const std::string&) {
  EndWorld();
  live_ = std::make_unique<World>(store_path_, trust());
  platform::RealWorld& real = live_->real;
  const Environment plain = real.environment();
  RemoveMadeJobs();
  return {plain.clock, plain.timers, plain.transport, plain.files, plain.store, plain.network,
          plain.sessions, clients(), plain.programs,
          // Jobs of an earlier run may have been given the GUIDs that the seed would give.
          store_path_.empty() ? Random(seed) : plain.random};
}

// What the cases made leaves the store, with its temporary files.
void LiveReferenceSubject::RemoveMadeJobs() {
  platform::SqliteJobStore& store = live_->real.store();
  foreign_present_ = 0;
  for (const StoredJob& stored : ReadJobs(store)) {
    if (foreign_.contains(stored.job.id)) {
      ++foreign_present_;
      continue;
    }
    for (const FileRecord& file : stored.files) {
      std::error_code ignored;
      if (!file.temporary_name.empty()) std::filesystem::remove(file.temporary_name, ignored);
    }
    store.Erase(stored.job.key());
  }
  if (store.Commit().failed()) throw std::runtime_error(store.last_error());
}

void LiveReferenceSubject::SetConnected(bool connected) { live_->real.network().Set(connected); }

void LiveReferenceSubject::SetCost(std::uint32_t cost) { live_->real.network().SetCost(cost); }

void LiveReferenceSubject::SetLoggedOn(const std::string& sid, bool logged_on) {
  live_->real.sessions().Set(sid, logged_on);
}

void LiveReferenceSubject::SetDiskFree(std::optional<std::uint64_t>) {
  RefuseMember("diskFree", "environment.disk");
}

void LiveReferenceSubject::MoveWallClock(Duration) {
  RefuseMember("wallClock", "environment.clock");
}

void LiveReferenceSubject::SpoilStore() { RefuseMember("store", "environment.store"); }

}  // namespace bitsproof::conformance
