// What a case knows and no log, trace or report tells.
#pragma once

#include "conformance/json/json.h"
#include "conformance/run/mismatch.h"

namespace bitsproof::conformance {

// `value` with passwords hidden, and with what authorization fields say behind their scheme.
Json WithoutSecrets(Json value);

// The same of what `mismatch` quotes.
Mismatch WithoutSecrets(Mismatch mismatch);

}  // namespace bitsproof::conformance
