// DownloadTransfer: one turn of a download job.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "reference/env/environment.h"
#include "reference/job/certificate_validation.h"
#include "reference/job/job_saver.h"
#include "reference/job/job_transfer.h"
#include "reference/job/queue_entry.h"
#include "reference/job/throttle.h"
#include "reference/transfer/authentication.h"
#include "reference/transfer/file_download.h"

namespace bitsproof {

// Fetches the files of a job through the transport into temporary files.
class DownloadTransfer final : public JobTransfer, private ExchangeObserver {
 public:
  // All of them outlive the transfer. REQUIRES: the job is CONNECTING.
  DownloadTransfer(Environment& env, JobSaver& saver, Throttle& throttle,
                   TransferObserver& observer, QueueEntry& entry);
  ~DownloadTransfer() override;

  void Begin() override;
  void OnNewName(std::size_t file_index) override;
  void OnBandwidthChange() override;
  std::uint64_t DurableBytes(std::size_t file_index) const override;

 private:
  void OnHead(const ResponseHead& head) override;
  void OnData(std::span<const std::byte> bytes) override;
  void OnEnd() override;
  void OnFailure(const TransportFailure& failure) override;

  void NextFile();
  void Act(const FileDownload::Step& step);
  void BeginAnew();
  void Ask();
  void Send();
  void Restart();
  void FinishFile();
  HResult OpenTemporary();
  HResult AdoptTemporary();
  void RecordVersion();
  HResult ForgetBytes();
  HResult Checkpoint();
  bool HasAnotherProxy(HResult code) const;
  bool IsOverTheLimit(std::uint64_t more) const;
  void Fail(const TransferFailure& failure);
  FileRecord& file() { return entry_.files[index_]; }

  Environment& env_;
  JobSaver& saver_;
  Throttle& throttle_;
  TransferObserver& observer_;
  QueueEntry& entry_;
  std::size_t index_ = 0;
  Bandwidth limit_;  // to which the conversation about the file is held
  std::optional<FileDownload> download_;
  std::optional<Authenticator> authenticator_;
  CertificateValidation validation_;
  TransportRequest asked_;      // last
  std::size_t proxy_turn_ = 0;  // of the proxies, the one that is asked
  std::unique_ptr<OpenFile> temporary_;
  std::unique_ptr<Exchange> exchange_;
  // What to do once the response has ended; Body while its body belongs to the file. Leaving a
  // response before its end would cost the connection.
  FileDownload::Step at_end_;
  std::uint64_t durable_bytes_ = 0;  // of the present file: up to the last sync
  bool unsaved_ = false;             // bytes arrived since then
  Timer checkpoint_;
  Timer rest_;  // until what has moved is paid for
};

}  // namespace bitsproof
