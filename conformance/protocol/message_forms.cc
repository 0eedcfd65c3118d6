#include "conformance/protocol/message_forms.h"

#include <unordered_map>

#include "conformance/scenario/vocabulary.h"

namespace bitsproof::conformance {
namespace {

struct MethodForms {
  const Form* params = nullptr;
  const Form* result = nullptr;
};

const MethodForms* FormsOf(std::string_view method) {
  static const auto* const by_name = [] {
    auto* map = new std::unordered_map<std::string_view, MethodForms>;
    for (const MethodInfo& info : Methods()) {
      const std::string name(info.name);
      map->emplace(info.name, MethodForms{ProtocolSchema().Find(name + ".params"),
                                          ProtocolSchema().Find(name + ".result")});
    }
    return map;
  }();
  const auto it = by_name->find(method);
  return it == by_name->end() ? nullptr : &it->second;
}

std::optional<std::string> Wrong(const Form* form, const Json& value) {
  if (form == nullptr || HasForm(*form, value)) return std::nullopt;
  return WrongForm(*form, value);
}

}  // namespace

const Schema& ProtocolSchema() { return BuiltInSchema("protocol-1.0"); }

std::optional<std::string> WrongParams(std::string_view method, const Json& params) {
  const MethodForms* forms = FormsOf(method);
  return forms == nullptr ? std::nullopt : Wrong(forms->params, params);
}

std::optional<std::string> WrongResult(std::string_view method, const Json& result) {
  const MethodForms* forms = FormsOf(method);
  return forms == nullptr ? std::nullopt : Wrong(forms->result, result);
}

}  // namespace bitsproof::conformance
