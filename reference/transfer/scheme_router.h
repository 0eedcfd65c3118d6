// SchemeRouter: one transport out of several, by the scheme of the URL.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "reference/env/clock.h"
#include "reference/env/transport.h"

namespace bitsproof {

// Hands each request to the transport that speaks the scheme of its URL; to a scheme without one it
// answers E_INVALIDARG.
class SchemeRouter final : public Transport {
 public:
  // By scheme in lower case; "" is for names that are not URLs, such as UNC paths.
  using Routes = std::map<std::string, Transport*>;

  // All must outlive this object, and this object its exchanges.
  SchemeRouter(const Clock& clock, Timers& timers, Routes routes)
      : clock_(&clock), timers_(&timers), routes_(std::move(routes)) {}

  std::unique_ptr<Exchange> Start(const TransportRequest& request,
                                  ExchangeObserver& observer) override;

 private:
  const Clock* clock_;
  Timers* timers_;
  const Routes routes_;
};

}  // namespace bitsproof
