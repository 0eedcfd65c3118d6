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
        EnumeratorMethods(), NullOutputMethods(), LaterJobMethods(), LaterFileMethods(),
        HttpOptionsMethods(), TokenMethods(), PeerCacheMethods()}) {
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
  // A name that is none of BITS stands for an id that nobody has: the service is asked all the
  // same.
  static constexpr IID kOfNobody = {
      0xF0E1D2C3, 0xB4A5, 0x4697, {0x88, 0x79, 0x6A, 0x5B, 0x4C, 0x3D, 0x2E, 0x1F}};
  const InterfaceInfo* info = FindInterface(call.params.Text("interface"));
  Received<IUnknown> received;
  const HRESULT code =
      object.QueryInterface(info == nullptr ? kOfNobody : info->iid, received.OutVoid());
  if (SUCCEEDED(code)) received.Keep();
  return Outcome(code);
}

}  // namespace com_adapter
