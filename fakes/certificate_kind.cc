#include "fakes/certificate_kind.h"

#include <fmt/format.h>

#include <utility>

namespace bitsproof::fakes {
namespace {

constexpr std::pair<std::string_view, CertificateKind> kWords[] = {
    {"good", CertificateKind::kGood},
    {"expired", CertificateKind::kExpired},
    {"not-yet-valid", CertificateKind::kNotYetValid},
    {"wrong-name", CertificateKind::kWrongName},
    {"unknown-authority", CertificateKind::kUnknownAuthority},
    {"self-signed", CertificateKind::kSelfSigned},
    {"wrong-usage", CertificateKind::kWrongUsage},
    {"revoked", CertificateKind::kRevoked},
    {"unlisted", CertificateKind::kUnlisted},
};

bool IsOverlooked(CertificateKind kind, const SecuritySettings& settings) {
  switch (kind) {
    case CertificateKind::kExpired:
    case CertificateKind::kNotYetValid:
      return settings.ignores_date;
    case CertificateKind::kWrongName:
      return settings.ignores_wrong_name;
    case CertificateKind::kUnknownAuthority:
    case CertificateKind::kSelfSigned:
      return settings.ignores_unknown_authority;
    case CertificateKind::kWrongUsage:
      return settings.ignores_wrong_usage;
    case CertificateKind::kGood:
    case CertificateKind::kRevoked:
    case CertificateKind::kUnlisted:
      return true;
  }
  return false;
}

bool HasList(CertificateKind kind) {
  return kind != CertificateKind::kUnknownAuthority && kind != CertificateKind::kSelfSigned &&
         kind != CertificateKind::kUnlisted;
}

}  // namespace

std::optional<CertificateKind> ParseCertificateKind(std::string_view word) {
  for (const auto& [name, kind] : kWords) {
    if (name == word) return kind;
  }
  return std::nullopt;
}

std::string SimulatedCertificate(CertificateKind kind, std::string_view host) {
  for (const auto& [name, known] : kWords) {
    if (known == kind) return fmt::format("the {} certificate of {}", name, host);
  }
  return {};
}

std::optional<HResult> FaultOf(CertificateKind kind, const SecuritySettings& settings) {
  if (!IsOverlooked(kind, settings)) return hresult::E_WINHTTP_SECURE_FAILURE;
  if (!settings.checks_revocation) return std::nullopt;
  if (!HasList(kind)) return hresult::E_WINHTTP_SECURE_CERT_REV_FAILED;
  if (kind == CertificateKind::kRevoked) return hresult::E_WINHTTP_SECURE_CERT_REVOKED;
  return std::nullopt;
}

}  // namespace bitsproof::fakes
