#include "conformance/scenario/origin_script.h"

#include "conformance/json/schema.h"

namespace bitsproof::conformance {

std::optional<fakes::OriginScript> ReadOriginScript(const Json& json, fakes::FileBodies file_bodies,
                                                    const JsonProblem& report) {
  const Form& form = BuiltInSchema("origin-1.0").root();
  if (!HasForm(form, json)) {
    CheckForm(form, json, report);
    return std::nullopt;
  }
  try {
    return fakes::ParseOriginScript(json, file_bodies);
  } catch (const fakes::OriginScriptError& error) {
    report(error.pointer(), error.message());
    return std::nullopt;
  }
}

}  // namespace bitsproof::conformance
