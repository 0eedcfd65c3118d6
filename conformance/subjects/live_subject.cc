#include "conformance/subjects/live_subject.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <random>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "reference/platform/curl_transport.h"
#include "reference/platform/fixed_conditions.h"
#include "reference/platform/posix_file_system.h"
#include "reference/platform/run_loop.h"
#include "reference/platform/sqlite_job_store.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::conformance {
namespace {

// Throws std::invalid_argument for a file that is no store.
std::unique_ptr<platform::SqliteJobStore> OpenStore(const std::string& path) {
  auto store = platform::SqliteJobStore::Open(path);
  if (!store) {
    throw std::invalid_argument("The job store " + path +
                                " cannot be opened: " + ToString(store.error()));
  }
  if (!(*store)->last_error().empty()) throw std::invalid_argument((*store)->last_error());
  return *std::move(store);
}

// What is committed. Throws std::invalid_argument when that cannot be read.
std::vector<StoredJob> ReadJobs(platform::SqliteJobStore& store) {
  auto jobs = store.Load();
  if (!jobs) throw std::invalid_argument(store.last_error());
  return *std::move(jobs);
}

// The seed where jobs of an earlier run may be near: theirs gave them the same GUIDs.
std::uint64_t FreshSeed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

// The real world of one case. The thread ends before what it uses.
struct LiveReferenceSubject::World {
  explicit World(const std::string& store_path)
      : store(OpenStore(store_path.empty() ? directory.emplace() / "jobs.sqlite" : store_path)) {}

  std::optional<platform::TemporaryDirectory> directory;  // of a private store
  std::unique_ptr<platform::SqliteJobStore> store;
  platform::PosixFileSystem files;
  platform::FixedNetworkStatus network;
  platform::FixedSessions sessions;
  platform::CurlTransport transport;
  platform::LoopThread thread{transport};
};

LiveReferenceSubject::LiveReferenceSubject() = default;

LiveReferenceSubject::LiveReferenceSubject(const std::string& store) : store_path_(store) {
  for (const StoredJob& stored : ReadJobs(*OpenStore(store))) foreign_.insert(stored.job.id);
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
  if (!store_path_.empty()) RemoveMadeJobs();
  live_ = std::make_unique<World>(store_path_);
  platform::RunLoop& loop = live_->thread.loop();
  return {loop,
          loop,
          live_->transport,
          live_->files,
          *live_->store,
          live_->network,
          live_->sessions,
          recorder(),
          Random(store_path_.empty() ? seed : FreshSeed())};
}

// What the cases made leaves the store, with its temporary files.
void LiveReferenceSubject::RemoveMadeJobs() {
  const auto store = OpenStore(store_path_);
  foreign_present_ = 0;
  for (const StoredJob& stored : ReadJobs(*store)) {
    if (foreign_.contains(stored.job.id)) {
      ++foreign_present_;
      continue;
    }
    for (const FileRecord& file : stored.files) {
      std::error_code ignored;
      if (!file.temporary_name.empty()) std::filesystem::remove(file.temporary_name, ignored);
    }
    store->Erase(stored.job.key());
  }
  if (store->Commit().failed()) throw std::runtime_error(store->last_error());
}

void LiveReferenceSubject::SetConnected(bool connected) { live_->network.Set(connected); }

void LiveReferenceSubject::SetLoggedOn(const std::string& sid, bool logged_on) {
  live_->sessions.Set(sid, logged_on);
}

void LiveReferenceSubject::SetDiskFree(std::optional<std::uint64_t>) {
  throw ParamError(
      "Parameter 'diskFree' needs the capability environment.disk, which this subject does not "
      "have.");
}

}  // namespace bitsproof::conformance
