// MutantInfo: what is told of a subject that is other than the reference on purpose.
#pragma once

#include <string>

namespace bitsproof::conformance {

// A subject wrong on purpose, which some scenario must notice; or one that reads the pages
// otherwise, which none may accuse.
struct MutantInfo {
  std::string name;         // "limits.per-user-61"
  std::string requirement;  // the rule that it breaks, or that leaves it open
  std::string description;  // one sentence: what is wrong with it, or how it reads the rule
  bool conforms = false;    // a reading
};

}  // namespace bitsproof::conformance
