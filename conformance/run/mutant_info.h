// MutantInfo: what is told of a subject that is wrong on purpose.
#pragma once

#include <string>

namespace bitsproof::conformance {

// A subject wrong on purpose.
struct MutantInfo {
  std::string name;         // "limits.per-user-61"
  std::string requirement;  // the rule that it breaks
  std::string description;  // one sentence: what is wrong with it
};

}  // namespace bitsproof::conformance
