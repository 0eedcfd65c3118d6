// How long an answer may take beyond the time of any message.
#pragma once

#include <string_view>

#include "conformance/json/json.h"
#include "reference/base/duration.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// The time that a request asks the subject to wait: `timeout` of events.wait.
inline Duration WaitAskedFor(std::string_view method, const Json& params) {
  if (method != "events.wait") return Duration::zero();
  const auto timeout = params.find("timeout");
  if (timeout == params.end() || !timeout->is_string()) return Duration::zero();
  return ParseDuration(timeout->get_ref<const std::string&>()).value_or(Duration::zero());
}

}  // namespace bitsproof::conformance
