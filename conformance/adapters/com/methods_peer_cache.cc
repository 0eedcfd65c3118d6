// IBitsPeerCacheAdministration.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

using Cache = PeerCacheAdministration;

template <Json (*Handler)(const MethodCall& call, Cache& cache)>
Json OnCache(const MethodCall& call) {
  ComPtr<IBackgroundCopyManager> manager;
  HRESULT code = call.agent.Manager(manager);
  ComPtr<Cache> cache;
  if (SUCCEEDED(code)) code = Query(*manager.get(), cache);
  if (FAILED(code)) return Outcome(code);
  call.agent.Hold(cache);
  return Handler(call, *cache.get());
}

template <HRESULT (STDMETHODCALLTYPE Cache::*Getter)(DWORD*)>
Json Number(const MethodCall&, Cache& cache) {
  DWORD value = 0;
  const HRESULT code = (cache.*Getter)(&value);
  return Outcome(code, "value", value);
}

template <HRESULT (STDMETHODCALLTYPE Cache::*Setter)(DWORD)>
Json ChangeNumber(const MethodCall& call, Cache& cache) {
  return Outcome((cache.*Setter)(call.params.Number32("value")));
}

template <HRESULT (STDMETHODCALLTYPE Cache::*Verb)()>
Json CallVerb(const MethodCall&, Cache& cache) {
  return Outcome((cache.*Verb)());
}

// Calls `read(call)` unless an earlier one failed.
template <typename Read>
void Then(HRESULT& code, Read read) {
  if (SUCCEEDED(code)) code = read();
}

HRESULT ToJson(PeerCacheRecord& record, Json& json) {
  GUID id{};
  TaskText url;
  UINT64 size = 0;
  FILETIME modified{};
  FILETIME accessed{};
  DWORD count = 0;
  TaskMemory<BG_FILE_RANGE> ranges;
  HRESULT code = record.GetId(&id);
  Then(code, [&] { return record.GetOriginUrl(url.Out()); });
  if (FAILED(code)) return code;
  const Json origin = TextToJson(url);
  Then(code, [&] { return record.GetFileSize(&size); });
  Then(code, [&] { return record.GetFileModificationTime(&modified); });
  Then(code, [&] { return record.GetLastAccessTime(&accessed); });
  Then(code, [&] { return record.GetFileRanges(&count, ranges.Out()); });
  if (FAILED(code)) return code;
  const BG_FILE_RANGE* const list = ranges.Keep();
  json = {{"id", ToText(id)},
          {"originUrl", origin},
          {"fileSize", SizeToJson(size)},
          {"fileModificationTime", TimeToJson(modified)},
          {"lastAccessTime", TimeToJson(accessed)},
          {"isFileValidated", record.IsFileValidated() == S_OK},
          {"fileRanges", RangesToJson(list, list == nullptr ? 0 : count)}};
  return S_OK;
}

HRESULT ToJson(Peer& peer, Json& json) {
  TaskText name;
  BOOL authenticated = FALSE;
  BOOL available = FALSE;
  HRESULT code = peer.GetPeerName(name.Out());
  if (FAILED(code)) return code;
  const Json text = TextToJson(name);
  Then(code, [&] { return peer.IsAuthenticated(&authenticated); });
  Then(code, [&] { return peer.IsAvailable(&available); });
  if (FAILED(code)) return code;
  json = {{"peerName", text},
          {"isAuthenticated", authenticated != FALSE},
          {"isAvailable", available != FALSE}};
  return S_OK;
}

// The enumerator drained; it may be a null pointer after S_FALSE.
template <typename Item>
Json Drain(HRESULT code, Received<PeerEnumerator<Item>>& received, const char* name) {
  if (FAILED(code)) return Outcome(code);
  const ComPtr<PeerEnumerator<Item>> items = received.Keep();
  Json list = Json::array();
  while (items) {
    Item* raw = nullptr;
    const HRESULT got = items->Next(1, &raw, nullptr);
    if (FAILED(got)) return Outcome(got);
    if (got != S_OK) break;
    const ComPtr<Item> item(raw);
    Json shown;
    if (const HRESULT read = ToJson(*item.get(), shown); FAILED(read)) return Outcome(read);
    list.push_back(std::move(shown));
  }
  return Outcome(code, name, std::move(list));
}

Json EnumRecords(const MethodCall&, Cache& cache) {
  Received<PeerEnumerator<PeerCacheRecord>> records;
  const HRESULT code = cache.EnumRecords(records.Out());
  return Drain(code, records, "records");
}

Json EnumPeers(const MethodCall&, Cache& cache) {
  Received<PeerEnumerator<Peer>> peers;
  const HRESULT code = cache.EnumPeers(peers.Out());
  return Drain(code, peers, "peers");
}

Json GetRecord(const MethodCall& call, Cache& cache) {
  Received<PeerCacheRecord> received;
  const HRESULT code = cache.GetRecord(call.params.Id("id"), received.Out());
  if (FAILED(code)) return Outcome(code);
  const ComPtr<PeerCacheRecord> record = received.Keep();
  Json shown;
  if (record) {
    if (const HRESULT read = ToJson(*record.get(), shown); FAILED(read)) return Outcome(read);
  }
  return Outcome(code, "record", std::move(shown));
}

Json DeleteRecord(const MethodCall& call, Cache& cache) {
  return Outcome(cache.DeleteRecord(call.params.Id("id")));
}

Json DeleteUrl(const MethodCall& call, Cache& cache) {
  return Outcome(cache.DeleteUrl(call.params.TextOrNull("url").get()));
}

constexpr Method kMethods[] = {
    {"peerCache.getMaximumCacheSize", OnCache<Number<&Cache::GetMaximumCacheSize>>},
    {"peerCache.setMaximumCacheSize", OnCache<ChangeNumber<&Cache::SetMaximumCacheSize>>},
    {"peerCache.getMaximumContentAge", OnCache<Number<&Cache::GetMaximumContentAge>>},
    {"peerCache.setMaximumContentAge", OnCache<ChangeNumber<&Cache::SetMaximumContentAge>>},
    {"peerCache.getConfigurationFlags", OnCache<Number<&Cache::GetConfigurationFlags>>},
    {"peerCache.setConfigurationFlags", OnCache<ChangeNumber<&Cache::SetConfigurationFlags>>},
    {"peerCache.enumRecords", OnCache<EnumRecords>},
    {"peerCache.getRecord", OnCache<GetRecord>},
    {"peerCache.clearRecords", OnCache<CallVerb<&Cache::ClearRecords>>},
    {"peerCache.deleteRecord", OnCache<DeleteRecord>},
    {"peerCache.deleteUrl", OnCache<DeleteUrl>},
    {"peerCache.enumPeers", OnCache<EnumPeers>},
    {"peerCache.clearPeers", OnCache<CallVerb<&Cache::ClearPeers>>},
    {"peerCache.discoverPeers", OnCache<CallVerb<&Cache::DiscoverPeers>>},
};

}  // namespace

std::span<const Method> PeerCacheMethods() { return kMethods; }

}  // namespace com_adapter
