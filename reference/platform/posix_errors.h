// What errno means to a job.
#pragma once

#include "reference/base/hresult.h"

namespace bitsproof::platform {

// The failure that `error_number` (errno after a failed call on a file) stands for; E_FAIL for
// numbers without a row. ENOENT is E_FILE_NOT_FOUND here: a caller that knows that a directory
// is missing says so itself.
HResult HResultFromErrno(int error_number);

}  // namespace bitsproof::platform
