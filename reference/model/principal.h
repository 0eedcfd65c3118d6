// Principal: who calls.
#pragma once

#include <string>

namespace bitsproof {

// The identity behind a call, as far as the queue cares.
struct Principal {
  enum class Kind {
    kStandardUser,
    kAdministrator,  // elevated
    kService,        // LocalSystem, LocalService, NetworkService: always counts as logged on
  };

  std::string sid;  // "S-1-5-..."
  Kind kind = Kind::kStandardUser;

  friend bool operator==(const Principal&, const Principal&) = default;
  bool is_administrator() const { return kind == Kind::kAdministrator; }
};

}  // namespace bitsproof
