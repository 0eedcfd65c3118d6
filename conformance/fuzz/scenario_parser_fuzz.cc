// Whatever text a scenario file holds, the parser answers with problems and never dies.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "conformance/scenario/scenario_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bitsproof::conformance::Scenario scenario;
  bitsproof::conformance::ParseScenario("limits/fuzz.json", text, &scenario);
  return 0;
}
