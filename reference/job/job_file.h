// JobFile: IBackgroundCopyFile as a C++ object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "reference/base/byte_range.h"
#include "reference/base/hresult.h"
#include "reference/base/result.h"
#include "reference/model/principal.h"

namespace bitsproof {

struct FileRecord;
struct QueueEntry;

// BG_FILE_PROGRESS.
struct FileProgress {
  std::uint64_t bytes_total = kSizeUnknown;
  std::uint64_t bytes_transferred = 0;
  bool completed = false;  // available under its final name
};

// One file of a job. Every method takes the caller and answers E_ACCESSDENIED and
// RPC_E_DISCONNECTED where the methods of Job do.
class JobFile {
 public:
  // Made by the job. REQUIRES: the job has a file `index`.
  JobFile(std::shared_ptr<const QueueEntry> entry, std::size_t index)
      : entry_(std::move(entry)), index_(index) {}

  // Its place among the files of the job, in the order in which they were added.
  std::size_t index() const { return index_; }

  Result<std::string> GetRemoteName(const Principal& caller) const;
  Result<std::string> GetLocalName(const Principal& caller) const;
  Result<FileProgress> GetProgress(const Principal& caller) const;
  // S_OK when the profile has the interface and a file offers it, else E_NOINTERFACE.
  HResult QueryInterface(const Principal& caller, std::string_view interface_name) const;

 private:
  const FileRecord& record() const;

  std::shared_ptr<const QueueEntry> entry_;
  std::size_t index_;
};

}  // namespace bitsproof
