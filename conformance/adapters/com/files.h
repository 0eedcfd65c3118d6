// The files of a job, as the protocol shows them.
#pragma once

#include <vector>

#include "conformance/adapters/com/com_ptr.h"
#include "conformance/adapters/com/interfaces.h"

namespace com_adapter {

// The protocol counts files in the order in which they were added. A service may list them the
// other way round (Wine's does): set once for the process, as soon as it is known.
void SetFilesListedBackwards(bool backwards);

// The index of the file that is listed at `position` of `count`, and the other way round.
std::size_t IndexAt(std::size_t position, std::size_t count);

// {"index", "remoteName", "localName"}, or the first failure.
HRESULT FileToJson(IBackgroundCopyFile& file, std::size_t index, Json& json);

// File number `index` of the job; E_INVALIDARG when it has fewer.
HRESULT FileAt(IBackgroundCopyJob& job, UINT64 index, ComPtr<IBackgroundCopyFile>& file);

// The number of the first file of the job with the names of `file`; -1 when there is none.
int IndexOf(IBackgroundCopyJob& job, IBackgroundCopyFile& file);

// [{"initialOffset", "length"}], "eof" for BG_LENGTH_TO_EOF, and back.
Json RangesToJson(const BG_FILE_RANGE* ranges, DWORD count);
std::vector<BG_FILE_RANGE> RangesOf(const Json& list);

}  // namespace com_adapter
