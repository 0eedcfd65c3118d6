#include "reference/job/download_transfer.h"

#include <chrono>
#include <utility>
#include <variant>

#include "reference/transfer/failure.h"

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

DownloadTransfer::DownloadTransfer(Environment& env, JobSaver& saver, TransferObserver& observer,
                                   QueueEntry& entry, std::optional<Instant> deadline)
    : env_(env),
      saver_(saver),
      observer_(observer),
      entry_(entry),
      checkpoint_(env.timers),
      time_limit_(env.timers) {
  if (!deadline) return;
  time_limit_.Arm(*deadline, [this] {
    Fail({hresult::BG_E_MAXDOWNLOAD_TIMEOUT, ErrorContext::kGeneralQueueManager, true});
  });
}

DownloadTransfer::~DownloadTransfer() {
  exchange_.reset();
  Checkpoint();
}

void DownloadTransfer::Begin() { NextFile(); }

// CORE-SCHED-01: in the order in which they were added.
void DownloadTransfer::NextFile() {
  const auto& files = entry_.files;
  while (index_ < files.size() && files[index_].is_transferred()) ++index_;
  if (index_ == files.size()) {
    observer_.OnAllTransferred(entry_);
    return;
  }
  if (const HResult opened = AdoptTemporary(); opened.failed()) {
    Fail(FailureOfLocalFile(opened));
    return;
  }
  FileRecord& record = file();
  const FileDownload::Options options{entry_.record.priority == JobPriority::kForeground};
  download_.emplace(record.remote_name, FileVersion{record.bytes_total, record.remote_modified},
                    record.bytes_transferred, options);
  Ask();
}

// Opens the temporary file of an earlier turn. One that is gone or too short cannot be continued:
// the file starts anew.
HResult DownloadTransfer::AdoptTemporary() {
  FileRecord& record = file();
  temporary_.reset();
  if (record.temporary_name.empty()) return hresult::S_OK;
  const Result<FileInfo> info = env_.files.Stat(record.temporary_name);
  if (info && info->size_bytes >= record.bytes_transferred) return OpenTemporary();
  record.bytes_transferred = 0;
  if (info) return OpenTemporary();
  record.temporary_name.clear();
  return hresult::S_OK;
}

HResult DownloadTransfer::OpenTemporary() {
  FileRecord& record = file();
  if (record.temporary_name.empty()) {
    Result<std::string> created = env_.files.CreateTemporary(DirectoryOf(record.local_name));
    if (!created) return created.error();
    record.temporary_name = *std::move(created);
    saver_.SaveFile(entry_, index_);
  }
  Result<std::unique_ptr<OpenFile>> opened = env_.files.Open(record.temporary_name);
  if (!opened) return opened.error();
  temporary_ = *std::move(opened);
  return hresult::S_OK;
}

void DownloadTransfer::Ask() {
  TransportRequest request = download_->NextRequest();
  request.proxy = entry_.record.proxy();
  exchange_ = env_.transport.Start(request, *this);
}

void DownloadTransfer::OnHead(const ResponseHead& head) {
  const FileDownload::Step step = download_->OnHead(head);
  if (const auto* failure = std::get_if<TransferFailure>(&step)) {
    Fail(*failure);
    return;
  }
  if (download_->is_probed()) {
    RecordVersion();
    if (!temporary_) {
      if (const HResult opened = OpenTemporary(); opened.failed()) {
        Fail(FailureOfLocalFile(opened));
        return;
      }
    }
    if (entry_.record.state == JobState::kConnecting) observer_.OnConnected(entry_);
  }
  // The old bytes no longer count, whatever happens before the response ends.
  if (std::holds_alternative<FileDownload::Restart>(step)) file().bytes_transferred = 0;
  at_end_ = step;
}

void DownloadTransfer::RecordVersion() {
  FileRecord& record = file();
  const FileVersion& version = download_->version();
  if (record.bytes_total == version.size_bytes && record.remote_modified == version.modified)
    return;
  record.bytes_total = version.size_bytes;
  record.remote_modified = version.modified;
  saver_.SaveFile(entry_, index_);
}

void DownloadTransfer::OnData(std::span<const std::byte> bytes) {
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
    checkpoint_.Arm(env_.clock.Now() + kCheckpointInterval, [this] {
      Checkpoint();
      static_cast<void>(saver_.Commit());
    });
  }
  observer_.OnBytesMoved(entry_);
}

void DownloadTransfer::OnEnd() {
  const bool body = std::holds_alternative<FileDownload::Body>(at_end_);
  Act(body ? download_->OnEnd() : FileDownload::Step(at_end_));
}

void DownloadTransfer::OnFailure(const TransportFailure& failure) {
  Fail(FailureOfTransport(failure));
}

void DownloadTransfer::Act(const FileDownload::Step& step) {
  std::visit(Overloaded{[](FileDownload::Body) {}, [this](FileDownload::Ask) { Ask(); },
                        [this](FileDownload::Restart) { Restart(); },
                        [this](FileDownload::Done) { FinishFile(); },
                        [this](const TransferFailure& failure) { Fail(failure); }},
             step);
}

// HT-28b: the file changed; only this one starts anew.
void DownloadTransfer::Restart() {
  if (const HResult cut = temporary_->Truncate(0); cut.failed()) {
    Fail(FailureOfLocalFile(cut));
    return;
  }
  unsaved_ = true;
  observer_.OnRestart(entry_);
  Ask();
}

void DownloadTransfer::FinishFile() {
  exchange_.reset();
  temporary_.reset();
  checkpoint_.Disarm();
  unsaved_ = false;
  saver_.SaveFile(entry_, index_);
  observer_.OnFileTransferred(entry_, index_);
  ++index_;
  NextFile();
}

// The offset may be stored only after the bytes before it are safe.
void DownloadTransfer::Checkpoint() {
  if (!unsaved_ || !temporary_) return;
  if (temporary_->Sync().failed()) return;  // the older checkpoint stays true
  unsaved_ = false;
  saver_.SaveFile(entry_, index_);
}

void DownloadTransfer::Fail(const TransferFailure& failure) {
  observer_.OnFailure(entry_, failure, index_);
}

}  // namespace bitsproof
