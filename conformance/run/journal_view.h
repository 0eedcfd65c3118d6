// Journal views: what an `assert` or `await` on an origin's journal sees.
#pragma once

#include <cstddef>

#include "conformance/json/json.h"

namespace bitsproof::conformance {

// The part of `journal` (fakes/origin_script.md) that `filter` picks: an object of matchers by
// member of a request, all of which must hold. Has the members
// connections, requests, faultsFired, bytesSent, rangesCoverExactly and afterFault of
// scenarios/README.md. REQUIRES: the value forms of `filter` are bound.
Json JournalView(const Json& journal, const Json& filter);

// The number of requests in it that `filter` picks.
std::size_t CountRequests(const Json& journal, const Json& filter);

// Whether a response of `journal` is under way.
bool HasOpenRequests(const Json& journal);

}  // namespace bitsproof::conformance
