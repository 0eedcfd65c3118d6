#include "conformance/adapters/com/files.h"

#include <atomic>

namespace com_adapter {
namespace {

constexpr UINT64 kToEnd = ~UINT64{0};

std::atomic<bool> listed_backwards{false};

Json PlaceToJson(UINT64 place) {
  if (place == kToEnd) return "eof";
  return place;
}

UINT64 PlaceOf(const Json& place) { return place == "eof" ? kToEnd : place.get<UINT64>(); }

}  // namespace

void SetFilesListedBackwards(bool backwards) { listed_backwards = backwards; }

std::size_t IndexAt(std::size_t position, std::size_t count) {
  return listed_backwards ? count - 1 - position : position;
}

HRESULT FileToJson(IBackgroundCopyFile& file, std::size_t index, Json& json) {
  TaskText remote;
  HRESULT code = file.GetRemoteName(remote.Out());
  if (FAILED(code)) return code;
  Json remote_name = TextToJson(remote);
  TaskText local;
  code = file.GetLocalName(local.Out());
  if (FAILED(code)) return code;
  json = {
      {"index", index}, {"remoteName", std::move(remote_name)}, {"localName", TextToJson(local)}};
  return S_OK;
}

HRESULT FileAt(IBackgroundCopyJob& job, UINT64 index, ComPtr<IBackgroundCopyFile>& file) {
  Received<IEnumBackgroundCopyFiles> listed;
  HRESULT code = job.EnumFiles(listed.Out());
  if (FAILED(code)) return code;
  const ComPtr<IEnumBackgroundCopyFiles> files = listed.Keep();
  ULONG count = 0;
  code = files->GetCount(&count);
  if (FAILED(code)) return code;
  if (index >= count) return E_INVALIDARG;
  const auto position = static_cast<ULONG>(IndexAt(static_cast<std::size_t>(index), count));
  if (position > 0) {
    code = files->Skip(position);
    if (FAILED(code)) return code;
  }
  ULONG fetched = 0;
  Received<IBackgroundCopyFile> found;
  code = files->Next(1, found.Out(), &fetched);
  if (FAILED(code)) return code;
  if (fetched != 1) return E_INVALIDARG;
  file = found.Keep();
  return S_OK;
}

int IndexOf(IBackgroundCopyJob& job, IBackgroundCopyFile& file) {
  Json wanted;
  if (FAILED(FileToJson(file, 0, wanted))) return -1;
  Received<IEnumBackgroundCopyFiles> listed;
  if (FAILED(job.EnumFiles(listed.Out()))) return -1;
  const ComPtr<IEnumBackgroundCopyFiles> files = listed.Keep();
  ULONG count = 0;
  if (FAILED(files->GetCount(&count))) return -1;
  for (ULONG position = 0; position < count; ++position) {
    Received<IBackgroundCopyFile> next;
    if (files->Next(1, next.Out(), nullptr) != S_OK) return -1;
    const ComPtr<IBackgroundCopyFile> other = next.Keep();
    Json seen;
    if (SUCCEEDED(FileToJson(*other.get(), 0, seen)) && seen == wanted) {
      return static_cast<int>(IndexAt(position, count));
    }
  }
  return -1;
}

Json RangesToJson(const BG_FILE_RANGE* ranges, DWORD count) {
  Json list = Json::array();
  for (DWORD i = 0; i < count; ++i) {
    list.push_back({{"initialOffset", PlaceToJson(ranges[i].InitialOffset)},
                    {"length", PlaceToJson(ranges[i].Length)}});
  }
  return list;
}

std::vector<BG_FILE_RANGE> RangesOf(const Json& list) {
  std::vector<BG_FILE_RANGE> ranges;
  for (const Json& range : list) {
    ranges.push_back({PlaceOf(range.at("initialOffset")), PlaceOf(range.at("length"))});
  }
  return ranges;
}

}  // namespace com_adapter
