// Form: what a JSON value must be like, compiled from a JSON Schema (schema.h) so that every
// message of a run can be looked at.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "conformance/json/json.h"
#include "conformance/json/problem.h"
#include "conformance/json/text_pattern.h"

namespace bitsproof::conformance {

// One compiled schema. As in JSON Schema, what is said of texts, numbers, objects or arrays binds
// only values of that type, and what was not given demands nothing.
struct Form {
  // Bits of Form::types: the JSON types that are allowed. No bit: nothing may be there.
  enum Type : unsigned {
    kNull = 1,
    kBoolean = 2,
    kInteger = 4,
    kFraction = 8,  // a number that is not an integer
    kString = 16,
    kArray = 32,
    kObject = 64,
    kAnyType = 127,
  };

  struct Member {
    std::string name;
    const Form* form = nullptr;
    bool required = false;
  };

  // What the value is in words ("a text"), for messages; "" when nobody said.
  std::string title;
  unsigned types = kAnyType;
  std::vector<Member> members;
  std::size_t required_count = 0;
  bool is_closed = false;        // no members but these ...
  const Form* others = nullptr;  // ... or others of this form
  const Form* names = nullptr;   // of the members, as texts
  const Form* items = nullptr;   // of an array
  std::size_t items_min = 0;
  bool items_differ = false;
  std::vector<Json> values;  // enum and const
  std::optional<TextPattern> pattern;
  bool is_filled = false;  // no empty text
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::vector<const Form*> any_of;
};

// Whether `value` has the form.
bool HasForm(const Form& form, const Json& value);

// The values that an object may come to stand for, which must have the form that it has to have;
// none for an object that stands for itself.
using Choices = std::function<std::vector<Json>(const Json& object)>;

// Tells `report` everything that is wrong with `value`. Of several alternatives the one that comes
// closest is held against an object: the one most of whose members are right, then the one that has
// a member which it alone requires.
void CheckForm(const Form& form, const Json& value, const JsonProblem& report,
               const Choices& choices = {});

// The first of what is wrong with `value`: "/pointer: what", or "what" alone where the whole is
// meant; "" when it has the form.
std::string WrongForm(const Form& form, const Json& value);

}  // namespace bitsproof::conformance
