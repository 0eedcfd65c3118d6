// Fields: tables of the keys that an object of a scenario may have, and the sink for what is wrong.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/json/json.h"
#include "conformance/json/problem.h"

namespace bitsproof::conformance {

// Gathers the problems of one file.
class ProblemSink {
 public:
  explicit ProblemSink(std::string file) : file_(std::move(file)) {}

  // Reports a problem once, however often it is met.
  void Add(const std::string& pointer, const std::string& message);

  bool empty() const { return problems_.empty(); }
  std::size_t size() const { return problems_.size(); }
  std::vector<Problem> Take() { return std::move(problems_); }

 private:
  std::string file_;
  std::vector<Problem> problems_;
};

// The type that a member must have.
enum class Shape {
  kAny,
  kText,
  kCount,  // a whole number from 0 on
  kObject,
  kList,
  kTexts,      // a list of texts
  kTextOrForm  // a text or a value form
};

// A key that an object may have.
struct Field {
  std::string_view name;
  Shape shape = Shape::kAny;
  bool required = false;
};

// Whether `value` has `shape`; if not, says so.
bool CheckShape(const Json& value, Shape shape, const std::string& pointer, ProblemSink& problems);

// Checks that `value` is an object with the required keys, none but those of `fields`, and each of
// its shape. `what` names the object: "a check". Returns whether `value` is an object: its members
// may be wrong even then.
bool CheckFields(const Json& value, std::span<const Field> fields, std::string_view what,
                 const std::string& pointer, ProblemSink& problems);

// The member called `name` if it is there and has `shape`; else nullptr, and nothing is said
// (CheckFields has said it).
const Json* Get(const Json& object, std::string_view name, Shape shape);

// The text of the member called `name`, or "".
std::string GetText(const Json& object, std::string_view name);

// Whether `text` is made of lower-case words: letters and digits, joined by `-` and, if `dotted`,
// by `.`.
bool IsWords(std::string_view text, bool dotted);

}  // namespace bitsproof::conformance
