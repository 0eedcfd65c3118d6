// Digests of what an origin serves.
#pragma once

#include <cstdint>
#include <string>

#include "conformance/json/json.h"

namespace bitsproof::conformance {

// Length and SHA-256 of a body.
struct Digest {
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 lower-case hexadecimal digits
};

// The digest of a resource of `script` (fakes/origin_script.md). `resource` is its path; "/path#1"
// means its first later version. Throws HarnessError when there is none. Safe to call from several
// threads.
Digest DigestOfResource(const Json& script, const std::string& resource);

}  // namespace bitsproof::conformance
