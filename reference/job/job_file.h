// JobFile: IBackgroundCopyFile as a C++ object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/base/byte_range.h"
#include "reference/base/hresult.h"
#include "reference/base/result.h"
#include "reference/model/job_record.h"

namespace bitsproof {

struct QueueEntry;

// BG_FILE_PROGRESS.
struct FileProgress {
  std::uint64_t bytes_total = kSizeUnknown;
  std::uint64_t bytes_transferred = 0;
  bool completed = false;  // available under its final name
};

// What GetFileRanges tells: S_OK and the ranges, or S_FALSE.
struct FileRanges {
  HResult code;
  std::vector<ByteRange> ranges;
};

// What GetPeerDownloadStats tells: where the bytes came from.
struct DownloadStats {
  std::uint64_t from_origin = 0;
  std::uint64_t from_peers = 0;
};

// One file of a job. Every method takes the caller and answers E_ACCESSDENIED and
// RPC_E_DISCONNECTED where the methods of Job do.
class JobFile {
 public:
  // Made by the job. REQUIRES: the job has a file `index`.
  JobFile(std::shared_ptr<QueueEntry> entry, std::size_t index)
      : entry_(std::move(entry)), index_(index) {}

  // Its place among the files of the job, in the order in which they were added.
  std::size_t index() const { return index_; }

  Result<std::string> GetRemoteName(const Principal& caller) const;
  Result<std::string> GetLocalName(const Principal& caller) const;
  Result<FileProgress> GetProgress(const Principal& caller) const;
  // S_OK when the profile has the interface and a file offers it, else E_NOINTERFACE.
  HResult QueryInterface(const Principal& caller, std::string_view interface_name) const;

  // --- IBackgroundCopyFile2: from 2.0 on ---

  // Those of AddFileWithRanges. S_FALSE and none: the whole file is transferred.
  Result<FileRanges> GetFileRanges(const Principal& caller) const;
  // Where the rest of a download comes from, also of one that is under way, which goes on where it
  // is unless the file there is another version. E_INVALIDARG for what AddFile refuses, E_NOTIMPL
  // for uploads.
  HResult SetRemoteName(const Principal& caller, const std::optional<std::string>& name);

  // --- IBackgroundCopyFile3: from 3.0 on ---

  // Its content can be read up to the transferred bytes, until Complete, Cancel or the inactivity
  // timeout. "" before the transfer of the file begins and after it has its final name
  // (UNSPECIFIED).
  Result<std::string> GetTemporaryName(const Principal& caller) const;
  // Whether the client has called the content valid, or Complete has taken it for that.
  Result<bool> GetValidationState(const Principal& caller) const;
  // A file that is not valid has to be transferred again: it loses its bytes, and the job is in
  // ERROR, with BG_E_VALIDATION_FAILED, until Resume. E_PENDING before the file is transferred.
  HResult SetValidationState(const Principal& caller, bool is_valid);
  // Never: there is no cache of peers.
  Result<bool> IsDownloadedFromPeer(const Principal& caller) const;

  // --- IBackgroundCopyFile4: from 4.0 on ---

  Result<DownloadStats> GetPeerDownloadStats(const Principal& caller) const;

  // --- IBackgroundCopyFile5: from 5.0 on ---

  // The status line and the header fields of the last response for the file, each ended by CR LF;
  // nullopt before any. BG_E_UNKNOWN_PROPERTY_ID for another property.
  Result<std::optional<std::string>> GetProperty(const Principal& caller,
                                                 FileProperty property) const;
  // BG_E_READ_ONLY_PROPERTY: the only property is one.
  HResult SetProperty(const Principal& caller, FileProperty property,
                      const std::optional<std::string>& value);

 private:
  const FileRecord& record() const;

  std::shared_ptr<QueueEntry> entry_;
  std::size_t index_;
};

}  // namespace bitsproof
