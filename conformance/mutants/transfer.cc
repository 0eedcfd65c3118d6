// Mutants of the transfer itself: wire, status codes, local files.
#include <algorithm>
#include <array>
#include <cstdio>
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

// --- Requests ---

void EscapeUrl(TransportRequest& request) {
  std::string escaped;
  for (const char c : request.url) {
    escaped += c;
    if (c == '%') escaped += "25";
  }
  request.url = escaped;
}

void DropQuery(TransportRequest& request) {
  request.url = request.url.substr(0, request.url.find_first_of("?#"));
}

// Puts what is escaped in its place, unless that would end the target.
void DecodeEscapes(TransportRequest& request) {
  std::string decoded;
  for (std::size_t i = 0; i < request.url.size(); ++i) {
    const std::string digits = request.url.substr(i, 3);
    unsigned value = 0;
    const bool is_escape = digits.size() == 3 && digits[0] == '%' &&
                           std::sscanf(digits.c_str(), "%%%2x", &value) == 1 && value > ' ';
    decoded += is_escape ? static_cast<char>(value) : request.url[i];
    if (is_escape) i += 2;
  }
  request.url = decoded;
}

void ReplaceInUrl(TransportRequest& request, char from, std::string_view to) {
  std::string replaced;
  for (const char c : request.url) replaced.append(c == from ? to : std::string_view(&c, 1));
  request.url = replaced;
}

void RemoveDots(TransportRequest& request) {
  const auto url = Url::Parse(request.url);
  const auto resolved = url ? url->Resolve(request.url) : std::nullopt;
  if (resolved) request.url = resolved->text();
}

void MakeUpDate(TransportRequest& request) {
  if (request.method != "GET" || request.headers.Get("If-Unmodified-Since")) return;
  request.headers.Add("If-Unmodified-Since", "Sun, 01 Jan 58456 00:00:00 GMT");
}

void ForgiveProxy(TransportRequest& request) {
  const auto url = Url::Parse(request.url);
  if (url && !ProxyFor(request.proxy, *url)) request.proxy = {};
}

