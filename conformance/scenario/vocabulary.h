// The words of the protocol and of the scenarios that a parser can know: methods, capabilities,
// states, result codes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/words.h"

namespace bitsproof::conformance {

// Where a scenario may call a method.
enum class CallableIn {
  kAnywhere,
  kSim,      // the subject's own world: scenarios that run in `sim` only
  kNowhere,  // the runner's business
};

// One method of conformance/protocol.md.
struct MethodInfo {
  std::string_view name;
  std::string_view capability;  // "" when every subject has it
  bool takes_as = false;        // a BITS method: has `as`, answers `hresult`
  CallableIn callable = CallableIn::kAnywhere;
  std::string_view parameters;  // names beside `as`, separated by spaces
  std::string_view results;     // names beside `hresult`
};

std::span<const MethodInfo> Methods();
const MethodInfo* FindMethod(std::string_view name);

std::span<const std::string_view> Capabilities();
std::span<const std::string_view> PrincipalKinds();
std::span<const std::string_view> StateNames();
std::span<const std::string_view> EventKinds();

// The parts of `text` between spaces.
std::vector<std::string_view> Words(std::string_view text);

// See Suggestion: among the names of the result codes.
std::string CodeSuggestion(std::string_view word);

}  // namespace bitsproof::conformance
