// CertificateKind: what is right or wrong with the certificate that an origin shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/base/hresult.h"
#include "reference/env/transport.h"

namespace bitsproof::fakes {

// All but the first have one fault each. kUnlisted is good until somebody asks whether it was
// revoked: its authority has no list.
enum class CertificateKind {
  kGood,
  kExpired,
  kNotYetValid,
  kWrongName,
  kUnknownAuthority,
  kSelfSigned,
  kWrongUsage,
  kRevoked,
  kUnlisted,
};

// In the words of origin_script.md; nullopt for any other word.
std::optional<CertificateKind> ParseCertificateKind(std::string_view word);

// With what a client of these settings ends an exchange that is shown such a certificate; nullopt
// when it goes on.
std::optional<HResult> FaultOf(CertificateKind kind, const SecuritySettings& settings);

// What takes the place of the certificate of `host` in a simulation.
std::string SimulatedCertificate(CertificateKind kind, std::string_view host);

}  // namespace bitsproof::fakes
