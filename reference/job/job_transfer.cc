#include "reference/job/job_transfer.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "reference/job/queue.h"

namespace bitsproof {
namespace {

// UNSPECIFIED (PE-03): how often the progress of a running transfer is made durable.
constexpr Duration kCheckpointInterval = std::chrono::seconds(30);

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;  // Clang 14 does not deduce aggregates by itself

}  // namespace

JobTransfer::JobTransfer(Queue& queue, Job& job)
    : queue_(queue),
      job_(job),
      started_(queue.env().clock.Now()),
      checkpoint_(queue.env().timers),
      time_limit_(queue.env().timers) {}

JobTransfer::~JobTransfer() {
  exchange_.reset();
  static_cast<void>(Checkpoint());  // what could not be kept will be fetched again
}

std::uint64_t JobTransfer::DurableBytes(std::size_t index) const {
  return index == index_ && temporary_ ? durable_bytes_ : job_.files_[index].bytes_transferred;
}

Duration JobTransfer::elapsed() const { return queue_.env().clock.Now() - started_; }

void JobTransfer::Begin() {
  if (job_.type() != JobType::kDownload) {
    // Uploads are not implemented yet: the job says so instead of waiting for ever.
    queue_.OnFailure(job_, {hresult::E_NOTIMPL, ErrorContext::kGeneralQueueManager, true}, 0);
    return;
  }
  if (HasMaximumDownloadTime(queue_.profile())) {  // CORE-LIFE-19
    const Duration limit = std::chrono::seconds(queue_.policy().max_download_time_seconds);
    time_limit_.Arm(started_ + (limit - std::min(limit, job_.active_time_)), [this] {
      Fail({hresult::BG_E_MAXDOWNLOAD_TIMEOUT, ErrorContext::kGeneralQueueManager, true});
    });
  }
  NextFile();
}

// CORE-SCHED-01: in the order in which they were added.
void JobTransfer::NextFile() {
  auto& files = job_.files_;
  while (index_ < files.size() && files[index_].is_transferred()) ++index_;
  if (index_ == files.size()) {
    queue_.OnAllTransferred(job_);
    return;
  }
  if (const HResult opened = AdoptTemporary(); opened.failed()) {
    Fail(FailureOfLocalFile(opened));
    return;
  }
  FileRecord& record = file();
  const FileDownload::Options options{job_.record_.priority == JobPriority::kForeground};
  download_.emplace(record.remote_name, FileVersion{record.bytes_total, record.remote_modified},
                    record.bytes_transferred, options);
  Ask();
}

// Opens the temporary file of an earlier turn. One that is gone or too short cannot be continued:
// the file starts anew.
HResult JobTransfer::AdoptTemporary() {
  FileRecord& record = file();
  temporary_.reset();
  durable_bytes_ = record.bytes_transferred;
  if (record.temporary_name.empty()) return hresult::S_OK;
  const Result<FileInfo> info = queue_.env().files.Stat(record.temporary_name);
  if (!info) record.temporary_name.clear();
  if (!info || info->size_bytes < record.bytes_transferred) {
    if (const HResult forgotten = ForgetBytes(); forgotten.failed()) return forgotten;
  }
  if (!info) return hresult::S_OK;
  const HResult opened = OpenTemporary();
  if (opened.failed() || info->size_bytes <= record.bytes_transferred) return opened;
  // What lies behind the recorded bytes came before a crash: it is not known to be whole, nor to
  // end where the file will.
  return temporary_->Truncate(record.bytes_transferred);
}

// The bytes of the temporary file no longer count. To be said to the store before others take their
// place, or a crash would have it trust those.
HResult JobTransfer::ForgetBytes() {
  const bool was_empty = durable_bytes_ == 0;
  file().bytes_transferred = durable_bytes_ = 0;
  if (was_empty) return hresult::S_OK;
  queue_.SaveFile(job_, index_);
  return queue_.Commit();
}

HResult JobTransfer::OpenTemporary() {
  FileRecord& record = file();
  if (record.temporary_name.empty()) {
    Result<std::string> created =
        queue_.env().files.CreateTemporary(DirectoryOf(record.local_name));
    if (!created) return created.error();
    record.temporary_name = *std::move(created);
    queue_.SaveFile(job_, index_);
  }
  Result<std::unique_ptr<OpenFile>> opened = queue_.env().files.Open(record.temporary_name);
  if (!opened) return opened.error();
  temporary_ = *std::move(opened);
  return hresult::S_OK;
}

void JobTransfer::Ask() {
  exchange_ = queue_.env().transport.Start(download_->NextRequest(), *this);
}

void JobTransfer::OnHead(const ResponseHead& head) {
  const FileDownload::Step step = download_->OnHead(head);
  if (const auto* failure = std::get_if<TransferFailure>(&step)) {
    Fail(*failure);
    return;
  }
  // Whatever happens before the response ends, and before the new version is recorded.
  if (std::holds_alternative<FileDownload::Restart>(step)) {
    if (const HResult forgotten = ForgetBytes(); forgotten.failed()) {
      Fail(FailureOfLocalFile(forgotten));
      return;
    }
  }
  if (download_->is_probed()) {
    RecordVersion();
    if (!temporary_) {
      if (const HResult opened = OpenTemporary(); opened.failed()) {
        Fail(FailureOfLocalFile(opened));
        return;
      }
    }
    if (job_.record_.state == JobState::kConnecting) queue_.OnConnected(job_);
  }
  at_end_ = step;
}

void JobTransfer::RecordVersion() {
  FileRecord& record = file();
  const FileVersion& version = download_->version();
  if (record.bytes_total == version.size_bytes && record.remote_modified == version.modified)
    return;
  record.bytes_total = version.size_bytes;
  record.remote_modified = version.modified;
  queue_.SaveFile(job_, index_);
}

void JobTransfer::OnData(std::span<const std::byte> bytes) {
  if (!std::holds_alternative<FileDownload::Body>(at_end_))
    return;  // text that goes with a redirect or the like
  const std::uint64_t offset = download_->offset();
  if (!download_->OnBytes(bytes.size())) {
    Fail({hresult::BG_E_INVALID_SERVER_RESPONSE, ErrorContext::kRemoteFile, false});
    return;
  }
  if (const HResult written = temporary_->WriteAt(offset, bytes); written.failed()) {
    Fail(FailureOfLocalFile(written));
    return;
  }
  file().bytes_transferred = download_->offset();
  unsaved_ = true;
  if (!checkpoint_.armed()) {
    checkpoint_.Arm(queue_.env().clock.Now() + kCheckpointInterval, [this] {
      if (const HResult saved = Checkpoint(); saved.failed()) {
        Fail(FailureOfLocalFile(saved));
        return;
      }
      static_cast<void>(queue_.Commit());
    });
  }
  queue_.OnBytesMoved(job_);
}

void JobTransfer::OnEnd() {
  const bool body = std::holds_alternative<FileDownload::Body>(at_end_);
  Act(body ? download_->OnEnd() : FileDownload::Step(at_end_));
}

void JobTransfer::OnFailure(const TransportFailure& failure) { Fail(FailureOfTransport(failure)); }

void JobTransfer::Act(const FileDownload::Step& step) {
  std::visit(Overloaded{[](FileDownload::Body) {}, [this](FileDownload::Ask) { Ask(); },
                        [this](FileDownload::Restart) { Restart(); },
                        [this](FileDownload::Done) { FinishFile(); },
                        [this](const TransferFailure& failure) { Fail(failure); }},
             step);
}

// HT-28b: the file changed; only this one starts anew. The store has forgotten its bytes already.
void JobTransfer::Restart() {
  if (const HResult cut = temporary_->Truncate(0); cut.failed()) {
    Fail(FailureOfLocalFile(cut));
    return;
  }
  unsaved_ = true;
  queue_.Touch(job_);
  Ask();
}

void JobTransfer::FinishFile() {
  exchange_.reset();
  checkpoint_.Disarm();
  unsaved_ = true;
  if (const HResult saved = Checkpoint(); saved.failed()) {
    Fail(FailureOfLocalFile(saved));
    return;
  }
  temporary_.reset();
  queue_.Modified(job_);
  static_cast<void>(queue_.Commit());
  ++index_;
  NextFile();
}

// The offset may be stored only after the bytes before it are synced. A sync that fails may have
// lost them for good (Linux drops the pages), so they do not count any more.
HResult JobTransfer::Checkpoint() {
  if (!unsaved_ || !temporary_) return hresult::S_OK;
  unsaved_ = false;
  if (const HResult synced = temporary_->Sync(); synced.failed()) {
    file().bytes_transferred = durable_bytes_;
    return synced;
  }
  durable_bytes_ = file().bytes_transferred;
  queue_.SaveFile(job_, index_);
  return hresult::S_OK;
}

void JobTransfer::Fail(const TransferFailure& failure) { queue_.OnFailure(job_, failure, index_); }

}  // namespace bitsproof
