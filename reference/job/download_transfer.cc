#include "reference/job/download_transfer.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>
#include <variant>

#include "reference/transfer/failure.h"

namespace bitsproof {
namespace {

// UNSPECIFIED (PE-03): how often the progress of a running transfer is made durable.
constexpr Duration kCheckpointInterval = std::chrono::seconds(30);

// UNSPECIFIED (HT-07): a limited job asks for as much at a time as it may move in a second, and
// then rests; at the lowest rates for more, or the heads would outweigh the bytes. A response that
// was left waiting on its connection instead would fill the buffers of the system at full speed
// first, and servers give up on a client that takes nothing.
std::uint64_t PieceAt(std::uint64_t bits_per_second) {
  constexpr std::uint64_t kLeastBytes = 4096;
  return std::max(bits_per_second / 8, kLeastBytes);
}

SecuritySettings SecurityOf(std::uint32_t flags) {
  return {.ignores_unknown_authority = (flags & kSslIgnoreUnknownCa) != 0,
          .ignores_wrong_name = (flags & kSslIgnoreCertCnInvalid) != 0,
          .ignores_date = (flags & kSslIgnoreCertDateInvalid) != 0,
          .ignores_wrong_usage = (flags & kSslIgnoreCertWrongUsage) != 0,
          .checks_revocation = (flags & kSslEnableCrlCheck) != 0};
}

// Of 16 hexadecimal digits.
std::string NewNonce(Random& random) {
  std::string nonce;
  for (int i = 0; i < 16; ++i) nonce += "0123456789abcdef"[random.Next() % 16];
  return nonce;
}

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;  // Clang 14 does not deduce aggregates by itself

}  // namespace

DownloadTransfer::DownloadTransfer(Environment& env, JobSaver& saver, Throttle& throttle,
                                   TransferObserver& observer, QueueEntry& entry)
    : env_(env),
      saver_(saver),
      throttle_(throttle),
      observer_(observer),
      entry_(entry),
      validation_(env.events, entry),
      checkpoint_(env.timers),
      rest_(env.timers) {}

DownloadTransfer::~DownloadTransfer() {
  static_cast<void>(Checkpoint());  // what could not be kept will be fetched again
}

std::uint64_t DownloadTransfer::DurableBytes(std::size_t file_index) const {
  return file_index == index_ ? durable_bytes_ : entry_.files[file_index].bytes_transferred;
}

void DownloadTransfer::Begin() { NextFile(); }

// F2-REMOTE-05: the new server is asked which version it has; the bytes of the same one count.
void DownloadTransfer::OnNewName(std::size_t file_index) {
  if (file_index != index_) return;
  BeginAnew();
}

// What is under way was asked for at another rate.
void DownloadTransfer::OnBandwidthChange() {
  if (throttle_.LimitOf(entry_.record.priority) != limit_) BeginAnew();
}

// Another conversation about the present file, from where it is.
void DownloadTransfer::BeginAnew() {
  if (const HResult saved = Checkpoint(); saved.failed()) {
    Fail(FailureOfLocalFile(saved));
    return;
  }
  NextFile();
}

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
  limit_ = throttle_.LimitOf(entry_.record.priority);
  if (limit_ == std::uint64_t{0}) {  // an hour has just begun
    Fail(FailureOfBandwidth());
    return;
  }
  if (limit_) throttle_.pacer().SetRate(env_.clock.Now(), *limit_);
  FileRecord& record = file();
  const HttpOptions& http = entry_.record.http;
  FileDownload::Options options{.foreground = entry_.record.priority == JobPriority::kForeground,
                                .user_agent = UserAgentOf(entry_.profile),
                                .security_flags = http.security_flags,
                                .whole_by = http.method ? *http.method
                                            : entry_.record.properties.dynamic_content ? "GET"
                                                                                       : "",
                                .now = env_.clock.WallNow()};
  if (limit_) options.piece_bytes_max = std::min(options.piece_bytes_max, PieceAt(*limit_));
  download_.emplace(record.remote_name, record.ranges,
                    FileVersion{record.remote_size, record.remote_modified},
                    record.bytes_transferred, options);
  const auto& credentials = entry_.record.credentials;
  authenticator_.emplace(credentials, record.remote_name,
                         credentials.empty() ? "" : NewNonce(env_.random));
  Ask();
}

