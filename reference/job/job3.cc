#include <string>
#include <utility>
#include <vector>

#include "reference/base/url.h"
#include "reference/job/file_names.h"
#include "reference/job/job.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"
#include "reference/model/file_ranges.h"

namespace bitsproof {

HResult Job::ReplaceRemotePrefix(const Principal& caller,
                                 const std::optional<std::string>& old_prefix,
                                 const std::optional<std::string>& new_prefix) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (entry_->record.type != JobType::kDownload) return hresult::E_NOTIMPL;  // J3-PREFIX-05
  if (old_prefix.value_or("").empty() || new_prefix.value_or("").empty())
    return hresult::E_INVALIDARG;
  std::vector<std::pair<std::size_t, std::string>> names;
  for (std::size_t i = 0; i < entry_->files.size(); ++i) {
    const std::string& name = entry_->files[i].remote_name;
    if (!name.starts_with(*old_prefix)) continue;
    names.emplace_back(i, *new_prefix + name.substr(old_prefix->size()));
    const HResult valid =
        CheckRemoteName(names.back().second, entry_->record.type, entry_->profile);
    if (valid.failed()) return valid;
  }
  return names.empty() ? hresult::S_FALSE : entry_->queue->SetRemoteNames(*entry_, names);
}

HResult Job::AddFileWithRanges(const Principal& caller,
                               const std::optional<std::string>& remote_name,
                               const std::optional<std::string>& local_name,
                               const std::optional<std::vector<ByteRange>>& ranges) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (entry_->record.type != JobType::kDownload) return hresult::E_NOTIMPL;  // J3-RANGES-02
  if (!ranges || ranges->empty()) return hresult::E_INVALIDARG;
  // UNSPECIFIED (J5-DYN-04): the code.
  if (entry_->FetchesWhole()) return hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION;
  const FileNames names{remote_name, local_name};
  if (const HResult valid = CheckNewFiles(caller, {names}); valid.failed()) return valid;
  // UNSPECIFIED (J3-RANGES-15): the code for ranges of SMB files, which ended with 3.0.
  const auto url = Url::Parse(*remote_name);
  if (entry_->profile >= Profile::k3_0 && !(url && url->is_http())) return hresult::E_INVALIDARG;
  const Queue& queue = *entry_->queue;
  if (ranges->size() > queue.policy().max_ranges_per_file && !queue.IsExempt(caller))
    return hresult::BG_E_TOO_MANY_RANGES_IN_FILE;
  if (const HResult valid = CheckRanges(*ranges); valid.failed()) return valid;
  Append(names, *ranges);
  return Modified(kFilesAdded);
}

Result<std::uint32_t> Job::GetFileACLFlags(const Principal& caller) const {
  return entry_->IfReadable(caller, entry_->record.file_acl_flags);
}

HResult Job::SetFileACLFlags(const Principal& caller, std::uint32_t flags) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (entry_->record.state == JobState::kTransferred) return hresult::BG_E_INVALID_STATE;
  if ((flags & ~kCopyFileAll) != 0) return hresult::E_INVALIDARG;
  entry_->record.file_acl_flags = flags;
  return Modified();
}

}  // namespace bitsproof
