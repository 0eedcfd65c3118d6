// Mutants of the transfer itself: wire, status codes, local files.
#include <algorithm>
#include <array>
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr std::uint64_t kTenYearsInSeconds = 315'360'000;
constexpr int kOk = 200;
constexpr int kNotFound = 404;
constexpr int kNotImplemented = 501;

// --- Local files ---

HResult SpoilLastByte(FileSystem& files, const std::string& from, const std::string& to) {
  const Result<FileInfo> info = files.Stat(from);
  const auto file = files.Open(from);
  if (info && file && info->size_bytes > 0) {
    std::byte last{};
    static_cast<void>((*file)->ReadAt(info->size_bytes - 1, {&last, 1}));
    last = ~last;
    static_cast<void>((*file)->WriteAt(info->size_bytes - 1, {&last, 1}));
  }
  return files.Rename(from, to);
}

HResult LoseEmptyFile(FileSystem& files, const std::string& from, const std::string& to) {
  const Result<FileInfo> info = files.Stat(from);
  return info && info->size_bytes == 0 ? files.Remove(from) : files.Rename(from, to);
}

// --- Requests ---

void EscapeUrl(TransportRequest& request) {
  std::string escaped;
  for (const char c : request.url) {
    escaped += c;
    if (c == '%') escaped += "25";
  }
  request.url = escaped;
}

// As a transport does that knows its scheme in lower case only.
void RefuseOtherCase(TransportRequest& request) {
  if (!request.url.starts_with("http")) request.url.clear();
}

// At the first GET for a file of a job the other files of that job are fetched too.
void FetchAllAtOnce(Mutation& m) {
  const auto begun = m.PerCase<std::set<std::string>>();  // jobs
  FilterExchanges(m, [begun, &book = m.book()](TransportRequest& request) {
    for (const BookedJob& job : book.jobs()) {
      const auto is_asked = [&](const auto& file) { return file.first == request.url; };
      if (request.method != "GET" || std::none_of(job.files.begin(), job.files.end(), is_asked))
        continue;
      if (!begun->insert(job.id).second) continue;
      for (const auto& [url, local] : job.files) {
        if (url != request.url) book.Fetch({"GET", url, {}, std::nullopt});
      }
    }
    return nullptr;
  });
}

// A HEAD goes out as a GET whose body is dropped.
class WithoutBody final : public ExchangeFilter {
  void Data(std::span<const std::byte>) override {}
};

std::shared_ptr<ExchangeFilter> GetInsteadOfHead(TransportRequest& request) {
  if (request.method != "HEAD") return nullptr;
  request.method = "GET";
  return std::make_shared<WithoutBody>();
}

// --- Answers ---

// Reports the validators of the first answer for a URL for ever.
void IgnoreChange(Mutation& m) {
  const auto first = m.PerCase<std::map<std::string, HeaderFields>>();
  class Frozen final : public ExchangeFilter {
   public:
    explicit Frozen(std::map<std::string, HeaderFields>& validators) : validators_(validators) {}

   private:
    void Head(ResponseHead head) override {
      const HeaderFields& known = validators_.emplace(asked().url, head.headers).first->second;
      for (const char* name : {"Last-Modified", "ETag"}) {
        const auto value = known.Get(name);
        head.headers = value ? WithField(head.headers, name, std::string(*value))
                             : WithoutField(head.headers, name);
      }
      DeliverHead(head);
    }

    std::map<std::string, HeaderFields>& validators_;
  };
  FilterExchanges(m, [first](TransportRequest& request) {
    request.headers = WithoutField(request.headers, "If-Unmodified-Since");
    return std::make_shared<Frozen>(*first);
  });
}

void InventLength(const TransportRequest& asked, ResponseHead& head) {
  if (asked.method != "HEAD" || head.status != kOk || head.headers.Get("Content-Length")) return;
  head.headers.Add("Content-Length", "1");
}

void MissingIsEmpty(const TransportRequest& asked, ResponseHead& head) {
  if (asked.method != "HEAD" || head.status != kNotFound) return;
  head.status = kOk;
  head.headers = WithField(head.headers, "Content-Length", "0");
}

// A broken connection becomes a fatal status, or within a body a local file that cannot be written.
class FatalReset final : public ExchangeFilter {
 public:
  explicit FatalReset(std::shared_ptr<bool> fail_write) : fail_write_(std::move(fail_write)) {}

