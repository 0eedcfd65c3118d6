// The forms of the protocol's messages, as scenarios/schema/protocol-1.0.json gives them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conformance/json/json.h"
#include "conformance/json/schema.h"

namespace bitsproof::conformance {

// That schema file, which is part of the program.
const Schema& ProtocolSchema();

// What is wrong with the parameters or the result of `method`, see WrongForm; nullopt when they
// have the form of the schema. A method that the schema does not know has no form and is never
// wrong.
std::optional<std::string> WrongParams(std::string_view method, const Json& params);
std::optional<std::string> WrongResult(std::string_view method, const Json& result);

}  // namespace bitsproof::conformance
