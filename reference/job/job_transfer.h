// JobTransfer: one turn of a job: its files, one after another, through the transport into
// temporary files.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "reference/env/environment.h"
#include "reference/job/job.h"
#include "reference/transfer/file_download.h"

namespace bitsproof {

class Queue;

// Lives while its job is CONNECTING or TRANSFERRING. Tells the queue what happens; destroying it
// gives the transfer up, with every byte that arrived counted and saved. Any call of the queue may
// destroy it, so such calls come last.
class JobTransfer final : private ExchangeObserver {
 public:
  // `queue` and `job` outlive the transfer. REQUIRES: the job is CONNECTING.
  JobTransfer(Queue& queue, Job& job);
  ~JobTransfer() override;

  // Starts with the first file that is not transferred. May end the transfer at once.
  void Begin();

  // CONNECTING plus TRANSFERRING time of this turn so far.
  Duration elapsed() const;

  // How much of file `index` a crash of the machine leaves: what may be said to the store.
  std::uint64_t DurableBytes(std::size_t index) const;

 private:
  void OnHead(const ResponseHead& head) override;
  void OnData(std::span<const std::byte> bytes) override;
  void OnEnd() override;
  void OnFailure(const TransportFailure& failure) override;

  void NextFile();
  void Act(const FileDownload::Step& step);
  void Ask();
  void Restart();
  void FinishFile();
  HResult OpenTemporary();
  HResult AdoptTemporary();
  void RecordVersion();
  HResult ForgetBytes();
  HResult Checkpoint();
  void Fail(const TransferFailure& failure);
  FileRecord& file() { return job_.files_[index_]; }

  Queue& queue_;
  Job& job_;
  const Instant started_;
  std::size_t index_ = 0;
  std::optional<FileDownload> download_;
  std::unique_ptr<OpenFile> temporary_;
  std::unique_ptr<Exchange> exchange_;
  // What to do once the response has ended; Body while its body belongs to the file. Leaving a
  // response before its end would cost the connection.
  FileDownload::Step at_end_;
  std::uint64_t durable_bytes_ = 0;  // of the present file: up to the last sync
  bool unsaved_ = false;             // bytes arrived since then
  Timer checkpoint_;
  Timer time_limit_;
};

}  // namespace bitsproof