 private:
  void Head(ResponseHead head) override {
    has_head_ = true;
    DeliverHead(head);
  }
  void Failure(const TransportFailure& failure) override {
    if (failure.code == hresult::BG_E_NETWORK_DISCONNECTED) {
      DeliverFailure(failure);
    } else if (has_head_) {
      *fail_write_ = true;
      DeliverData(std::array{std::byte{0}});
    } else {
      ResponseHead head;
      head.status = kNotImplemented;
      DeliverHead(head);
      DeliverEnd();
    }
  }

  const std::shared_ptr<bool> fail_write_;
  bool has_head_ = false;
};

void ResetIsFatal(Mutation& m) {
  const auto fail_write = m.PerCase<bool>();
  FilterExchanges(
      m, [fail_write](TransportRequest&) { return std::make_shared<FatalReset>(fail_write); });
  ChangeFiles(m, {.before_write = [fail_write]() -> std::optional<HResult> {
                if (!std::exchange(*fail_write, false)) return std::nullopt;
                return hresult::E_ACCESSDENIED;
              }});
}

void StopInTime(Interception& call, Json&) {
  CaseBook& book = call.book;
  const std::uint64_t limit = book.policy("MaxDownloadTime");
  if (limit == 0) return;  // the case did not set one
  Later(book, std::chrono::seconds(limit), [&book, job = call.job()] {
    if (book.State(job) == "TRANSFERRED") return;
    static_cast<void>(book.AskOwner(*book.Find(job), "job.suspend"));
  });
}

constexpr MutantRow kRows[] = {
    {"transfer.404-transient", "HT-34", "404 is retried",
     [](Mutation& m) { ChangeStatus(m, {kNotFound}, 503); }},
    {"transfer.503-fatal", "CORE-LIFE-09", "503 and other server errors put the job in ERROR",
     [](Mutation& m) {
       ChangeStatus(m, {500, 502, 503, 504}, kNotImplemented);
     }},
    {"transfer.drops-last-byte", "CORE-COMPLETE-01", "the last byte of every file is wrong",
     [](Mutation& m) { ChangeFiles(m, {.rename = SpoilLastByte}); }},
    {"transfer.empty-file-missing", "CORE-COMPLETE-01", "empty files are not created",
     [](Mutation& m) { ChangeFiles(m, {.rename = LoseEmptyFile}); }},
    {"transfer.escapes-url", "HT-11", "the URL is escaped once more",
     [](Mutation& m) { ChangeRequests(m, EscapeUrl); }},
    {"transfer.files-in-parallel", "CORE-SCHED-01", "all files of a job move at once",
     FetchAllAtOnce},
    {"transfer.ignores-change", "HT-28b", "a file that changed meanwhile is continued",
     IgnoreChange},
    {"transfer.length-optional", "HT-30", "a server that does not tell the size is accepted",
     [](Mutation& m) { ChangeHeads(m, InventLength); }},
    {"transfer.modified-now", "LF-08", "the file carries the time of its download",
     [](Mutation& m) {
       ChangeFiles(m,
                   {.set_modified = [](FileSystem&, const std::string&) { return hresult::S_OK; }});
     }},
    {"transfer.no-head", "HT-21", "the size is not asked for with HEAD",
     [](Mutation& m) { FilterExchanges(m, GetInsteadOfHead); }},
    {"transfer.redirect-refused", "HT-40", "redirects are not followed",
     [](Mutation& m) {
       ChangeStatus(m, {301, 302, 303, 307, 308}, kNotFound);
     }},
    {"transfer.reset-fatal", "CORE-LIFE-09", "a broken connection puts the job in ERROR",
     ResetIsFatal},
    {"transfer.scheme-case", "CORE-NAME-03",
     "a URL whose scheme is not in lower case is accepted and never requested",
     [](Mutation& m) { ChangeRequests(m, RefuseOtherCase); }},
    {"transfer.shares-downloads", "CORE-XFER-05", "a file that another job has is copied from it",
     ShareDownloads},
    {"transfer.skips-failed-file", "CORE-LIFE-12", "a failed file is skipped and the rest moves on",
     [](Mutation& m) { ChangeHeads(m, MissingIsEmpty); }},
    {"transfer.time-counts-waiting", "SC-17",
     "a job that has not ended when the maximum download time is over stops, whatever it did",
     [](Mutation& m) { m.AfterSuccess("job.resume", StopInTime); }},
    {"transfer.time-unlimited", "CORE-LIFE-19", "the maximum download time is not enforced",
     [](Mutation& m) {
       m.ChangePolicy("MaxDownloadTime", [](std::uint64_t) { return kTenYearsInSeconds; });
     }},
};

}  // namespace

std::span<const MutantRow> TransferMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
