// IBackgroundCopyFile2 to 6.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

using File2 = IBackgroundCopyFile2;

constexpr Word kProperties[] = {{"HTTP_RESPONSE_HEADERS", 1}};

// What one of the two methods that give ranges answers.
template <typename File, HRESULT (STDMETHODCALLTYPE File::*Getter)(DWORD*, BG_FILE_RANGE**)>
Json Ranges(const MethodCall&, File& file) {
  DWORD count = 0;
  TaskMemory<BG_FILE_RANGE> ranges;
  const HRESULT code = (file.*Getter)(&count, ranges.Out());
  if (FAILED(code)) return Outcome(code);
  const BG_FILE_RANGE* const list = ranges.Keep();
  return Outcome(code, "ranges", RangesToJson(list, list == nullptr ? 0 : count));
}

Json SetRemoteName(const MethodCall& call, File2& file) {
  return Outcome(file.SetRemoteName(call.params.TextOrNull("value").get()));
}

Json GetTemporaryName(const MethodCall&, File3& file) {
  TaskText name;
  const HRESULT code = file.GetTemporaryName(name.Out());
  return TextOutcome(code, "value", name);
}

template <HRESULT (STDMETHODCALLTYPE File3::*Getter)(BOOL*)>
Json Flag(const MethodCall&, File3& file) {
  BOOL value = FALSE;
  const HRESULT code = (file.*Getter)(&value);
  return Outcome(code, "value", value != FALSE);
}

Json SetValidationState(const MethodCall& call, File3& file) {
  return Outcome(file.SetValidationState(call.params.Boolean("value") ? TRUE : FALSE));
}

Json GetPeerDownloadStats(const MethodCall&, File4& file) {
  UINT64 origin = 0;
  UINT64 peers = 0;
  const HRESULT code = file.GetPeerDownloadStats(&origin, &peers);
  Json json = Outcome(code, "fromOrigin", origin);
  if (SUCCEEDED(code)) json["fromPeers"] = peers;
  return json;
}

Json GetProperty(const MethodCall& call, File5& file) {
  FilePropertyValue value{};
  const HRESULT code = file.GetProperty(call.params.Enumeration("property", kProperties), &value);
  if (FAILED(code)) return Outcome(code);
  TaskText text;
  *text.Out() = value.String;
  return TextOutcome(code, "value", text);
}

Json SetProperty(const MethodCall& call, File5& file) {
  const WideText text = call.params.TextOrNull("value");
  FilePropertyValue value{};
  value.String = const_cast<LPWSTR>(text.get());
  return Outcome(file.SetProperty(call.params.Enumeration("property", kProperties), value));
}

Json UpdateDownloadPosition(const MethodCall& call, File6& file) {
  return Outcome(file.UpdateDownloadPosition(call.params.Number("offset")));
}

Json RequestFileRanges(const MethodCall& call, File6& file) {
  const std::vector<BG_FILE_RANGE> ranges = RangesOf(call.params.Require("ranges"));
  return Outcome(file.RequestFileRanges(static_cast<DWORD>(ranges.size()), ranges.data()));
}

constexpr Method kMethods[] = {
    {"file.getFileRanges", OnFileAs<File2, Ranges<File2, &File2::GetFileRanges>>},
    {"file.setRemoteName", OnFileAs<File2, SetRemoteName>},
    {"file.getTemporaryName", OnFileAs<File3, GetTemporaryName>},
    {"file.getValidationState", OnFileAs<File3, Flag<&File3::GetValidationState>>},
    {"file.setValidationState", OnFileAs<File3, SetValidationState>},
    {"file.isDownloadedFromPeer", OnFileAs<File3, Flag<&File3::IsDownloadedFromPeer>>},
    {"file.getPeerDownloadStats", OnFileAs<File4, GetPeerDownloadStats>},
    {"file.getProperty", OnFileAs<File5, GetProperty>},
    {"file.setProperty", OnFileAs<File5, SetProperty>},
    {"file.updateDownloadPosition", OnFileAs<File6, UpdateDownloadPosition>},
    {"file.requestFileRanges", OnFileAs<File6, RequestFileRanges>},
    {"file.getFilledFileRanges", OnFileAs<File6, Ranges<File6, &File6::GetFilledFileRanges>>},
};

}  // namespace

std::span<const Method> LaterFileMethods() { return kMethods; }

}  // namespace com_adapter