// The first entry of a proxy list is for every protocol.
void TakeFirstEntry(TransportRequest& request) {
  if (!request.proxy.proxy_list) return;
  std::string& list = *request.proxy.proxy_list;
  const std::size_t begin = std::min(list.find_first_not_of(' '), list.size());
  list = list.substr(begin, list.find(' ', begin) - begin);
  list.erase(0, list.find('=') + 1);
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

// A HEAD that is refused fails for now; the next one for that URL goes out as a GET.
void GetWhenHeadIsRefused(Mutation& m) {
  class NotesRefusal final : public ExchangeFilter {
   public:
    explicit NotesRefusal(std::set<std::string>& refused) : refused_(refused) {}

   private:
    void Head(ResponseHead head) override {
      if (head.status < 400) return DeliverHead(head);
      refused_.insert(asked().url);
      DeliverFailure({hresult::BG_E_CONNECTION_CLOSED, "HEAD was refused"});
    }

    std::set<std::string>& refused_;
  };
  const auto refused = m.PerCase<std::set<std::string>>();
  FilterExchanges(m, [refused](TransportRequest& request) -> std::shared_ptr<ExchangeFilter> {
    if (request.method != "HEAD") return nullptr;
    if (!refused->contains(request.url)) return std::make_shared<NotesRefusal>(*refused);
    request.method = "GET";
    return std::make_shared<WithoutBody>();
  });
}

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

// Reports the size of the first answer for a URL for ever.
void IgnoreChangeOfSize(Mutation& m) {
  const auto sizes = m.PerCase<std::map<std::string, std::uint64_t>>();
  ChangeHeads(m, [sizes](const TransportRequest& asked, ResponseHead& head) {
    if (asked.method == "HEAD" && head.status == kOk) {
      const std::uint64_t size = NumberOf(head, "Content-Length").value_or(0);
      const std::uint64_t first = sizes->emplace(asked.url, size).first->second;
      head.headers = WithField(head.headers, "Content-Length", std::to_string(first));
    }
    const auto text = head.headers.Get("Content-Range");
    const auto first = sizes->find(asked.url);
    if (!text || first == sizes->end()) return;
    const std::string range(text->substr(0, text->find('/') + 1));
    head.headers = WithField(head.headers, "Content-Range", range + std::to_string(first->second));
  });
}

// A HEAD whose field `name` has another text than before makes the GET that follows a failed
// precondition.
void ChangeByText(Mutation& m, const char* name) {
  struct Known {
    std::map<std::string, std::string> texts;  // by URL
    std::set<std::string> changed;
  };
  const auto known = m.PerCase<Known>();
  ChangeHeads(m, [known, name](const TransportRequest& asked, ResponseHead& head) {
    if (asked.method == "GET") {
      if (known->changed.erase(asked.url) > 0) head.status = 412;
      return;
    }
    const std::string text(head.headers.Get(name).value_or(""));
    const std::string before = std::exchange(known->texts[asked.url], text);
    if (!before.empty() && before != text) known->changed.insert(asked.url);
  });
}

// Has no eye for "Sunday, 06-Nov-94 ..." and "Sun Nov  6 ...".
void ReadOneFormOfDate(const TransportRequest&, ResponseHead& head) {
  const auto date = head.headers.Get("Last-Modified");
  if (date && (date->size() < 4 || (*date)[3] != ','))
    head.headers = WithoutField(head.headers, "Last-Modified");
}

void ReadOneCaseOfNames(const TransportRequest&, ResponseHead& head) {
  HeaderFields read;
  for (const auto& [name, value] : head.headers.fields()) {
    const bool is_capitalised =
        name.size() > 1 && name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'a';
    if (is_capitalised) read.Add(name, value);
  }
  head.headers = read;
}

// Where a redirect leads, as its Location says and as it is meant.
struct Redirection {
  std::string location;
  std::optional<Url> here;
  std::optional<Url> target;
};

std::optional<Redirection> RedirectionOf(const TransportRequest& asked, const ResponseHead& head) {
  const auto location = head.headers.Get("Location");
  if (!location) return std::nullopt;
  const auto here = Url::Parse(asked.url);
  return Redirection{std::string(*location), here, here ? here->Resolve(*location) : std::nullopt};
}

void FollowAbsoluteOnly(const TransportRequest& asked, ResponseHead& head) {
  const auto redirection = RedirectionOf(asked, head);
  if (redirection && !Url::Parse(redirection->location)) head.status = kNotFound;
}

void FollowOnSameServerOnly(const TransportRequest& asked, ResponseHead& head) {
  const auto redirection = RedirectionOf(asked, head);
  if (!redirection || !redirection->target) return;
  if (redirection->target->host_and_port() != redirection->here->host_and_port())
    head.status = kNotFound;
}

// Takes another scheme for HTTP on the server that named it.
void FollowAnywhere(const TransportRequest& asked, ResponseHead& head) {
  const auto redirection = RedirectionOf(asked, head);
  if (!redirection || !redirection->target || redirection->target->is_http()) return;
  head.headers = WithField(head.headers, "Location", std::string(redirection->target->path()));
}

void CountIn32Bits(const TransportRequest& asked, ResponseHead& head) {
  const auto size = NumberOf(head, "Content-Length");
  if (asked.method != "HEAD" || !size) return;
  head.headers = WithField(head.headers, "Content-Length", std::to_string(*size & 0xFFFF'FFFF));
}

// After a restart a file none of whose bytes were recorded counts as begun.
void HalfStored(StoredJob& job) {
  constexpr std::uint64_t kBegun = 32'768;
  for (FileRecord& file : job.files) {
    const bool is_known = file.remote_size != kSizeUnknown && !file.temporary_name.empty();
    if (is_known && file.bytes_transferred == 0)
      file.bytes_transferred = std::min(file.bytes_total(), kBegun);
  }
}

void InventLength(const TransportRequest& asked, ResponseHead& head) {
  if (asked.method != "HEAD" || head.status != kOk || head.headers.Get("Content-Length")) return;
  head.headers.Add("Content-Length", "1");
}

void MissingIsEmpty(const TransportRequest&, ResponseHead& head) {
  if (head.status != kNotFound) return;
  head.status = kOk;
  head.headers = WithField(head.headers, "Content-Length", "0");
}

// A broken connection becomes a fatal status, or within a body a local file that cannot be written.
class FatalReset final : public ExchangeFilter {
 public:
  enum class Where { kAnywhere, kInBody, kBeforeHead };
  FatalReset(std::shared_ptr<bool> fail_write, Where where)
      : fail_write_(std::move(fail_write)), where_(where) {}

 private:
  void Head(ResponseHead head) override {
    has_head_ = true;
    DeliverHead(head);
  }
  void Failure(const TransportFailure& failure) override {
    const bool is_here = where_ == Where::kAnywhere || has_head_ == (where_ == Where::kInBody);
    if (failure.code == hresult::BG_E_NETWORK_DISCONNECTED || !is_here) {
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
  const Where where_;
  bool has_head_ = false;
};

void ResetIsFatal(Mutation& m, FatalReset::Where where) {
  const auto fail_write = m.PerCase<bool>();
  FilterExchanges(m, [fail_write, where](TransportRequest&) {
    return std::make_shared<FatalReset>(fail_write, where);
  });
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

// What cannot be reached is a bad name.
void UnreachableIsFatal(Mutation& m) {
  class BadName final : public ExchangeFilter {
    void Failure(const TransportFailure& failure) override {
      const bool is_unreachable = failure.code == hresult::WININET_E_NAME_NOT_RESOLVED ||
                                  failure.code == hresult::BG_E_CONNECT_FAILURE;
      DeliverFailure(is_unreachable ? TransportFailure{hresult::E_INVALIDARG, failure.detail}
                                    : failure);
    }
  };
  FilterExchanges(m, [](TransportRequest&) { return std::make_shared<BadName>(); });
}

// The bytes of a URL are right the first time only.
void SpoilSecondCopy(Mutation& m) {
  class Zeros final : public ExchangeFilter {
    void Data(std::span<const std::byte> bytes) override {
      DeliverData(std::vector<std::byte>(bytes.size()));
    }
  };
  const auto fetched = m.PerCase<std::set<std::string>>();
  FilterExchanges(m, [fetched](TransportRequest& request) -> std::shared_ptr<ExchangeFilter> {
    if (request.method != "GET" || fetched->insert(request.url).second) return nullptr;
    return std::make_shared<Zeros>();
  });
}

HResult CutLastByte(FileSystem& files, const std::string& from, const std::string& to) {
  const Result<FileInfo> info = files.Stat(from);
  const auto file = files.Open(from);
  if (info && file && info->size_bytes > 0)
    static_cast<void>((*file)->Truncate(info->size_bytes - 1));
  return files.Rename(from, to);
}

// A second temporary file that nobody removes.
void LeaveTemporary(Mutation& m) {
  HearEvents(m, [&book = m.book()](Environment& world, const JobEvent& event) {
    const bool is_done =
        event.kind == JobEvent::Kind::kStateChange && event.to == JobState::kTransferred;
    const BookedJob* job = is_done ? book.Find(event.job.ToString()) : nullptr;
    if (job == nullptr || job->files.empty()) return;
    static_cast<void>(world.files.CreateTemporary(DirectoryOf(job->files[0].second)));
  });
}

constexpr MutantRow kRows[] = {
    {"transfer.404-transient", "ST-08a", "404 is retried",
     [](Mutation& m) { ChangeStatus(m, {kNotFound}, 503); }},
    {"transfer.503-fatal", "CORE-LIFE-09", "503 and other server errors put the job in ERROR",
     [](Mutation& m) {
       ChangeStatus(m, {500, 502, 503, 504}, kNotImplemented);
     }},
    {"transfer.bypass-covers-all", "CORE-PROXY-09",
     "any bypass list bypasses the proxy for all hosts",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) {
         if (request.proxy.bypass_list) request.proxy = {};
       });
     }},
    {"transfer.bypass-ignored", "CORE-PROXY-09", "the proxy is asked for hosts that bypass it",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) { request.proxy.bypass_list.reset(); });
     }},
    {"transfer.change-by-etag", "HT-28a", "a new ETag alone makes a file start over",
     [](Mutation& m) { ChangeByText(m, "ETag"); }},
    {"transfer.change-by-text-of-date", "HT-28a",
     "the form of the time stamp makes a file start over",
     [](Mutation& m) { ChangeByText(m, "Last-Modified"); }},
    {"transfer.change-half-stored", "CORE-XFER-02",
     "a restart takes the new version of a file for begun",
     [](Mutation& m) { ChangeLoaded(m, HalfStored); }},
    {"transfer.change-of-size-ignored", "HT-28b", "a change of the size alone goes unnoticed",
     IgnoreChangeOfSize},
    {"transfer.circle-is-empty", "CORE-LIFE-14",
     "a redirect that leads back to itself counts as a file of no bytes",
     [](Mutation& m) {
       ChangeHeads(m, [](const TransportRequest& asked, ResponseHead& head) {
         const auto redirection = RedirectionOf(asked, head);
         if (!redirection || !redirection->target || redirection->target->text() != asked.url)
           return;
         head.status = kOk;
         head.headers = WithField(head.headers, "Content-Length", "0");
       });
     }},
    {"transfer.date-made-up", "HT-02", "a file without a time stamp is asked for by a made-up one",
     [](Mutation& m) { ChangeRequests(m, MakeUpDate); }},
    {"transfer.date-of-one-form", "LF-08", "two of the three forms of a date are not read",
     [](Mutation& m) { ChangeHeads(m, ReadOneFormOfDate); }},
    {"transfer.dots-removed", "HT-11", "dot segments are removed from the URL",
     [](Mutation& m) { ChangeRequests(m, RemoveDots); }},
    {"transfer.drop-in-body-fatal", "ST-13", "a connection that breaks in a body is fatal",
     [](Mutation& m) { ResetIsFatal(m, FatalReset::Where::kInBody); }},
    {"transfer.drops-last-byte", "CORE-COMPLETE-01", "the last byte of every file is wrong",
     [](Mutation& m) { ChangeFiles(m, {.rename = SpoilLastByte}); }},
    {"transfer.escapes-decoded", "HT-11", "what the URL escapes is decoded",
     [](Mutation& m) { ChangeRequests(m, DecodeEscapes); }},
    {"transfer.escapes-url", "HT-11", "the URL is escaped once more",
     [](Mutation& m) { ChangeRequests(m, EscapeUrl); }},
    {"transfer.fatal-shown-transient", "ST-14", "a fatal failure shows as TRANSIENT_ERROR",
     [](Mutation& m) { m.Replace("job.getState", "state", "ERROR", "TRANSIENT_ERROR"); }},
    {"transfer.files-in-parallel", "CORE-SCHED-01", "all files of a job move at once",
     FetchAllAtOnce},
    {"transfer.forbidden-retried", "HT-37", "403 is retried",
     [](Mutation& m) { ChangeStatus(m, {403}, 503); }},
    {"transfer.fragment-sent", "HT-11", "the fragment of the URL is sent",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) { ReplaceInUrl(request, '#', "%23"); });
     }},
    {"transfer.get-before-head", "HT-01", "a GET goes out before each HEAD",
     [](Mutation& m) {
       FilterExchanges(m, [&book = m.book()](TransportRequest& request) {
         if (request.method == "HEAD") book.Fetch({"GET", request.url, {}, std::nullopt});
         return nullptr;
       });
     }},
    {"transfer.get-when-head-is-refused", "HT-21", "a refused HEAD is asked again as a GET",
     GetWhenHeadIsRefused},
    {"transfer.header-names-of-one-case", "HT-05",
     "the names of header fields are read in one case",
     [](Mutation& m) { ChangeHeads(m, ReadOneCaseOfNames); }},
    {"transfer.http-1-1-only", "HT-20", "HTTP/1.0 is refused",
     [](Mutation& m) {
       ChangeHeads(m, [](const TransportRequest&, ResponseHead& head) {
         if (head.http_version == 10) head.status = 505;
       });
     }},
    {"transfer.ignores-change", "HT-28b", "a file that changed meanwhile is continued",
     IgnoreChange},
    {"transfer.last-byte-missing", "LF-17", "the last byte of every file is missing",
     [](Mutation& m) { ChangeFiles(m, {.rename = CutLastByte}); }},
    {"transfer.length-optional", "HT-30", "a server that does not tell the size is accepted",
     [](Mutation& m) { ChangeHeads(m, InventLength); }},
    {"transfer.malformed-proxy-ignored", "CORE-LIFE-18", "a malformed proxy list counts as none",
     [](Mutation& m) { ChangeRequests(m, ForgiveProxy); }},
    {"transfer.missing-retried", "ST-08", "a file that is missing is asked for again and again",
     [](Mutation& m) {
       ChangeHeads(m, [](const TransportRequest& asked, ResponseHead& head) {
         if (asked.method == "HEAD" && head.status == kNotFound) head.status = 503;
       });
     }},
    {"transfer.modified-now", "LF-08", "the file carries the time of its download",
     [](Mutation& m) {
       ChangeFiles(m,
                   {.set_modified = [](FileSystem&, const std::string&) { return hresult::S_OK; }});
     }},
    {"transfer.never-transferred", "ST-15", "a job whose files are all there shows as TRANSFERRING",
     [](Mutation& m) { m.Replace("job.getState", "state", "TRANSFERRED", "TRANSFERRING"); }},
    {"transfer.no-head", "HT-21", "the size is not asked for with HEAD",
     [](Mutation& m) { FilterExchanges(m, GetInsteadOfHead); }},
    {"transfer.plus-escaped", "HT-11", "a plus sign is escaped",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) { ReplaceInUrl(request, '+', "%2B"); });
     }},
    {"transfer.proxy-first-entry", "CORE-PROXY-08",
     "the first entry of a proxy list is used for every protocol",
     [](Mutation& m) { ChangeRequests(m, TakeFirstEntry); }},
    {"transfer.proxy-ignored", "CORE-PROXY-08", "the proxy of the list is not asked",
     [](Mutation& m) { ChangeRequests(m, [](TransportRequest& request) { request.proxy = {}; }); }},
    {"transfer.query-dropped", "HT-11", "the query of the URL is not sent",
     [](Mutation& m) { ChangeRequests(m, DropQuery); }},
    {"transfer.redirect-absolute-only", "HT-40", "a relative redirect is not followed",
     [](Mutation& m) { ChangeHeads(m, FollowAbsoluteOnly); }},
    {"transfer.redirect-anywhere", "HT-40", "a redirect to another scheme is followed",
     [](Mutation& m) { ChangeHeads(m, FollowAnywhere); }},
    {"transfer.redirect-refused", "HT-40", "redirects are not followed",
     [](Mutation& m) {
       ChangeStatus(m, {301, 302, 303, 307, 308}, kNotFound);
     }},
    {"transfer.redirect-same-server-only", "HT-40", "a redirect to another server is not followed",
     [](Mutation& m) { ChangeHeads(m, FollowOnSameServerOnly); }},
    {"transfer.reset-fatal", "CORE-LIFE-09", "a broken connection puts the job in ERROR",
     [](Mutation& m) { ResetIsFatal(m, FatalReset::Where::kAnywhere); }},
    {"transfer.scheme-case", "CORE-NAME-03",
     "a URL whose scheme is not in lower case is accepted and never requested",
     [](Mutation& m) { ChangeRequests(m, RefuseOtherCase); }},
    {"transfer.second-copy-wrong", "HT-28h", "a URL that is fetched twice is right once",
     SpoilSecondCopy},
    {"transfer.shares-downloads", "CORE-XFER-05", "a file that another job has is copied from it",
     ShareDownloads},
    {"transfer.size-of-32-bits", "CORE-NAME-11", "sizes are counted in 32 bits",
     [](Mutation& m) { ChangeHeads(m, CountIn32Bits); }},
    {"transfer.skips-failed-file", "CORE-LIFE-12", "a failed file is skipped and the rest moves on",
     [](Mutation& m) { ChangeHeads(m, MissingIsEmpty); }},
    {"transfer.temporary-elsewhere", "LF-01", "temporary files lie in another directory",
     [](Mutation& m) {
       ChangeFiles(m, {.create_temporary = [](FileSystem& files, const std::string&) {
                     return files.CreateTemporary("/");
                   }});
     }},
    {"transfer.temporary-cut-trusted", "CORE-COMPLETE-01",
     "a temporary file that was cut from outside is continued as if it were whole",
     [](Mutation& m) {
       ChangeFiles(m, {.stat = [](FileSystem& files, const std::string& path) {
                     Result<FileInfo> info = files.Stat(path);
                     if (info) info->size_bytes = std::uint64_t{1} << 40;
                     return info;
                   }});
     }},
    {"transfer.temporary-left", "LF-04", "a temporary file stays for ever", LeaveTemporary},
    {"transfer.time-counts-waiting", "SC-17",
     "a job that has not ended when the maximum download time is over stops, whatever it did",
     [](Mutation& m) { m.AfterSuccess("job.resume", StopInTime); }},
    {"transfer.time-limit-other-code", "ST-24", "the end of the download time is told as a timeout",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_MAXDOWNLOAD_TIMEOUT),
                 ToHex(hresult::BG_E_TIMEOUT));
     }},
    {"transfer.time-limit-half", "GP-02",
     "half of the maximum download time that policy sets ends a job",
     [](Mutation& m) {
       m.ChangePolicy("MaxDownloadTime", [](std::uint64_t seconds) {
         return seconds == 0 ? kTenYearsInSeconds : seconds / 2;
       });
     }},
    {"transfer.time-unlimited", "CORE-LIFE-19", "the maximum download time is not enforced",
     [](Mutation& m) {
       m.ChangePolicy("MaxDownloadTime", [](std::uint64_t) { return kTenYearsInSeconds; });
     }},
    {"transfer.unanswered-fatal", "CORE-LIFE-03", "a connection that breaks before a head is fatal",
     [](Mutation& m) { ResetIsFatal(m, FatalReset::Where::kBeforeHead); }},
    {"transfer.unreachable-fatal", "ST-07", "a server that cannot be reached is fatal",
     UnreachableIsFatal},
    {"transfer.newest-agent", "HT-04", "the User-Agent is that of the newest version",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) {
         request.headers = WithField(request.headers, "User-Agent", "Microsoft BITS/7.8");
       });
     }},
    {"transfer.proxy-first-only", "HT-52", "only the first proxy of a list is asked",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) { request.proxy_turn = 0; });
     }},
};

}  // namespace

std::span<const MutantRow> TransferMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
