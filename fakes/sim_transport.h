// SimTransport: HTTP in virtual time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/origin_model.h"
#include "reference/env/clock.h"
#include "reference/env/transport.h"

namespace bitsproof::fakes {

// The network between the client and every origin.
struct LinkModel {
  Duration latency = std::chrono::milliseconds(1);  // to connect, and again to the head
  std::uint64_t bandwidth_bytes_s = 100'000'000;
  std::size_t chunk_bytes = 64 * 1024;                // the most that one OnData delivers
  Duration stall_timeout = std::chrono::seconds(30);  // without a byte: BG_E_TIMEOUT
};

// A transport whose network and servers are models: exchanges take virtual time, fail as the
// origin's script says, and run the same way every time. Like a client of HTTP/1.1 it keeps one
// idle connection to each origin, and asks once more on a new connection when a reused one is
// closed before any answer (RFC 9112, 9.3.1). Failures that a script asked for are marked as
// injected.
class SimTransport final : public Transport {
 public:
  // Hears one line for each request and for each failure.
  using Log = std::function<void(std::string_view line)>;

  // `clock` and `timers` must outlive this object, and this object its exchanges.
  SimTransport(const Clock& clock, Timers& timers, LinkModel link = {}, Log log = nullptr);
  ~SimTransport() override;

  std::unique_ptr<Exchange> Start(const TransportRequest& request,
                                  ExchangeObserver& observer) override;

  // Makes `origin` answer for `host`, in place of any origin before: at port 443 when it has a
  // certificate, else at 80. Other ports refuse connections (BG_E_CONNECT_FAILURE), and no origin
  // is a proxy for https; hosts without an origin have no address (WININET_E_NAME_NOT_RESOLVED).
  // `origin` must outlive this object.
  void AddOrigin(const std::string& host, OriginModel& origin);

  // While false, exchanges fail with BG_E_NETWORK_DISCONNECTED: those under way at the next turn.
  void SetConnected(bool connected);

 private:
  class Run;
  struct Host {
    OriginModel* origin = nullptr;
    std::optional<std::uint64_t> idle_connection;
  };

  const Clock* clock_;
  Timers* timers_;
  const LinkModel link_;
  const Log log_;
  bool connected_ = true;
  std::map<std::string, Host> hosts_;
  std::uint64_t next_run_ = 1;
  std::map<std::uint64_t, Run*> runs_;  // exchanges under way, in order of Start
  std::vector<std::byte> chunk_;        // room for the bytes of one OnData
};

}  // namespace bitsproof::fakes
