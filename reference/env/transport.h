// The seam through which the core moves bytes over a network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/base/byte_range.h"
#include "reference/base/hresult.h"
#include "reference/base/result.h"
#include "reference/base/url.h"
#include "reference/model/proxy.h"

namespace bitsproof {

// Header fields in order of arrival; names compare without regard to case.
class HeaderFields {
 public:
  void Add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }

  // The value of the first field called `name`, or nullopt.
  std::optional<std::string_view> Get(std::string_view name) const;

  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// The http or https URL of a request; nullopt, to which transports answer E_INVALIDARG, for
// everything else and for a URL with a space, which would end the target in the request line.
std::optional<Url> ParseHttpUrl(std::string_view text);

// The bytes of a request's body. A transport that has to send a request once more reads them again.
class BodySource {
 public:
  virtual ~BodySource() = default;

  // The same throughout an exchange.
  virtual std::uint64_t size() const = 0;

  // Fills the beginning of `buffer` with the bytes from `offset` on and returns how many they are.
  // A failure ends the exchange with its code; so does nothing at all, with
  // BG_E_LOCAL_FILE_CHANGED. REQUIRES: offset < size(), room for one byte.
  virtual Result<std::size_t> Read(std::uint64_t offset, std::span<std::byte> buffer) = 0;
};

// What BITS lets a job overlook in a server's certificate, and what it lets it ask for (the
// BG_SSL_* flags).
struct SecuritySettings {
  bool ignores_unknown_authority = false;
  bool ignores_wrong_name = false;
  bool ignores_date = false;
  bool ignores_wrong_usage = false;
  // The list of its authority must be at hand and must not revoke it.
  bool checks_revocation = false;

  friend bool operator==(const SecuritySettings&, const SecuritySettings&) = default;
};

// A certificate as a server shows it. In a simulation a text takes the place of X.509 in DER.
struct ServerCertificate {
  std::string place;  // "host:port" of the server
  std::string encoded;
  std::vector<std::string> issuers;  // one above the other
};

// Says what the client thinks of a server, before any byte of a request goes there.
class CertificateJudge {
 public:
  virtual ~CertificateJudge() = default;

  // Asked on each new connection, once the certificate passed the checks of the transport. A code
  // that failed ends the exchange with that code. REQUIRES: destroys no exchange.
  virtual HResult Judge(const ServerCertificate& certificate) = 0;
};

// What to ask a server for.
struct TransportRequest {
  std::string method;                // "HEAD", "GET", later "BITS_POST"
  std::string url;                   // see ParseHttpUrl; sent as it is: nothing is escaped
  HeaderFields headers{};            // beside Host and what the transport itself must send
  std::optional<ByteRange> range{};  // sent as "Range: bytes=a-b"
  BodySource* body = nullptr;        // sent with its length; outlives the exchange; none with HEAD
  ProxySettings proxy{};             // BG_E_INVALID_PROXY_INFO when malformed
  std::size_t proxy_turn = 0;        // which of the proxies is asked, see ProxyFor
  SecuritySettings security{};
  CertificateJudge* judge = nullptr;  // outlives the exchange; heard for https alone
};

// Status line and header fields of a response.
struct ResponseHead {
  int status = 0;
  int http_version = 11;  // 10 or 11
  HeaderFields headers;
};

// The status line and the header fields, each ended by CR LF.
std::string ToText(const ResponseHead& head);

// An exchange that ended without a complete response.
struct TransportFailure {
  HResult code;           // for example BG_E_CONNECT_FAILURE, BG_E_CONNECTION_CLOSED, BG_E_TIMEOUT
  std::string detail;     // for people; never parsed
  bool injected = false;  // true when a fake did this on purpose
};

// Hears what becomes of one exchange. Calls arrive on the manager's thread, never from inside a
// method of Transport or Exchange, in the order OnHead, OnData*, then exactly one of OnEnd and
// OnFailure. An observer may destroy its exchange during any call and hears nothing afterwards.
class ExchangeObserver {
 public:
  virtual ~ExchangeObserver() = default;
  virtual void OnHead(const ResponseHead& head) = 0;
  // `bytes` is valid during the call only.
  virtual void OnData(std::span<const std::byte> bytes) = 0;
  // The whole body announced by the server has been delivered.
  virtual void OnEnd() = 0;
  // Reported also when the body ends short of what Content-Length announced
  // (BG_E_CONNECTION_CLOSED).
  virtual void OnFailure(const TransportFailure& failure) = 0;
};

// A request under way. Destroying it cancels: the observer hears nothing more, the connection is
// given up unless the response had ended.
class Exchange {
 public:
  virtual ~Exchange() = default;

  // Until Resume no byte of either body moves: neither OnData nor BodySource::Read is called, while
  // what is on its way waits in buffers of bounded size and then at the peer. A silence that lasts
  // as long is not the peer's fault. OnHead and OnFailure still come; OnEnd only after the last
  // OnData.
  virtual void Pause() = 0;
  virtual void Resume() = 0;
};

// Starts exchanges. Follows no redirects, decodes no content, and keeps connections open for reuse.
class Transport {
 public:
  virtual ~Transport() = default;

  // Begins `request`. `observer` must outlive the exchange. Never fails at once: every failure goes
  // to the observer.
  virtual std::unique_ptr<Exchange> Start(const TransportRequest& request,
                                          ExchangeObserver& observer) = 0;
};

}  // namespace bitsproof
