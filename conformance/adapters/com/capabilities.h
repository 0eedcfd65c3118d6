// What the subject can do, as it says itself.
#pragma once

#include <set>
#include <string>

#include "conformance/adapters/com/agent.h"

namespace com_adapter {

struct Offer {
  bool files_backwards = false;  // files are listed from the last added to the first

  std::string profile;  // "10.3": the newest version of which it has an interface
  std::set<std::string, std::less<>> interfaces;  // the capability words of the later interfaces
};

// Asks the manager, a job and a file for every interface, and looks how files are listed; the job
// is cancelled again. Throws std::runtime_error when there is no manager or no job can be made.
Offer ProbeInterfaces(Agent& agent);

}  // namespace com_adapter
