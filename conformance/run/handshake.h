// The handshake: what a subject says of itself before the first case.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/scenario.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// A fault of the harness, of the adapter or of the machine: never a verdict about the subject.
class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

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
// sentence when the subject does not answer, gives a malformed answer, declares a capability that
// does not exist, or accepts an undeclared method. ProbeCapabilities (capability_probe.h) goes
// further.
SubjectInfo Handshake(Subject& subject);

}  // namespace bitsproof::conformance
