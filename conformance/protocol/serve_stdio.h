// ServeStdio: a subject behind a pipe.
#pragma once

#include <string>

#include "conformance/subject.h"

namespace bitsproof::conformance {

// Carries out what the lines of the file descriptor `in` ask for, in their order, and writes each
// answer as a line to `out`, until `in` ends. Lines that came together are answered with few
// writes. Returns "", or one sentence about what ended it early: the input broke off within a line
// or is longer than a message may be, or nobody takes the answers. REQUIRES: SIGPIPE is ignored.
std::string ServeStdio(Subject& subject, int in, int out);

}  // namespace bitsproof::conformance
