#include "reference/job/certificate_validation.h"

#include <utility>

namespace bitsproof {

void CertificateValidation::ApplyTo(TransportRequest& request, std::uint32_t file_index) {
  refusal_.reset();
  file_index_ = file_index;
  request.judge = entry_.record.http.validates_certificates ? this : nullptr;
}

HResult CertificateValidation::Judge(const ServerCertificate& certificate) {
  auto& validator = entry_.certificate_validator;
  const std::pair accepted(certificate.place, certificate.encoded);
  if (validator && validator->accepted.contains(accepted)) return hresult::S_OK;  // HTTP3-CB-10
  std::optional<HResult> answer;
  if (validator) {
    JobEvent event{JobEvent::Kind::kServerCertificate, entry_.record.id};
    event.callback = validator->callback;
    event.user = validator->user;
    event.file_index = file_index_;
    answer = events_.OnServerCertificate(event, certificate);
  }
  if (!answer) {  // HTTP3-CB-09
    refusal_ = TransferFailure{hresult::BG_E_SERVER_CERT_VALIDATION_INTERFACE_REQUIRED,
                               ErrorContext::kServerCertificateCallback, true};
  } else if (answer->failed()) {  // HTTP3-CB-08, -11
    refusal_ = TransferFailure{*answer, ErrorContext::kServerCertificateCallback, false};
  } else {
    validator->accepted.insert(accepted);
  }
  return refusal_ ? refusal_->code : hresult::S_OK;
}

}  // namespace bitsproof
