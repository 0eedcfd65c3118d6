// Schema: the definitions of a JSON Schema, compiled.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "conformance/json/form.h"
#include "conformance/json/json.h"

namespace bitsproof::conformance {

// The definitions (`$defs`) of a schema file. Understood are $ref to a definition, type,
// properties, required, additionalProperties, items, enum, const, pattern (see TextPattern),
// minLength 1, minimum, maximum and anyOf; title, description and keywords that begin with "x-" are
// for readers.
class Schema {
 public:
  // Throws std::invalid_argument, naming the place, for anything else: what would not be checked is
  // refused.
  explicit Schema(const Json& document);

  // The definition called `name`, or nullptr. Lives as long as the schema.
  const Form* Find(std::string_view name) const;

 private:
  Form* Define(const std::string& name);
  const Form* Compile(const Json& json, const std::string& pointer);
  void Fill(Form& form, const Json& json, const std::string& pointer);
  void FillObject(Form& form, const Json& json, const std::string& pointer);

  // Stable addresses: forms refer to each other, also in circles.
  std::vector<std::unique_ptr<Form>> forms_;
  std::unordered_map<std::string, Form*> definitions_;
};

}  // namespace bitsproof::conformance
