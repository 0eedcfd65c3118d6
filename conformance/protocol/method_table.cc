#include "conformance/protocol/method_table.h"

#include <algorithm>
#include <unordered_map>

#include "conformance/json/schema.h"

namespace bitsproof::conformance {
namespace {

using Words = std::vector<std::string_view>;

const Json& NoParameters() {
  static const Json kNone = Json::object();
  return kNone;
}

// Adds the names of the members that a value of the form may have, but for `common`, which stands
// apart; returns whether that is among them.
bool AddMembers(const Json& definitions, const Json& form, std::string_view common, Words& names) {
  if (const auto reference = form.find("$ref"); reference != form.end()) {
    const auto& target = reference->get_ref<const std::string&>();
    return AddMembers(definitions, definitions.at(target.substr(target.rfind('/') + 1)), common,
                      names);
  }
  bool has_common = false;
  if (const auto members = form.find("properties"); members != form.end()) {
    for (const auto& [name, member] : members->get_ref<const Json::object_t&>()) {
      if (name == common) {
        has_common = true;
      } else if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.emplace_back(name);
      }
    }
  }
  if (const auto alternatives = form.find("anyOf"); alternatives != form.end()) {
    for (const Json& alternative : *alternatives) {
      has_common = AddMembers(definitions, alternative, common, names) || has_common;
    }
  }
  return has_common;
}

// Whether no method of the capability has sample parameters yet.
bool IsUnsampled(const Json& definitions, const std::string& capability) {
  const Json& unsampled = definitions.at("capability").at("x-unsampled");
  return std::find(unsampled.begin(), unsampled.end(), capability) != unsampled.end();
}

MethodInfo ReadMethod(const Json& definitions, const std::string& name, const Json& definition) {
  MethodInfo method;
  method.name = name;
  method.capability = definition.value("x-capability", "");
  if (definition.value("x-caller", "") == "runner") {
    method.callable = CallableIn::kNowhere;
  } else if (definition.value("x-clock", "") == "virtual") {
    method.callable = CallableIn::kSim;
  }
  const Json& sides = definition.at("properties");
  method.takes_as = AddMembers(definitions, sides.at("params"), "as", method.parameters);
  AddMembers(definitions, sides.at("result"), "hresult", method.results);
  if (method.takes_as && !IsUnsampled(definitions, method.capability)) {
    const auto sample = definition.find("x-sample");
    method.sample = sample == definition.end() ? &NoParameters() : &*sample;
  }
  if (const auto reader = definition.find("x-reader"); reader != definition.end())
    method.reader = reader->get_ref<const std::string&>();
  return method;
}

// The words of an enumeration.
Words ValuesOf(const Json& form) {
  Words values;
  for (const Json& value : form.at("enum")) values.push_back(value.get_ref<const std::string&>());
  return values;
}

struct Protocol {
  std::vector<MethodInfo> methods;
  std::unordered_map<std::string_view, const MethodInfo*> by_name;
  Words capabilities;
  Words principal_kinds;
  Words states;
};

// A method is a definition with a dot in its name.
Protocol* ReadProtocol() {
  auto* const protocol = new Protocol;
  const Json& definitions = BuiltInDocument("schema/protocol-1.0").at("$defs");
  for (const auto& [name, definition] : definitions.get_ref<const Json::object_t&>()) {
    if (name.find('.') == std::string::npos) continue;
    protocol->methods.push_back(ReadMethod(definitions, name, definition));
  }
  for (const MethodInfo& method : protocol->methods) {
    protocol->by_name.emplace(method.name, &method);
  }
  protocol->capabilities = ValuesOf(definitions.at("capability"));
  protocol->principal_kinds = ValuesOf(definitions.at("principalKind"));
  protocol->states = ValuesOf(definitions.at("jobState").at("anyOf").at(0));
  return protocol;
}

const Protocol& TheProtocol() {
  static const auto* const protocol = ReadProtocol();
  return *protocol;
}

}  // namespace

std::span<const MethodInfo> Methods() { return TheProtocol().methods; }

const MethodInfo* FindMethod(std::string_view name) {
  const auto it = TheProtocol().by_name.find(name);
  return it == TheProtocol().by_name.end() ? nullptr : it->second;
}

std::span<const std::string_view> Capabilities() { return TheProtocol().capabilities; }
std::span<const std::string_view> PrincipalKinds() { return TheProtocol().principal_kinds; }
std::span<const std::string_view> StateNames() { return TheProtocol().states; }

}  // namespace bitsproof::conformance
