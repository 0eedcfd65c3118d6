// CertificateValidation: what the client of a job says about the servers of its transfer.
#pragma once

#include <cstdint>
#include <optional>

#include "reference/env/event_sink.h"
#include "reference/env/transport.h"
#include "reference/job/queue_entry.h"
#include "reference/transfer/failure.h"

namespace bitsproof {

// Asks the object that the client has registered
// (IBackgroundCopyServerCertificateValidationCallback) about certificates that it has not accepted
// for this job yet.
class CertificateValidation final : public CertificateJudge {
 public:
  // Both outlive this object.
  CertificateValidation(EventSink& events, QueueEntry& entry) : events_(events), entry_(entry) {}

  // Has requests for that file of the job ask this object, when its client wants to be asked.
  void ApplyTo(TransportRequest& request, std::uint32_t file_index);

  HResult Judge(const ServerCertificate& certificate) override;

  // How a refusal ends the transfer; nullopt when nothing was refused since the last ApplyTo.
  const std::optional<TransferFailure>& refusal() const { return refusal_; }

 private:
  EventSink& events_;
  QueueEntry& entry_;
  std::uint32_t file_index_ = 0;
  std::optional<TransferFailure> refusal_;
};

}  // namespace bitsproof
