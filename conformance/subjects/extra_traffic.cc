#include "conformance/subjects/extra_traffic.h"

namespace bitsproof::conformance {

void ExtraTraffic::Send(const TransportRequest& request) {
  exchanges_.remove_if([](const Unheard& unheard) { return unheard.over; });
  Unheard& unheard = exchanges_.emplace_back();
  unheard.exchange = transport_.Start(request, unheard);
}

}  // namespace bitsproof::conformance
