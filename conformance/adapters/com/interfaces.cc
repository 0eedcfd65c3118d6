#include "conformance/adapters/com/interfaces.h"

#include "conformance/adapters/com/com_ptr.h"

namespace com_adapter {

std::span<const InterfaceInfo> Interfaces() {
  using enum HadFrom;
  static const InterfaceInfo kInterfaces[] = {
      {"IBackgroundCopyManager", kManager, "", "1.0", IidOf<IBackgroundCopyManager>()},
      {"IBackgroundCopyJob", kJob, "", "1.0", IidOf<IBackgroundCopyJob>()},
      {"IBackgroundCopyFile", kFile, "", "1.0", IidOf<IBackgroundCopyFile>()},
      {"IBackgroundCopyJob2", kJob, "job2", "1.5", IidOf<IBackgroundCopyJob2>()},
      {"IBackgroundCopyJob3", kJob, "job3", "2.0", IidOf<IBackgroundCopyJob3>()},
      {"IBackgroundCopyFile2", kFile, "file2", "2.0", IidOf<IBackgroundCopyFile2>()},
      {"IBackgroundCopyJobHttpOptions", kJob, "http-options", "2.5",
       IidOf<IBackgroundCopyJobHttpOptions>()},
      {"IBackgroundCopyJobHttpOptions", kJob, "client-certificates", "2.5",
       IidOf<IBackgroundCopyJobHttpOptions>()},
      {"IBackgroundCopyJob4", kJob, "job4", "3.0", IidOf<IBackgroundCopyJob4>()},
      {"IBackgroundCopyFile3", kFile, "file3", "3.0", IidOf<File3>()},
      {"IBitsPeerCacheAdministration", kManager, "peer-cache", "3.0",
       IidOf<PeerCacheAdministration>()},
      {"IBackgroundCopyFile4", kFile, "file4", "4.0", IidOf<File4>()},
      {"IBitsTokenOptions", kJob, "token-options", "4.0", IidOf<TokenOptions>()},
      {"IBackgroundCopyJob5", kJob, "job5", "5.0", IidOf<IBackgroundCopyJob5>()},
      {"IBackgroundCopyFile5", kFile, "file5", "5.0", IidOf<File5>()},
      {"IBackgroundCopyFile6", kFile, "file6", "10.1", IidOf<File6>()},
      {"IBackgroundCopyJobHttpOptions2", kJob, "http-options2", "10.2", IidOf<HttpOptions2>()},
      {"IBackgroundCopyJobHttpOptions3", kJob, "http-options3", "10.3", IidOf<HttpOptions3>()},
      {"IBackgroundCopyJobHttpOptions3", kJob, "server-certificate-validation", "10.3",
       IidOf<HttpOptions3>()},
  };
  return kInterfaces;
}

const InterfaceInfo* FindInterface(std::string_view name) {
  for (const InterfaceInfo& info : Interfaces()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

}  // namespace com_adapter
