// What libcurl's result codes mean to a job.
#pragma once

#include "reference/base/hresult.h"

namespace bitsproof::platform {

// The failure that `curl_code` (a CURLcode other than CURLE_OK) stands for; BG_E_UNKNOWN_ERROR for
// codes without a row.
HResult HResultFromCurl(int curl_code);

}  // namespace bitsproof::platform
