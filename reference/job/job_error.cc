#include "reference/job/job_error.h"

#include "reference/base/url.h"
#include "reference/job/error_text.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

Result<JobFile> JobError::GetFile() const {
  // A store may hold an index of nothing.
  if (!error_.file_index || *error_.file_index >= entry_->files.size())
    return Unexpected(hresult::BG_E_FILE_NOT_AVAILABLE);
  return JobFile(entry_, *error_.file_index);
}

Result<std::string> JobError::GetProtocol() const {
  const Result<JobFile> file = GetFile();
  if (!error_.protocol_related || !file) return Unexpected(hresult::BG_E_PROTOCOL_NOT_AVAILABLE);
  const auto url = Url::Parse(entry_->files[file->index()].remote_name);
  return std::string(url && url->is_http() ? "http" : "file");
}

Result<std::string> JobError::GetErrorDescription(std::uint32_t language_id) const {
  return DescribeCode(error_.code, language_id);
}

Result<std::string> JobError::GetErrorContextDescription(std::uint32_t language_id) const {
  return DescribeErrorContext(error_.context, language_id);
}

}  // namespace bitsproof
