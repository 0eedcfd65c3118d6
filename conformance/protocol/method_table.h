// The methods and words of the protocol, as scenarios/schema/protocol-1.0.json gives them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/json.h"

namespace bitsproof::conformance {

// Where a scenario may call a method.
enum class CallableIn {
  kAnywhere,
  kSim,      // the subject's own world: scenarios that run in `sim` only
  kNowhere,  // the runner's business
};

// One method.
struct MethodInfo {
  std::string name;
  std::string capability;  // "" when every subject has it
  bool takes_as = false;   // a BITS method: has `as`, answers `hresult`
  CallableIn callable = CallableIn::kAnywhere;
  std::vector<std::string_view> parameters;  // names besides `as`
  std::vector<std::string_view> results;     // names besides `hresult`
  // Valid parameters besides `as`, `job` and `index`, as scenarios write them; nullptr for what is
  // not a BITS method, and for the methods of capabilities that have no samples yet.
  const Json* sample = nullptr;
  // The method of the same object that shows what this one changed; "" when it changes nothing.
  std::string_view reader;
};

// Everything here lives as long as the program, of which the schema is a part; it is read when
// something is first asked for.

// In its order.
std::span<const MethodInfo> Methods();
const MethodInfo* FindMethod(std::string_view name);

std::span<const std::string_view> Capabilities();
std::span<const std::string_view> PrincipalKinds();
std::span<const std::string_view> StateNames();

}  // namespace bitsproof::conformance
