// The options that say what is put through the suite and how it is reached: of `run` and `replay`.
#pragma once

#include <string>

#include "conformance/command/subject_factory.h"

namespace CLI {
class App;
}

namespace bitsproof::conformance {

// Adds --subject, --message-timeout and --path-map. They write into `options`, which outlives
// `command`; what stands there before is the default.
void AddSubjectOptions(CLI::App& command, SubjectOptions& options, const std::string& group);

// Adds --case-limit, which writes into `limit` in the same way.
void AddCaseLimitOption(CLI::App& command, Duration& limit, const std::string& group);

}  // namespace bitsproof::conformance
