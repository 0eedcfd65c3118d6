// Dispatch: the BITS methods of the protocol (conformance/protocol.md) on the reference job
// manager.
#pragma once

#include <span>
#include <string_view>

#include "conformance/subject.h"
#include "conformance/subjects/session.h"
#include "conformance/subjects/translation.h"

namespace bitsproof::conformance {

// A method of the protocol. `handler` returns the result object and throws ParamError for
// malformed parameters.
struct Method {
  std::string_view name;
  Json (*handler)(const MethodCall& call);
};

// Every `manager.*`, `job.*`, `file.*`, `error.*` and `enumerator.*` method.
std::span<const Method> BitsMethods();

// Whether `method` is one of these.
bool IsBitsMethod(std::string_view method);

// Carries out one of these methods. An unknown method answers -32601, malformed parameters -32602.
// A job id that the case has never met answers BG_E_NOT_FOUND. Never throws for what a caller can
// do wrong.
Reply Dispatch(Session& session, std::string_view method, const Json& params);

}  // namespace bitsproof::conformance
