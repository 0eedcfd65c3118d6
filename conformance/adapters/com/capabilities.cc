#include "conformance/adapters/com/capabilities.h"

#include <stdexcept>

#include "conformance/adapters/com/files.h"

namespace com_adapter {
namespace {

void Require(HRESULT code, const char* what) {
  if (FAILED(code)) throw std::runtime_error(std::string(what) + " fails with " + HexOf(code));
}

bool Has(IUnknown* object, const IID& iid) {
  if (object == nullptr) return false;
  Received<IUnknown> received;
  if (FAILED(object->QueryInterface(iid, received.OutVoid()))) return false;
  received.Keep();
  return true;
}

std::wstring ScratchFile(const wchar_t* name) {
  wchar_t directory[MAX_PATH + 1];
  const DWORD length = GetTempPathW(MAX_PATH + 1, directory);
  return std::wstring(directory, length) + name;
}

// Adds two files; whether the second is listed first.
bool ListsBackwards(IBackgroundCopyJob& job) {
  constexpr wchar_t kUrl[] = L"http://127.0.0.1:9/";
  const std::wstring first = ScratchFile(L"bitsproof-probe-1");
  if (FAILED(job.AddFile(kUrl, first.c_str()))) return false;
  if (FAILED(job.AddFile(kUrl, ScratchFile(L"bitsproof-probe-2").c_str()))) return false;
  ComPtr<IBackgroundCopyFile> file;
  TaskText name;
  if (FAILED(FileAt(job, 0, file)) || FAILED(file->GetLocalName(name.Out()))) return false;
  return TextToJson(name) != Narrow(first);
}

}  // namespace

Offer ProbeInterfaces(Agent& agent) {
  ComPtr<IBackgroundCopyManager> manager;
  Require(agent.Manager(manager), "making the manager of BITS");
  GUID id;
  Received<IBackgroundCopyJob> received;
  Require(manager->CreateJob(L"bitsproof probe", BG_JOB_TYPE_DOWNLOAD, &id, received.Out()),
          "creating a job");
  const ComPtr<IBackgroundCopyJob> job = received.Keep();
  Offer offer;
  offer.files_backwards = ListsBackwards(*job.get());
  ComPtr<IBackgroundCopyFile> file;
  FileAt(*job.get(), 0, file);
  for (const InterfaceInfo& info : Interfaces()) {
    IUnknown* const object = info.from == HadFrom::kManager ? static_cast<IUnknown*>(manager.get())
                             : info.from == HadFrom::kJob   ? static_cast<IUnknown*>(job.get())
                                                            : static_cast<IUnknown*>(file.get());
    if (!Has(object, info.iid)) continue;
    offer.profile = info.since;
    if (!info.capability.empty()) offer.interfaces.emplace(info.capability);
  }
  job->Cancel();
  return offer;
}

}  // namespace com_adapter
