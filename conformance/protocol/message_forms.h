// The forms of the protocol's messages, as scenarios/schema/protocol-1.0.json gives them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conformance/json/form.h"
#include "conformance/json/json.h"

namespace bitsproof::conformance {

// The forms of a method's two sides; nullptr for a method that the schema does not know.
struct MethodForms {
  const Form* params = nullptr;
  const Form* result = nullptr;
};
MethodForms FormsOf(std::string_view method);

// What is wrong with the parameters or the result of `method`, see WrongForm; nullopt when they
// have the form of the schema. A method that the schema does not know has no form and is never
// wrong.
std::optional<std::string> WrongParams(std::string_view method, const Json& params);
std::optional<std::string> WrongResult(std::string_view method, const Json& result);

}  // namespace bitsproof::conformance