// Opens the temporary file of an earlier turn. One that is gone or too short cannot be continued:
// the file starts anew.
HResult DownloadTransfer::AdoptTemporary() {
  FileRecord& record = file();
  temporary_.reset();
  durable_bytes_ = record.bytes_transferred;
  if (record.temporary_name.empty()) return hresult::S_OK;
  const Result<FileInfo> info = env_.files.Stat(record.temporary_name);
  if (!info) record.temporary_name.clear();
  // Nothing is continued that comes in one piece (J5-DYN-02, HTTP2-METHOD-04).
  if (!info || info->size_bytes < record.bytes_transferred || entry_.FetchesWhole()) {
    if (const HResult forgotten = ForgetBytes(); forgotten.failed()) return forgotten;
  }
  if (const HResult opened = OpenTemporary(); opened.failed()) return opened;
  // What lies behind the recorded bytes came before a crash: it is not known to be whole, nor to
  // end where the file will.
  return temporary_->Truncate(record.bytes_transferred);
}

// The bytes of the temporary file no longer count. To be said to the store before others take their
// place, or a crash would have it trust those.
HResult DownloadTransfer::ForgetBytes() {
  file().bytes_transferred = durable_bytes_ = 0;
  saver_.SaveFile(entry_, index_);
  return saver_.Commit();
}

HResult DownloadTransfer::OpenTemporary() {
  FileRecord& record = file();
  if (record.temporary_name.empty()) {
    Result<std::string> created = env_.files.CreateTemporary(DirectoryOf(record.local_name));
    if (!created) return created.error();
    record.temporary_name = *std::move(created);
    if (entry_.record.properties.high_performance) {  // J5-HIPERF-02: under its own name at once
      const HResult renamed = env_.files.Rename(record.temporary_name, record.local_name);
      if (renamed.failed()) return renamed;
      record.temporary_name = record.local_name;
    }
    saver_.SaveFile(entry_, index_);
  }
  Result<std::unique_ptr<OpenFile>> opened = env_.files.Open(record.temporary_name);
  if (!opened) return opened.error();
  temporary_ = *std::move(opened);
  return hresult::S_OK;
}

// Sends the next request, one for bytes not before those that came are paid for.
void DownloadTransfer::Ask() {
  const Instant free_at = throttle_.pacer().free_at();
  if (limit_ && download_->is_probed() && free_at > env_.clock.Now()) {
    rest_.Arm(free_at, [this] { Send(); });
  } else {
    Send();
  }
}

void DownloadTransfer::Send() {
  rest_.Disarm();
  asked_ = download_->NextRequest();
  for (auto& [name, value] : entry_.record.http.CustomFields())
    asked_.headers.Add(std::move(name), std::move(value));
  asked_.proxy = entry_.record.proxy();
  asked_.proxy_turn = proxy_turn_;
  asked_.security = SecurityOf(entry_.record.http.security_flags);
  validation_.ApplyTo(asked_, static_cast<std::uint32_t>(index_));
  authenticator_->Authorize(asked_);
  exchange_ = env_.transport.Start(asked_, *this);
}

void DownloadTransfer::OnHead(const ResponseHead& head) {
  file().response_headers = ToText(head);  // stored with the progress
  if ((head.status == 401 || head.status == 407) && authenticator_->OnChallenge(head, asked_)) {
    at_end_ = FileDownload::Ask{};
    return;
  }
  const FileDownload::Step step = download_->OnHead(head);
  if (file().remote_name != download_->url()) {
    file().remote_name = download_->url();
    saver_.SaveFile(entry_, index_);
  }
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
    // A file with nothing to transfer counts as transferred as soon as its size is recorded: an
    // empty one is recorded when GET has brought nothing.
    if (download_->size() > 0) RecordVersion();
    if (!temporary_) {
      if (const HResult opened = OpenTemporary(); opened.failed()) {
        Fail(FailureOfLocalFile(opened));
        return;
      }
    }
    if (entry_.record.state == JobState::kConnecting) observer_.OnConnected(entry_);
  }
  at_end_ = step;
}

void DownloadTransfer::RecordVersion() {
  FileRecord& record = file();
  const FileVersion& version = download_->version();
  if (record.remote_size == version.size_bytes && record.remote_modified == version.modified)
    return;
  record.remote_size = version.size_bytes;
  record.remote_modified = version.modified;
  saver_.SaveFile(entry_, index_);
}

