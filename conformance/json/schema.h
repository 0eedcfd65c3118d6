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

// A schema file: its root and its definitions (`$defs`). Understood are $ref to a definition, type,
// properties, required, additionalProperties, propertyNames, items, minItems, uniqueItems, enum,
// const, pattern (see TextPattern), minLength 1, minimum, maximum, anyOf, and false for what must
// not be there; title is for messages; description and keywords that begin with "x-" are for
// readers.
class Schema {
 public:
  // Throws std::invalid_argument, naming the place, for anything else: what would not be checked is
  // refused.
  explicit Schema(const Json& document);

  // The form of the whole document. Lives as long as the schema.
  const Form& root() const { return *root_; }

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
  const Form* root_ = nullptr;
};

// The files of scenarios/ that are part of the program. All of these live as long as it does.

// The document scenarios/NAME.json, "schema/protocol-1.0" for example. REQUIRES: it is one of them.
const Json& BuiltInDocument(std::string_view name);

// The names of those in `folder`, which ends with a slash: without the folder, in no special order.
std::vector<std::string_view> BuiltInNames(std::string_view folder);

// scenarios/schema/NAME.json, compiled. REQUIRES: there is one.
const Schema& BuiltInSchema(std::string_view name);

}  // namespace bitsproof::conformance
