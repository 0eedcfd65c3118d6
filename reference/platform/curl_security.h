// How libcurl and its TLS library are told what to overlook in a certificate.
#pragma once

#include <curl/curl.h>

#include "reference/env/transport.h"

namespace bitsproof::platform {

// Applies `settings`, which must outlive the transfer, to `easy`. With anything but the default the
// transfer has a connection of its own: what one exchange overlooks must not let another pass.
void SetSecurity(CURL* easy, const SecuritySettings& settings);

}  // namespace bitsproof::platform
