#include "fakes/sim_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reference/model/proxy.h"

namespace bitsproof::fakes {
namespace {

OriginRequest ToOriginRequest(const TransportRequest& request, const Url& url, bool of_proxy) {
  OriginRequest asked{request.method, url.request_target(), {}, {}};
  if (of_proxy) asked.target.insert(0, fmt::format("{}://{}", url.scheme(), url.host_and_port()));
  asked.headers.Add("Host", std::string(url.host_and_port()));
  for (const auto& [name, value] : request.headers.fields()) asked.headers.Add(name, value);
  if (request.range) asked.headers.Add("Range", ToRangeHeader(*request.range));
  if (request.body != nullptr) {
    asked.headers.Add("Content-Length", std::to_string(request.body->size()));
  }
  return asked;
}

Duration TimeFor(std::uint64_t bytes, std::uint64_t bytes_s) {
  return Duration{static_cast<std::int64_t>(bytes * 1'000'000'000u / bytes_s)};
}

}  // namespace

// One exchange. Each method that calls the observer ends with that call, or asks `IsDestroyed`.
class SimTransport::Run final : public Exchange {
 public:
  Run(SimTransport& transport, const TransportRequest& request, ExchangeObserver& observer)
      : transport_(transport),
        request_(request),
        observer_(observer),
        timer_(*transport.timers_),
        number_(transport.next_run_++) {
    transport_.runs_.emplace(number_, this);
    After(Duration{0}, &Run::Begin);
  }

  ~Run() override {
    if (destroyed_ != nullptr) *destroyed_ = true;
    GiveUp();
  }

  void Pause() override { paused_ = true; }
  void Resume() override {
    paused_ = false;
    // A timer that is armed although a step is held back has something worse to tell.
    if (const auto held = std::exchange(held_, nullptr); held != nullptr && !timer_.armed())
      After(Duration{0}, held);
  }

  void LoseNetwork() { After(Duration{0}, &Run::FailDisconnected); }

 private:
  void After(Duration delay, void (Run::*next)()) {
    timer_.Arm(transport_.clock_->Now() + delay, [this, next] { (this->*next)(); });
  }

  // Calls `call` and returns whether this object was destroyed meanwhile.
  template <typename Call>
  bool IsDestroyedBy(Call call) {
    bool destroyed = false;
    destroyed_ = &destroyed;
    call();
    if (!destroyed) destroyed_ = nullptr;
    return destroyed;
  }

  void Begin() {
    if (!transport_.connected_) return FailDisconnected();
    const auto url = ParseHttpUrl(request_.url);
    if (!url) return Fail(hresult::E_INVALIDARG, "not an http URL: " + request_.url, false);
    const auto proxy = ProxyFor(request_.proxy, *url, request_.proxy_turn);
    if (!proxy) return Fail(proxy.error(), "malformed proxy settings", false);
    const Url& peer = *proxy ? **proxy : *url;
    const auto host = transport_.hosts_.find(peer.host());
    if (host == transport_.hosts_.end()) {
      return Fail(hresult::WININET_E_NAME_NOT_RESOLVED, "unknown host: " + peer.host(), false);
    }
    host_ = &host->second;
    origin_ = host_->origin;
    const auto& certificate = origin_->script().tls;
    const bool is_open =
        peer.port() == (certificate ? 443 : 80) && url->is_https() == certificate.has_value();
    if (!is_open) {
      return Fail(hresult::BG_E_CONNECT_FAILURE,
                  fmt::format("closed port: {}", peer.host_and_port()), false);
    }
    asked_ = ToOriginRequest(request_, *url, proxy->has_value());
    place_ = fmt::format("{}:{}", url->host(), url->port());
    if (!SharesConnections()) return After(transport_.link_.latency, &Run::Connect);
    if (const auto idle = std::exchange(host_->idle_connection, std::nullopt)) {
      connection_ = *idle;
      is_reused_ = true;
      return After(transport_.link_.latency, &Run::Send);
    }
    After(transport_.link_.latency, &Run::Connect);
  }

  void Connect() {
    connection_ = origin_->Connect();
    is_reused_ = false;
    After(transport_.link_.latency, origin_->script().tls ? &Run::Greet : &Run::Send);
  }

  // What one exchange overlooks in a certificate must not let another pass.
  bool SharesConnections() const {
    return !origin_->script().tls ||
           (request_.security == SecuritySettings{} && request_.judge == nullptr);
  }

  // The TLS handshake.
  void Greet() {
    const CertificateKind kind = *origin_->script().tls;
    if (const auto fault = FaultOf(kind, request_.security))
      return Fail(*fault, "the certificate is refused", true);
    if (request_.judge != nullptr) {
      const HResult judgement =
          request_.judge->Judge({place_,
                                 SimulatedCertificate(kind, ParseHttpUrl(request_.url)->host()),
                                 {"its authority"}});
      if (judgement.failed()) return Fail(judgement, "the client refuses the certificate", false);
    }
    After(transport_.link_.latency, &Run::Send);
  }

  // The origin takes the request when it has the whole body.
  void Send() {
    BodySource* const body = request_.body;
    const std::uint64_t left = body == nullptr ? 0 : body->size() - asked_.body.size();
    if (left == 0) return Ask();
    if (paused_) {
      held_ = &Run::Send;
      return;
    }
    const auto room = std::span(transport_.chunk_).first(std::min(left, transport_.chunk_.size()));
    const auto read = body->Read(asked_.body.size(), room);
    if (!read || *read == 0) {
      return Fail(read ? hresult::BG_E_LOCAL_FILE_CHANGED : read.error(), "unreadable body", false);
    }
    asked_.body.append(reinterpret_cast<const char*>(room.data()), *read);
    After(TimeFor(*read, transport_.link_.bandwidth_bytes_s), &Run::Send);
  }

  void Ask() {
    plan_ = origin_->Answer(connection_, asked_);
    is_asked_ = true;
    Say(fmt::format("-> {}{}", plan_.status, plan_.fault.empty() ? "" : " fault " + plan_.fault));
    if (plan_.delay > transport_.link_.stall_timeout) {
      return Stall();
    }
    if (plan_.delay > Duration{0}) return After(plan_.delay, &Run::ReceiveHead);
    ReceiveHead();
  }

  void ReceiveHead() {
    if (!plan_.garbage.empty()) {
      return Fail(hresult::WININET_E_INVALID_SERVER_RESPONSE, "the answer is not HTTP", true);
    }
    if (plan_.status == 0) return Unanswered();
    origin_->HeadSent(plan_);
    const ResponseHead head{plan_.status, plan_.http_version, plan_.headers};
    if (IsDestroyedBy([&] { observer_.OnHead(head); })) return;
    Continue();
  }

  void Unanswered() {
    if (plan_.ending == ResponsePlan::Ending::kStall || !is_reused_) return Finish();
    EndAnswer();
    asked_.body.clear();
    After(transport_.link_.latency, &Run::Connect);
  }

  void Continue() {
    const std::uint64_t left = plan_.has_body ? plan_.send.length - received_ : 0;
    if (left == 0) return Finish();
    const LinkModel& link = transport_.link_;
    std::uint64_t rate = link.bandwidth_bytes_s;
    std::uint64_t chunk = plan_.body.is_zeros() ? Zeros().size() : link.chunk_bytes;
    if (plan_.rate_bytes_s != 0 && plan_.rate_bytes_s < rate) {
      rate = plan_.rate_bytes_s;
      chunk = std::clamp<std::uint64_t>(rate / 10, 1, chunk);  // a slow server trickles
    }
    next_chunk_ = static_cast<std::size_t>(std::min(left, chunk));
    After(TimeFor(next_chunk_, rate), &Run::ReceiveChunk);
  }

  void ReceiveChunk() {
    if (paused_) {
      held_ = &Run::ReceiveChunk;
      return;
    }
    const std::span<const std::byte> bytes = NextBytes();
    received_ += bytes.size();
    origin_->BodySent(plan_, static_cast<std::int64_t>(bytes.size()));
    if (IsDestroyedBy([&] { observer_.OnData(bytes); })) return;
    Continue();
  }

  std::span<const std::byte> NextBytes() const {
    if (plan_.body.is_zeros()) return Zeros().first(next_chunk_);
    const std::span<std::byte> bytes = std::span(transport_.chunk_).first(next_chunk_);
    plan_.body.Read(plan_.send.offset + received_, bytes);
    return bytes;
  }

  bool KeepsConnection() const {
    return plan_.ending == ResponsePlan::Ending::kKeep && plan_.http_version == 11;
  }

  void Finish() {
    if (plan_.IsWhole()) {
      if (KeepsConnection() && SharesConnections() && host_->origin == origin_) {
        host_->idle_connection = connection_;
      }
      GiveUp();
      return observer_.OnEnd();
    }
    if (plan_.ending == ResponsePlan::Ending::kStall) {
      return Stall();
    }
    Fail(hresult::BG_E_CONNECTION_CLOSED, "the connection was closed early", true);
  }

  void Stall() { After(transport_.link_.stall_timeout, &Run::FailStalled); }

  void FailStalled() {
    if (paused_) {
      held_ = &Run::Stall;
      return;
    }
    Fail(hresult::BG_E_TIMEOUT, "no byte for too long", !plan_.fault.empty());
  }

  void FailDisconnected() {
    Fail(hresult::BG_E_NETWORK_DISCONNECTED, "the network is disconnected", true);
  }

  void Fail(HResult code, const std::string& detail, bool injected) {
    Say(fmt::format("failed: {}", ToString(code)));
    GiveUp();
    observer_.OnFailure(TransportFailure{code, detail, injected});
  }

  void EndAnswer() {
    if (std::exchange(is_asked_, false)) origin_->Ended(plan_);
  }

  void GiveUp() {
    timer_.Disarm();
    EndAnswer();
    transport_.runs_.erase(number_);
  }

  void Say(const std::string& text) const {
    if (!transport_.log_) return;
    transport_.log_(fmt::format("{} {}{}{} {}", request_.method, request_.url,
                                request_.range ? " " : "",
                                request_.range ? ToRangeHeader(*request_.range) : "", text));
  }

  SimTransport& transport_;
  const TransportRequest request_;
  ExchangeObserver& observer_;
  Timer timer_;
  const std::uint64_t number_;
  bool paused_ = false;
  void (Run::*held_)() = nullptr;  // what comes next, once resumed
  bool* destroyed_ = nullptr;      // set by the destructor while an observer is being called

  Host* host_ = nullptr;
  OriginModel* origin_ = nullptr;
  OriginRequest asked_;
  std::string place_;  // "host:port" of the URL
  std::uint64_t connection_ = 0;
  bool is_reused_ = false;
  bool is_asked_ = false;  // the origin regards the answer as under way
  ResponsePlan plan_;
  std::uint64_t received_ = 0;
  std::size_t next_chunk_ = 0;
};

SimTransport::SimTransport(const Clock& clock, Timers& timers, LinkModel link, Log log)
    : clock_(&clock),
      timers_(&timers),
      link_(link),
      log_(std::move(log)),
      chunk_(link.chunk_bytes) {}

SimTransport::~SimTransport() = default;

std::unique_ptr<Exchange> SimTransport::Start(const TransportRequest& request,
                                              ExchangeObserver& observer) {
  return std::make_unique<Run>(*this, request, observer);
}

void SimTransport::AddOrigin(const std::string& host, OriginModel& origin) {
  hosts_[host] = Host{&origin, std::nullopt};
}

void SimTransport::SetConnected(bool connected) {
  connected_ = connected;
  if (connected) return;
  for (auto& [name, host] : hosts_) host.idle_connection.reset();
  for (const auto& [number, run] : runs_) run->LoseNetwork();
}

}  // namespace bitsproof::fakes
