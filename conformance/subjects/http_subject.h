// HttpSubject: an implementation behind an HTTP service that speaks the protocol.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/protocol/json_rpc.h"
#include "conformance/subject.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// Where a service is.
struct HttpAddress {
  std::string host;  // a name or an address, "[...]" taken off
  int port = 0;
};

// The address that "http://HOST:PORT" names, with or without a slash at the end. Throws
// std::invalid_argument with a sentence that shows the form for anything else.
HttpAddress ParseHttpAddress(const std::string& url);

// Each message is one POST to "/" over a connection that is kept. The first call of the object
// tries for up to 5 s (or the time of one answer, if that is less) to connect; after that a refused
// connection is a fault like an answer that does not come in time, has another status than 200 or
// another content than one message. A fault breaks the subject: that call and all later ones answer
// it.
class HttpSubject final : public Subject {
 public:
  // `message_timeout`: for each answer. Does not connect yet.
  HttpSubject(const HttpAddress& address, Duration message_timeout);
  ~HttpSubject() override;

  Reply Call(std::string_view method, const Json& params) override;

  // One batch; one after another when the service refuses batches.
  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override;

  bool broken() const override { return !broken_.empty(); }

 private:
  class Connection;

  Reply Break(Wrong wrong);
  Reply Broken() const;

  std::unique_ptr<Connection> connection_;
  const Duration message_timeout_;
  std::uint64_t last_id_ = 0;
  bool takes_batches_ = true;
  Wrong broken_;  // what broke it, empty while it is in use
};

}  // namespace bitsproof::conformance
