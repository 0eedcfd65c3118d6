#include "reference/platform/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "reference/platform/curl_transfer.h"

namespace bitsproof::platform {
namespace {

constexpr std::size_t kReceiveBufferMax = 512 * 1024;
constexpr std::size_t kSpareHandlesMax = 4;

struct CurlMultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

CURLM* NewMulti() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)initialised;
  return curl_multi_init();
}

CurlTransport::Options Bounded(CurlTransport::Options options) {
  options.receive_buffer_bytes = std::min(options.receive_buffer_bytes, kReceiveBufferMax);
  return options;
}

}  // namespace

// The transfers under way. Observers call back into it at any time, so every loop here works on a
// copy of what it walks over and looks each transfer up again.
class CurlTransport::Engine {
 public:
  explicit Engine(const Options& options) : multi_(NewMulti()), options_(Bounded(options)) {
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  }
  ~Engine() {
    for (const auto& [id, transfer] : transfers_) {
      curl_multi_remove_handle(multi_.get(), transfer->easy());
    }
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  std::uint64_t Start(const TransportRequest& request, ExchangeObserver& observer);
  void Cancel(std::uint64_t id);
  void Pause(std::uint64_t id);
  void Resume(std::uint64_t id);
  void Wait(Duration max);
  void Wake() { curl_multi_wakeup(multi_.get()); }

 private:
  using SteadyTime = CurlTransfer::SteadyTime;
  using Transfer = std::unique_ptr<CurlTransfer>;

  bool Admit();
  void Poll(Duration max);
  void Perform();
  void DeliverEnds();
  void ExpireStalled();
  Duration TimeToStall() const;
  CurlEasy TakeEasy();
  Transfer Remove(std::uint64_t id);
  void Recycle(Transfer transfer);

  const std::unique_ptr<CURLM, CurlMultiDeleter> multi_;
  const Options options_;
  std::vector<CurlEasy> spare_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Transfer> transfers_;  // by id: in order of Start
  std::vector<std::uint64_t> fresh_;             // started, not yet given to multi_
  std::vector<std::uint64_t> resumed_;           // and not yet told to multi_
  std::vector<std::uint64_t> cancelled_;         // while multi_ was performing
  bool performing_ = false;
};

// libcurl cannot take a handle while it performs, so handles are always given to it at the next
// Wait.
std::uint64_t CurlTransport::Engine::Start(const TransportRequest& request,
                                           ExchangeObserver& observer) {
  const std::uint64_t id = next_id_++;
  transfers_[id] = std::make_unique<CurlTransfer>(id, TakeEasy(), request, observer, options_);
  fresh_.push_back(id);
  return id;
}

// Nor can it lose one while it performs: the callbacks then say "abort", and the handle goes
// afterwards.
void CurlTransport::Engine::Cancel(std::uint64_t id) {
  const auto it = transfers_.find(id);
  if (it == transfers_.end()) return;
  it->second->Cancel();
  if (performing_) {
    cancelled_.push_back(id);
  } else {
    Recycle(Remove(id));
  }
}

void CurlTransport::Engine::Pause(std::uint64_t id) {
  const auto it = transfers_.find(id);
  if (it != transfers_.end()) it->second->Pause();
}

// libcurl delivers at once what it held back, so it is told at the next Wait.
void CurlTransport::Engine::Resume(std::uint64_t id) {
  const auto it = transfers_.find(id);
  if (it != transfers_.end() && it->second->Resume()) resumed_.push_back(id);
}

void CurlTransport::Engine::Wait(Duration max) {
  if (Admit()) return;
  Poll(fresh_.empty() && resumed_.empty() ? std::min(max, TimeToStall()) : Duration(0));
  Perform();
  DeliverEnds();
  ExpireStalled();
}

// Gives new transfers to libcurl. True when one was refused and its observer heard so.
bool CurlTransport::Engine::Admit() {
  bool reported = false;
  for (const std::uint64_t id : std::exchange(fresh_, {})) {
    const auto it = transfers_.find(id);
    if (it == transfers_.end()) continue;
    if (!it->second->is_refused()) {
      curl_multi_add_handle(multi_.get(), it->second->easy());
      continue;
    }
    Transfer refused = Remove(id);
    refused->ReportEnd(CURLE_URL_MALFORMAT);
    Recycle(std::move(refused));
    reported = true;
  }
  return reported;
}

void CurlTransport::Engine::Poll(Duration max) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(max).count();
  curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(milliseconds), nullptr);
}

