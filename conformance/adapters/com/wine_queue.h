// What is left in the queue of Wine's BITS after a case, and how it goes without a new service.
#pragma once

#include "conformance/adapters/com/agent.h"

namespace com_adapter {

// Ends every job of the service and waits until none is listed. False when only a new service would
// do: a job moves bytes, or the service does not answer as it should.
bool EmptyQueueOfWine(Agent& agent);

}  // namespace com_adapter
