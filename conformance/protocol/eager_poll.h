// EagerPoll: poll for answers that come within microseconds.
#pragma once

#include <poll.h>

namespace bitsproof::conformance {

// Like ::poll, but looks for a moment before it sleeps: to wake a processor that went idle takes
// longer than most answers do. Others that want the processor get it meanwhile.
int EagerPoll(pollfd* polls, nfds_t count, int timeout_ms);

}  // namespace bitsproof::conformance
