// The check at the start of a live run that the subject and the harness share one world.
#pragma once

#include "conformance/run/handshake.h"
#include "conformance/scenario/path_map.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// Makes the subject fetch from a server of the harness and read a file of it (`subject.probe`).
// Throws HarnessError with one sentence that tells what is out of reach and what helps. A subject
// that does not offer the method is taken at its word.
void ProbeWorld(Subject& subject, const PathMap& paths);

}  // namespace bitsproof::conformance
