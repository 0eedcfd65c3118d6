// Values: the forms that stand for something known only while a case runs ({"$var": ..}, {"$url":
// ..}, ...).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "conformance/json/json.h"
#include "conformance/scenario/path_map.h"
#include "reference/base/time.h"

namespace bitsproof::conformance {

// What value forms are bound against: one case at one moment.
struct ValueContext {
  Json binding = Json::object();    // axis -> value
  Json constants = Json::object();  // the constants of the mode
  std::map<std::string, Json, std::less<>> variables;
  std::map<std::string, std::string, std::less<>> urls;  // origin -> URL without slash at the end
  std::map<std::string, std::string, std::less<>> sids;  // principal -> SID
  std::string work_directory;                            // absolute, without slash at the end
  PathMap paths;                                         // how the subject spells it
  std::uint64_t foreign_jobs = 0;                        // jobs of others that count and stay
  std::optional<std::uint64_t> index;                    // the turn of the innermost loop
};

// A form that stands for nothing. `from_result`: because of what the subject returned (a list that
// is too short); otherwise the scenario asks for something that does not exist.
class BindError : public std::runtime_error {
 public:
  BindError(const std::string& message, bool from_result)
      : std::runtime_error(message), from_result_(from_result) {}
  bool from_result() const { return from_result_; }

 private:
  bool from_result_;
};

// Whether `value` is an object that stands for a value: one whose first key is the name of a value
// form.
bool IsValueForm(const Json& value);

// Whether there is a value form anywhere in `value`.
bool HasValueForm(const Json& value);

// Whether what `value` stands for depends on the turn of the loop.
bool UsesIndex(const Json& value);

// `value` with every form replaced by what it stands for. Throws BindError.
Json Bind(const Json& value, const ValueContext& context);

// A value of a scenario as it is written: a literal, or something with value forms in it that binds
// to a T: a text, a count, a duration, or any JSON.
template <typename T>
class Expression {
 public:
  Expression() = default;
  // REQUIRES: `written` is a T, or has value forms (the schema of scenarios says so).
  explicit Expression(Json written)
      : written_(std::move(written)),
        is_literal_(!HasValueForm(written_)),
        uses_index_(UsesIndex(written_)) {}

  // Throws BindError, also when what it stands for is not a T.
  T Bind(const ValueContext& context) const;

  const Json& written() const { return written_; }
  bool is_literal() const { return is_literal_; }
  // Whether it differs from turn to turn of a loop.
  bool uses_index() const { return uses_index_; }

 private:
  Json written_;
  bool is_literal_ = true;
  bool uses_index_ = false;
};
using Value = Expression<Json>;

template <>
Json Expression<Json>::Bind(const ValueContext& context) const;
template <>
std::string Expression<std::string>::Bind(const ValueContext& context) const;
template <>
std::uint64_t Expression<std::uint64_t>::Bind(const ValueContext& context) const;
template <>
Duration Expression<Duration>::Bind(const ValueContext& context) const;

// The absolute path of `name` in the work directory ("." for itself), as the harness spells it.
std::string PathInWorkDirectory(const std::string& name, const ValueContext& context);

// The JSON value at `pointer` ("/a/0/b") of `value`; nullptr when there is none.
const Json* At(const Json& value, const std::string& pointer);

}  // namespace bitsproof::conformance
