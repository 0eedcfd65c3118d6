// The second part of the handshake: a subject is held to what it declared.
#pragma once

#include <string>

#include "conformance/run/handshake.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// Begins a case called "handshake" and calls one harmless method for each capability. One that is
// declared must be known, answer in form, and find no job where there is none; one that is not
// declared must be refused. Capabilities that promise a behaviour and not a method (`limits`,
// `job.transfer.http`, ...) are left to the scenarios. `work_directory` is empty and in the
// subject's spelling. Throws HarnessError with one sentence that names the lie. Costs some 40
// calls: once for a run, not for each worker.
void ProbeCapabilities(Subject& subject, const SubjectInfo& info,
                       const std::string& work_directory);

}  // namespace bitsproof::conformance
