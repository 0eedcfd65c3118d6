// JobError: IBackgroundCopyError as a C++ object.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "reference/base/result.h"
#include "reference/job/job_file.h"
#include "reference/model/job_record.h"

namespace bitsproof {

// The error that a job had when the object was obtained; later changes of the job do not show in
// it. It belongs to the client that obtained it, so its methods take no caller.
class JobError {
 public:
  // Made by the job.
  JobError(std::shared_ptr<QueueEntry> entry, ErrorRecord error)
      : entry_(std::move(entry)), error_(error) {}

  // GetError.
  HResult code() const { return error_.code; }
  ErrorContext context() const { return error_.context; }

  // The file that was processed; BG_E_FILE_NOT_AVAILABLE when the error is not about one
  // (CORE-ERR-02, -03).
  Result<JobFile> GetFile() const;
  // "http" for HTTP and HTTPS, "file" for everything else; BG_E_PROTOCOL_NOT_AVAILABLE when the
  // error has nothing to do with a protocol (CORE-ERR-04, -05).
  Result<std::string> GetProtocol() const;
  // As DescribeCode and DescribeErrorContext.
  Result<std::string> GetErrorDescription(std::uint32_t language_id) const;
  Result<std::string> GetErrorContextDescription(std::uint32_t language_id) const;

 private:
  std::shared_ptr<QueueEntry> entry_;
  ErrorRecord error_;
};

}  // namespace bitsproof
