// CurlTransport: HTTP and HTTPS on libcurl, performed by the loop's own wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "reference/env/transport.h"
#include "reference/platform/waiter.h"

namespace bitsproof::platform {

// The real Transport. It is the waiter of the RunLoop on which its user lives: transfers move, and
// observers hear of them, only inside Wait. No thread of its own, and no copy of a body: OnData
// sees libcurl's receive buffer, so memory stays flat.
//
//     CurlTransport transport;
//     RunLoop loop(transport);
//
// HTTP/1.1 only. Requests go out as they are: the URL is neither escaped nor normalised (a fragment
// is not sent; user and password in it are not used), and no field is added but Host, Range for
// `range`, Content-Length for `body` and Proxy-Connection for a proxy. Proxy settings of the
// environment are ignored. A connection is kept for reuse for a quarter of a minute at most, which
// is well below the patience of servers; those with security settings or a judge of their own are
// not kept.
//
// When a kept connection turns out to be closed before the first byte of an answer, the request is
// sent again on another one, as RFC 9112 (9.3.1) allows; the observer hears nothing of that.
//
// Failures: E_INVALIDARG for what ParseHttpUrl refuses and for line ends in the request's fields,
// else see curl_errors.cc. Threading: Wake from any thread, all else on the loop's thread.
class CurlTransport final : public Transport, public Waiter {
 public:
  struct Options {
    // To resolve the name and to connect; counted in milliseconds.
    Duration connect_timeout = std::chrono::seconds(30);
    // BG_E_TIMEOUT after this long without a byte from the server, from the start of the exchange
    // on.
    Duration stall_timeout = std::chrono::seconds(30);
    // How much is read from a socket at once: at most 512 KiB.
    std::size_t receive_buffer_bytes = 512 * 1024;
    // The certificates of the authorities that are trusted, in PEM; "": those of the system.
    std::string authorities{};
    // Their lists of revoked certificates, in PEM. No other is fetched: a check of revocation fails
    // where the list of the authority is not here.
    std::string revocations{};
  };

  CurlTransport() : CurlTransport(Options{}) {}
  explicit CurlTransport(const Options& options);
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  // REQUIRES: every exchange is gone.
  ~CurlTransport() override;

  std::unique_ptr<Exchange> Start(const TransportRequest& request,
                                  ExchangeObserver& observer) override;
  void Wait(Duration max) override;
  void Wake() override;

 private:
  class Engine;
  class CurlExchange;

  std::unique_ptr<Engine> engine_;
};

}  // namespace bitsproof::platform
