// The runner: puts a subject through cases.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/run/case_result.h"
#include "conformance/scenario/path_map.h"
#include "conformance/scenario/scenario.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// What the subject said of itself at the handshake.
struct SubjectInfo {
  std::string name;
  std::string version;
  std::string profile;
  std::vector<std::string> profiles;
  std::vector<std::string> capabilities;
  std::vector<std::string> principals;
  Mode mode = Mode::kSim;

  bool Has(std::string_view capability) const;
};

// Greets the subject and makes it prove that it can refuse. Throws HarnessError with one clear
// sentence when the subject does not answer, answers out of form, declares a capability that does
// not exist, or accepts an undeclared method. ProbeCapabilities (capability_probe.h) goes further.
SubjectInfo Handshake(Subject& subject);

// A fault of the harness, of the adapter or of the machine: never a verdict about the subject.
class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct RunOptions {
  std::uint64_t seed = 1;
  bool keep_events = false;  // fill CaseResult::events
  std::string work_root;     // live mode: an existing directory for the cases' work directories
  PathMap path_map;          // live mode: how the subject spells the paths of the harness
  // Requirements whose status is `disputed`: their checks are observations.
  std::function<bool(const std::string& requirement)> is_disputed = [](const std::string&) {
    return false;
  };
};

// Runs one case on a subject that has greeted. Never throws: a HarnessError becomes the verdict.
CaseResult RunCase(Subject& subject, const SubjectInfo& info, const Case& test_case,
                   const RunOptions& options);

}  // namespace bitsproof::conformance
