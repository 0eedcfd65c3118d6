// AppendJson: JSON values as text, quickly.
#pragma once

#include <string>

#include "conformance/json/json.h"

namespace bitsproof::conformance {

// Appends `value` as one line without blanks, like Json::dump does; bytes that are no UTF-8 become
// U+FFFD. Messages are mostly short texts of ASCII, for which this is several times as fast.
void AppendJson(std::string& text, const Json& value);

}  // namespace bitsproof::conformance