void DownloadTransfer::OnData(std::span<const std::byte> bytes) {
  if (!std::holds_alternative<FileDownload::Body>(at_end_))
    return;  // text that goes with a redirect or the like
  if (IsOverTheLimit(bytes.size())) {
    Fail({hresult::BG_E_MAX_DOWNLOAD_SIZE_LIMIT_REACHED, ErrorContext::kGeneralQueueManager, true});
    return;
  }
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
  if (limit_) throttle_.pacer().OnBytes(env_.clock.Now(), bytes.size());
  // J5-HIPERF-01.
  if (!checkpoint_.armed() && !entry_.record.properties.high_performance) {
    checkpoint_.Arm(env_.clock.Now() + kCheckpointInterval, [this] {
      if (const HResult saved = Checkpoint(); saved.failed()) {
        Fail(FailureOfLocalFile(saved));
        return;
      }
      static_cast<void>(saver_.Commit());
    });
  }
  observer_.OnBytesMoved(entry_);
}

void DownloadTransfer::OnEnd() {
  const bool body = std::holds_alternative<FileDownload::Body>(at_end_);
  Act(body ? download_->OnEnd() : FileDownload::Step(at_end_));
}

// HT-52: a proxy that cannot be reached gives way to the next of its list.
bool DownloadTransfer::HasAnotherProxy(HResult code) const {
  if (code != hresult::BG_E_CONNECT_FAILURE && code != hresult::WININET_E_NAME_NOT_RESOLVED)
    return false;
  const auto url = Url::Parse(asked_.url);
  const auto proxies = url ? ProxiesFor(asked_.proxy, *url) : std::vector<Url>();
  return proxies && proxy_turn_ + 1 < proxies->size();
}

void DownloadTransfer::OnFailure(const TransportFailure& failure) {
  if (HasAnotherProxy(failure.code)) {
    ++proxy_turn_;
    Ask();
    return;
  }
  Fail(validation_.refusal().value_or(FailureOfTransport(failure)));
}

void DownloadTransfer::Act(const FileDownload::Step& step) {
  std::visit(Overloaded{[](FileDownload::Body) {}, [this](FileDownload::Ask) { Ask(); },
                        [this](FileDownload::Restart) { Restart(); },
                        [this](FileDownload::Done) { FinishFile(); },
                        [this](const TransferFailure& failure) { Fail(failure); }},
             step);
}

// HT-28b: the file changed; only this one starts anew. The store has forgotten its bytes already.
void DownloadTransfer::Restart() {
  if (const HResult cut = temporary_->Truncate(0); cut.failed()) {
    Fail(FailureOfLocalFile(cut));
    return;
  }
  Ask();
}

void DownloadTransfer::FinishFile() {
  RecordVersion();
  if (const HResult saved = Checkpoint(); saved.failed()) {
    Fail(FailureOfLocalFile(saved));
    return;
  }
  observer_.OnFileTransferred(entry_, index_);
  NextFile();
}

// The offset may be stored only after the bytes before it are synced. A sync that fails may have
// lost them for good (Linux drops the pages), so they do not count any more.
HResult DownloadTransfer::Checkpoint() {
  if (!unsaved_) return hresult::S_OK;
  unsaved_ = false;
  if (const HResult synced = temporary_->Sync(); synced.failed()) {
    file().bytes_transferred = durable_bytes_;
    return synced;
  }
  durable_bytes_ = file().bytes_transferred;
  saver_.SaveFile(entry_, index_);
  return hresult::S_OK;
}

// J5-MAXSZ-01: of all files together.
bool DownloadTransfer::IsOverTheLimit(std::uint64_t more) const {
  const auto& files = entry_.files;
  const std::uint64_t there = std::accumulate(
      files.begin(), files.end(), std::uint64_t{0},
      [](std::uint64_t sum, const FileRecord& file) { return sum + file.bytes_transferred; });
  return there + more > entry_.record.properties.max_download_bytes;
}

void DownloadTransfer::Fail(const TransferFailure& failure) {
  TransferFailure known = failure;
  if (entry_.record.http.method) known.fatal = true;  // HTTP2-METHOD-04
  observer_.OnFailure(entry_, known, index_);
}

}  // namespace bitsproof
