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

std::wstring ScratchFile() {
  wchar_t directory[MAX_PATH + 1];
  const DWORD length = GetTempPathW(MAX_PATH + 1, directory);
  return std::wstring(directory, length) + L"bitsproof-probe";
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
  ComPtr<IBackgroundCopyFile> file;
  if (SUCCEEDED(job->AddFile(L"http://127.0.0.1:9/", ScratchFile().c_str()))) {
    FileAt(*job.get(), 0, file);
  }
  Offer offer;
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
