// FileRow: a file of a job as it lies in a table.
#pragma once

#include <cstdint>

#include "reference/base/guid.h"
#include "reference/model/job_record.h"

namespace bitsproof::platform {

struct FileRow {
  Guid job;
  std::uint64_t position = 0;  // from 0, among the files of the job
  FileRecord file;
};

}  // namespace bitsproof::platform
