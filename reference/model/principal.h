// Principal: who calls.
#pragma once

#include <cstdint>
#include <string>

namespace bitsproof {

// The identity behind a call, as far as the queue cares.
struct Principal {
  enum class Kind {
    kStandardUser,
    kAdministrator,  // elevated; the same user with a token that is not is a standard user
    kService,        // LocalSystem, LocalService, NetworkService: always counts as logged on
  };

  std::string sid;  // "S-1-5-..."
  Kind kind = Kind::kStandardUser;
  bool is_restricted = false;  // the token has restricting SIDs

  friend bool operator==(const Principal&, const Principal&) = default;
  bool is_administrator() const { return kind == Kind::kAdministrator; }
  // What the token of such a caller says: SECURITY_MANDATORY_MEDIUM_RID, ..HIGH.. or ..SYSTEM_RID,
  // and whether it is elevated (J4-OWNER-01, -02).
  std::uint32_t integrity_level() const {
    if (kind == Kind::kService) return 0x4000;
    return kind == Kind::kAdministrator ? 0x3000 : 0x2000;
  }
  bool is_elevated() const { return kind != Kind::kStandardUser; }
};

}  // namespace bitsproof
