#include "conformance/adapters/com/methods.h"

#include <string>
#include <unordered_map>

namespace com_adapter {
namespace {

using MethodTable = std::unordered_map<std::string_view, const Method*>;

MethodTable MakeTable() {
  MethodTable table;
  for (const auto group :
       {ManagerMethods(), JobMethods(), PropertyMethods(), FileMethods(), ErrorMethods(),
        EnumeratorMethods(), NullOutputMethods(), LaterJobMethods(), LaterFileMethods(), HttpOptionsMethods(),
        TokenMethods(), PeerCacheMethods()}) {
    for (const Method& method : group) table.emplace(method.name, &method);
  }
  return table;
}

}  // namespace

const Method* FindMethod(std::string_view name) {
  static const MethodTable table = MakeTable();
  const auto it = table.find(name);
  return it == table.end() ? nullptr : it->second;
}

Json Outcome(HRESULT code) { return {{"hresult", HexOf(code)}}; }

Json QueryNamed(const MethodCall& call, IUnknown& object) {
  const InterfaceInfo* info = FindInterface(call.params.Text("interface"));
  if (info == nullptr) throw ParamError("Parameter 'interface' is not an interface of BITS.");
  Received<IUnknown> received;
  const HRESULT code = object.QueryInterface(info->iid, received.OutVoid());
  if (SUCCEEDED(code)) received.Keep();
  return Outcome(code);
}

}  // namespace com_adapter