void CurlTransport::Engine::Perform() {
  int running = 0;
  performing_ = true;
  for (const std::uint64_t id : std::exchange(resumed_, {})) {
    const auto it = transfers_.find(id);
    if (it != transfers_.end()) it->second->Continue();
  }
  curl_multi_perform(multi_.get(), &running);
  performing_ = false;
  for (const std::uint64_t id : std::exchange(cancelled_, {})) Recycle(Remove(id));
}

void CurlTransport::Engine::DeliverEnds() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    CurlTransfer* found = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &found);
    Transfer done =
        Remove(found->id());  // the observer may use the connection for its next request
    done->ReportEnd(code);
    Recycle(std::move(done));
  }
}

void CurlTransport::Engine::ExpireStalled() {
  const SteadyTime limit = std::chrono::steady_clock::now() - options_.stall_timeout;
  std::vector<std::uint64_t> stalled;
  for (const auto& [id, transfer] : transfers_) {
    if (transfer->last_activity() <= limit) stalled.push_back(id);
  }
  for (const std::uint64_t id : stalled) {
    if (!transfers_.contains(id)) continue;
    Transfer transfer = Remove(id);
    transfer->ReportStall();
    Recycle(std::move(transfer));
  }
}

Duration CurlTransport::Engine::TimeToStall() const {
  Duration least = Duration::max();
  const SteadyTime now = std::chrono::steady_clock::now();
  for (const auto& [id, transfer] : transfers_) {
    least = std::min<Duration>(least, transfer->last_activity() + options_.stall_timeout - now);
  }
  return std::max(least, Duration(0));
}

CurlEasy CurlTransport::Engine::TakeEasy() {
  if (spare_.empty()) return CurlEasy(curl_easy_init());
  CurlEasy easy = std::move(spare_.back());
  spare_.pop_back();
  return easy;
}

// Harmless for a handle that libcurl was not given yet.
CurlTransport::Engine::Transfer CurlTransport::Engine::Remove(std::uint64_t id) {
  auto node = transfers_.extract(id);
  curl_multi_remove_handle(multi_.get(), node.mapped()->easy());
  return std::move(node.mapped());
}

void CurlTransport::Engine::Recycle(Transfer transfer) {
  if (spare_.size() < kSpareHandlesMax) spare_.push_back(transfer->ReleaseEasy());
}

class CurlTransport::CurlExchange final : public Exchange {
 public:
  CurlExchange(Engine& engine, std::uint64_t id) : engine_(engine), id_(id) {}
  ~CurlExchange() override { engine_.Cancel(id_); }
  void Pause() override { engine_.Pause(id_); }
  void Resume() override { engine_.Resume(id_); }

 private:
  Engine& engine_;
  const std::uint64_t id_;
};

CurlTransport::CurlTransport(const Options& options) : engine_(std::make_unique<Engine>(options)) {}

CurlTransport::~CurlTransport() = default;

std::unique_ptr<Exchange> CurlTransport::Start(const TransportRequest& request,
                                               ExchangeObserver& observer) {
  return std::make_unique<CurlExchange>(*engine_, engine_->Start(request, observer));
}

void CurlTransport::Wait(Duration max) { engine_->Wait(max); }

void CurlTransport::Wake() { engine_->Wake(); }

}  // namespace bitsproof::platform
