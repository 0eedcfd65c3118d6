#include "reference/model/job_record.h"

#include "reference/model/file_ranges.h"

namespace bitsproof {

std::uint64_t FileRecord::bytes_total() const {
  if (ranges.empty() || remote_size == kSizeUnknown) return remote_size;
  // What is recorded of a server is never a version in which ranges are missing.
  return TotalOf(StretchesOf(ranges, remote_size).value_or(std::vector<ByteRange>{}));
}

}  // namespace bitsproof
