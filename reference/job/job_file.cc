#include "reference/job/job_file.h"

#include "reference/job/queue_entry.h"

namespace bitsproof {

const FileRecord& JobFile::record() const { return entry_->files[index_]; }

Result<std::string> JobFile::GetRemoteName(const Principal& caller) const {
  return entry_->IfReadable(caller, record().remote_name);
}

Result<std::string> JobFile::GetLocalName(const Principal& caller) const {
  return entry_->IfReadable(caller, record().local_name);
}

Result<FileProgress> JobFile::GetProgress(const Principal& caller) const {
  const FileRecord& file = record();
  return entry_->IfReadable(caller,
                            FileProgress{file.bytes_total, file.bytes_transferred, file.completed});
}

HResult JobFile::QueryInterface(const Principal& caller, std::string_view interface_name) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed()) return access;
  const bool offered = HasInterface(entry_->profile, InterfaceOf::kFile, interface_name);
  return offered ? hresult::S_OK : hresult::E_NOINTERFACE;
}

}  // namespace bitsproof
