// Messages as EncodeRequest and EncodeResponse spell them, which is how nearly all of them come:
// only what is inside has to be parsed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "conformance/subject.h"

namespace bitsproof::conformance {

// A request of the usual spelling.
struct UsualRequest {
  std::uint64_t id = 0;
  Request request;
};

// nullopt for everything else: another spelling, another kind of message, none at all.
std::optional<UsualRequest> ReadUsualRequest(std::string_view line);

// The result in an answer of the usual spelling to request `id`; nullopt for everything else.
std::optional<Json> ReadUsualResult(std::string_view line, std::uint64_t id);

}  // namespace bitsproof::conformance
