// ExtraTraffic: requests whose answers are ignored.
#pragma once

#include <list>
#include <memory>

#include "reference/env/transport.h"

namespace bitsproof::conformance {

// Sends requests beside those of the job manager. Threading: the manager's thread.
class ExtraTraffic {
 public:
  // `transport` must outlive this object, whose destruction gives up what is under way.
  explicit ExtraTraffic(Transport& transport) : transport_(transport) {}

  void Send(const TransportRequest& request);

 private:
  // An observer that only remembers that its exchange is over.
  struct Unheard final : ExchangeObserver {
    void OnHead(const ResponseHead&) override {}
    void OnData(std::span<const std::byte>) override {}
    void OnEnd() override { over = true; }
    void OnFailure(const TransportFailure&) override { over = true; }

    std::unique_ptr<Exchange> exchange;
    bool over = false;
  };

  Transport& transport_;
  std::list<Unheard> exchanges_;  // those that are over go at the next Send
};

}  // namespace bitsproof::conformance
