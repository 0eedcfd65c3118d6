#include "conformance/subjects/dispatch.h"

#include <string>
#include <unordered_map>

#include "reference/base/byte_range.h"

namespace bitsproof::conformance {
namespace {

using MethodTable = std::unordered_map<std::string_view, Json (*)(const MethodCall&)>;

const MethodTable& Table() {
  static const auto* const table = [] {
    auto* methods = new MethodTable;
    for (const auto group : {ManagerMethods(), JobMethods(), PropertyMethods(), FileMethods(),
                             ErrorMethods(), EnumeratorMethods()}) {
      for (const Method& method : group) methods->emplace(method.name, method.handler);
    }
    return methods;
  }();
  return *table;
}

}  // namespace

bool IsBitsMethod(std::string_view method) { return Table().contains(method); }

Reply Dispatch(Session& session, std::string_view method, const Json& params) {
  const auto it = Table().find(method);
  if (it == Table().end()) {
    return Reply::Error(kMethodNotFound,
                        "The method '" + std::string(method) + "' does not exist.");
  }
  try {
    const Params reader(params);
    const MethodCall call{session, session.Find(reader.Text("as")), reader};
    return Reply::Result(it->second(call));
  } catch (const ParamError& error) {
    return Reply::Error(kInvalidParams, error.what());
  }
}

Json Outcome(HResult code) {
  Json json = Json::object();
  json.emplace("hresult", ToHex(code));
  return json;
}

Json SizeToJson(std::uint64_t bytes) {
  if (bytes == kSizeUnknown) return "unknown";
  return bytes;
}

Json TimeToJson(WallTime time) {
  if (time.ticks == 0) return nullptr;
  return ToIso8601(time);
}

Result<Json> FileToJson(const Job& job, const Principal& caller, std::size_t index) {
  const Result<std::string> remote = job.GetRemoteName(caller, index);
  if (!remote) return Unexpected(remote.error());
  const Result<std::string> local = job.GetLocalName(caller, index);
  if (!local) return Unexpected(local.error());
  return Json{{"index", index}, {"remoteName", *remote}, {"localName", *local}};
}

}  // namespace bitsproof::conformance
