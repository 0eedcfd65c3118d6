// The rules for the names of files in a job (facts CORE-NAME-01 to -11).
#pragma once

#include <string_view>

#include "reference/base/hresult.h"
#include "reference/model/job_record.h"
#include "reference/model/profile.h"

namespace bitsproof {

// S_OK for a remote name that a job of `type` accepts, E_INVALIDARG otherwise. Accepted: http and
// https URLs; from 2.0 on SMB names (UNC, drive path, file://) but for upload-reply jobs. Existence
// is not checked.
HResult CheckRemoteName(std::string_view name, JobType type, Profile profile);

// S_OK for a full path ("C:\dir\file", "\\server\share\file", "/dir/file") within MAX_PATH, without
// wildcards, streams and the prefix "\\?"; E_INVALIDARG otherwise.
HResult CheckLocalName(std::string_view name);

}  // namespace bitsproof
