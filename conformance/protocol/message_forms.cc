#include "conformance/protocol/message_forms.h"

#include <unordered_map>

#include "conformance/json/schema.h"
#include "conformance/protocol/method_table.h"

namespace bitsproof::conformance {
namespace {

// Every message of a run is looked at, so its forms are found by one look-up and without a copy of
// the name.
std::unordered_map<std::string_view, MethodForms> CompileForms() {
  const Schema& schema = BuiltInSchema("protocol-1.0");
  std::unordered_map<std::string_view, MethodForms> forms;
  for (const MethodInfo& method : Methods()) {
    MethodForms& of_method = forms[method.name];
    for (const Form::Member& side : schema.Find(method.name)->members) {
      (side.name == "params" ? of_method.params : of_method.result) = side.form;
    }
  }
  return forms;
}

std::optional<std::string> Wrong(const Form* form, const Json& value) {
  if (form == nullptr || HasForm(*form, value)) return std::nullopt;
  return WrongForm(*form, value);
}

}  // namespace

MethodForms FormsOf(std::string_view method) {
  static const auto* const forms = new auto(CompileForms());
  const auto it = forms->find(method);
  return it == forms->end() ? MethodForms() : it->second;
}

std::optional<std::string> WrongParams(std::string_view method, const Json& params) {
  return Wrong(FormsOf(method).params, params);
}

std::optional<std::string> WrongResult(std::string_view method, const Json& result) {
  return Wrong(FormsOf(method).result, result);
}

}  // namespace bitsproof::conformance
