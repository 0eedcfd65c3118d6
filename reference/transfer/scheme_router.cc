#include "reference/transfer/scheme_router.h"

namespace bitsproof {
namespace {

// An exchange that fails at the next turn.
class Refusal final : public Exchange {
 public:
  Refusal(const Clock& clock, Timers& timers, TransportFailure failure, ExchangeObserver& observer)
      : timer_(timers) {
    timer_.Arm(clock.Now(),
               [failure = std::move(failure), &observer] { observer.OnFailure(failure); });
  }

  void Pause() override {}
  void Resume() override {}

 private:
  Timer timer_;
};

}  // namespace

std::unique_ptr<Exchange> SchemeRouter::Start(const TransportRequest& request,
                                              ExchangeObserver& observer) {
  const auto url = Url::Parse(request.url);
  const std::string scheme = url ? url->scheme() : "";
  const auto route = routes_.find(scheme);
  if (route != routes_.end()) return route->second->Start(request, observer);
  const std::string detail = "No transport takes the scheme \"" + scheme + "\"";
  return std::make_unique<Refusal>(*clock_, *timers_,
                                   TransportFailure{hresult::E_INVALIDARG, detail}, observer);
}

}  // namespace bitsproof
