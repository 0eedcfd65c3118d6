#include "reference/job/job_file.h"

#include "reference/job/file_names.h"
#include "reference/job/queue.h"
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
  return entry_->IfReadable(
      caller, FileProgress{file.bytes_total(), file.bytes_transferred, file.completed});
}

HResult JobFile::QueryInterface(const Principal& caller, std::string_view interface_name) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed()) return access;
  const bool offered = HasInterface(entry_->profile, InterfaceOf::kFile, interface_name);
  return offered ? hresult::S_OK : hresult::E_NOINTERFACE;
}

Result<FileRanges> JobFile::GetFileRanges(const Principal& caller) const {
  const std::vector<ByteRange>& ranges = record().ranges;
  const HResult code = ranges.empty() ? hresult::S_FALSE : hresult::S_OK;
  return entry_->IfReadable(caller, FileRanges{code, ranges});
}

HResult JobFile::SetRemoteName(const Principal& caller, const std::optional<std::string>& name) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (entry_->record.type != JobType::kDownload) return hresult::E_NOTIMPL;  // F2-REMOTE-02
  if (!name) return hresult::E_INVALIDARG;
  if (const HResult valid = CheckRemoteName(*name, entry_->record.type, entry_->profile);
      valid.failed())
    return valid;
  return entry_->queue->SetRemoteNames(*entry_, {{index_, *name}});
}

Result<std::string> JobFile::GetTemporaryName(const Principal& caller) const {
  return entry_->IfReadable(caller, record().temporary_name);
}

Result<bool> JobFile::GetValidationState(const Principal& caller) const {
  return entry_->IfReadable(caller, record().validated);
}

HResult JobFile::SetValidationState(const Principal& caller, bool is_valid) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (!record().is_transferred()) return hresult::E_PENDING;  // F3-VALID-01
  return entry_->queue->SetValidationState(*entry_, index_, is_valid);
}

Result<bool> JobFile::IsDownloadedFromPeer(const Principal& caller) const {
  return entry_->IfReadable(caller, false);
}

Result<DownloadStats> JobFile::GetPeerDownloadStats(const Principal& caller) const {
  return entry_->IfReadable(caller, DownloadStats{record().bytes_transferred, 0});
}

Result<std::optional<std::string>> JobFile::GetProperty(const Principal& caller,
                                                        FileProperty property) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  if (property != FileProperty::kHttpResponseHeaders)
    return Unexpected(hresult::BG_E_UNKNOWN_PROPERTY_ID);
  return record().response_headers;
}

HResult JobFile::SetProperty(const Principal& caller, FileProperty property,
                             const std::optional<std::string>& /*value*/) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  return property == FileProperty::kHttpResponseHeaders ? hresult::BG_E_READ_ONLY_PROPERTY
                                                        : hresult::BG_E_UNKNOWN_PROPERTY_ID;
}

}  // namespace bitsproof
