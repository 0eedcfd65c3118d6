#include "conformance/world.h"

namespace bitsproof::conformance {

std::unique_ptr<World> MakeLiveWorld(const std::string&) {
  throw HarnessError("live mode needs the test server, which is not built in");
}

}  // namespace bitsproof::conformance
