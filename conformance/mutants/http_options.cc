// Mutants of IBackgroundCopyJobHttpOptions.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "reference/base/url.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kSetHeaders[] = "httpOptions.setCustomHeaders";
constexpr char kGetHeaders[] = "httpOptions.getCustomHeaders";
constexpr char kHide[] = "httpOptions.makeCustomHeadersWriteOnly";
constexpr char kSetFlags[] = "httpOptions.setSecurityFlags";
constexpr char kGetFlags[] = "httpOptions.getSecurityFlags";
constexpr char kSetMethod[] = "httpOptions.setHttpMethod";
constexpr char kGetMethod[] = "httpOptions.getHttpMethod";
constexpr char kValue[] = "value";
constexpr char kField[] = "X-Token";  // which the scenarios set

constexpr std::uint64_t kReport = 0x100;
constexpr std::uint64_t kDisallow = 0x200;
constexpr std::uint64_t kPolicies = 0x700;

// --- Headers ---

// Requests lose the field of the scenarios when `applies`.
void DropField(Mutation& m, std::function<bool(const TransportRequest&)> applies) {
  ChangeRequests(m, [applies = std::move(applies)](TransportRequest& request) {
    if (applies(request)) request.headers = WithoutField(request.headers, kField);
  });
}

// What getCustomHeaders answers to `refused` callers is what the owner is told.
void TellToAdministrators(Mutation& m) {
  m.After(kGetHeaders, [](Interception& call, Json& result) {
    if (Is(result, hresult::E_ACCESSDENIED) && !call.caller().is_standard() &&
        call.booked() != nullptr)
      result = call.book.AskOwner(*call.booked(), kGetHeaders);
  });
}

// The headers that were set last, by job.
std::shared_ptr<std::map<std::string, Json>> NoteHeaders(Mutation& m) {
  const auto noted = m.PerCase<std::map<std::string, Json>>();
  m.AfterSuccess(kSetHeaders, [noted](Interception& call, Json&) {
    (*noted)[call.job()] = call.params[kValue];
  });
  return noted;
}

Json Told(const Json& headers) {
  return {{"hresult", ToHex(headers.is_null() ? hresult::S_FALSE : hresult::S_OK)},
          {kValue, headers}};
}

// An administrator's call succeeds, and the owner's headers are replaced when `for_good`.
void SetByAdministrators(Mutation& m, bool for_good) {
  m.After(kSetHeaders, [for_good](Interception& call, Json& result) {
    if (!Is(result, hresult::E_ACCESSDENIED) || call.caller().is_standard()) return;
    result = Outcome(for_good ? hresult::S_OK : hresult::E_ACCESSDENIED);
    static_cast<void>(
        call.book.AskOwner(*call.booked(), kSetHeaders, {{kValue, call.params[kValue]}}));
  });
}

// After a takeover the new owner is told the old headers, or only the server is.
void KeepOverTakeover(Mutation& m, bool told) {
  const auto noted = NoteHeaders(m);
  m.AfterSuccess("job.takeOwnership", [noted, told](Interception& call, Json&) {
    const auto it = noted->find(call.job());
    if (it == noted->end()) return;
    static_cast<void>(call.book.AskOwner(*call.booked(), kSetHeaders, {{kValue, it->second}}));
    if (!told) it->second = nullptr;
  });
  if (told) return;
  m.After(kGetHeaders, [noted](Interception& call, Json& result) {
    const auto it = noted->find(call.job());
    if (it != noted->end() && it->second.is_null()) result = Told(nullptr);
  });
}

// Once a job had custom headers, every request carries them.
void SendForEver(Mutation& m) {
  const auto was_set = m.PerCase<bool>();
  m.AfterSuccess(kSetHeaders, [was_set](Interception&, Json&) { *was_set = true; });
  ChangeRequests(m, [was_set](TransportRequest& request) {
    if (*was_set) request.headers = WithField(request.headers, kField, "one");
  });
}

void AddUpHeaders(Mutation& m) {
  const auto noted = NoteHeaders(m);
  m.Before(kSetHeaders, [noted](Interception& call) {
    const auto it = noted->find(call.job());
    if (it != noted->end() && it->second.is_string() && call.params[kValue].is_string())
      call.params[kValue] = it->second.get<std::string>() + call.Text(kValue);
  });
}

void TellReceivedFields(Mutation& m) {
  m.AfterSuccess(kGetHeaders, [](Interception& call, Json& result) {
    if (call.State() == "TRANSFERRED" && result[kValue].is_string())
      result[kValue] = result[kValue].get<std::string>() + "X-Server: yes\r\n";
  });
}

// Write-only headers are told to their owner: always, or once the job was resumed.
void TellWriteOnly(Mutation& m, bool after_resume) {
  const auto noted = NoteHeaders(m);
  const auto resumed = m.PerCase<std::set<std::string>>();
  m.AfterSuccess("job.resume",
                 [resumed](Interception& call, Json&) { resumed->insert(call.job()); });
  m.After(kGetHeaders, [noted, resumed, after_resume](Interception& call, Json& result) {
    const auto it = noted->find(call.job());
    if (it == noted->end() || !Is(result, hresult::E_ACCESSDENIED)) return;
    if (call.booked() == nullptr || call.booked()->owner != call.as()) return;
    if (!after_resume || resumed->contains(call.job())) result = Told(it->second);
  });
}

// --- Redirects ---

// What reaches the manager as security flags is `change` of what its client has set.
void ChangeFlags(Mutation& m, std::function<std::uint64_t(std::uint64_t)> change) {
  m.PassOnAs(kSetFlags, kGetFlags, kValue, [change = std::move(change)](const Json& flags) {
    return Json(change(flags.get<std::uint64_t>()));
  });
}

// Without the policy `from`, as with `to`.
void ChangePolicyOfRedirects(Mutation& m, std::uint64_t from, std::uint64_t to) {
  ChangeFlags(m, [from, to](std::uint64_t flags) {
    return (flags & kPolicies) == from ? (flags & ~kPolicies) | to : flags;
  });
}

// The remote name of each file is told as it was when the file was added.
void KeepNames(Mutation& m, std::uint64_t policy) {
  const auto flags = m.PerCase<std::map<std::string, std::uint64_t>>();
  m.Before(kSetFlags, [flags](Interception& call) { (*flags)[call.job()] = call.Number(kValue); });
  m.AfterSuccess("file.getRemoteName", [flags, policy](Interception& call, Json& result) {
    if (((*flags)[call.job()] & kPolicies) == policy && call.booked() != nullptr)
      result[kValue] = call.booked()->files.at(call.Number("index")).first;
  });
}

// The bytes come from where the job was told, again and again.
void KeepAskingTheOldName(Mutation& m) {
  m.Before("job.resume", [](Interception& call) {
    if (call.State() != "ERROR" || call.booked() == nullptr) return;
    static_cast<void>(
        call.book.AskOwner(*call.booked(), "file.setRemoteName",
                           {{"index", 0}, {kValue, call.booked()->files.at(0).first}}));
  });
  KeepNames(m, kDisallow);
}

// Where a response redirects a request to; nullopt when it does not.
std::optional<std::string> TargetOf(const TransportRequest& asked, const ResponseHead& head) {
  const auto location = head.headers.Get("Location");
  const auto here = Url::Parse(asked.url);
  const auto target = location && here ? here->Resolve(std::string(*location)) : std::nullopt;
  return target ? std::optional(target->text()) : std::nullopt;
}

// The name becomes that of the first redirect on the way.
void NameFirstTarget(Mutation& m) {
  const auto first = m.PerCase<std::string>();
  ChangeHeads(m, [first](const TransportRequest& asked, ResponseHead& head) {
    if (first->empty()) *first = TargetOf(asked, head).value_or("");
  });
  m.AfterSuccess("file.getRemoteName", [first](Interception&, Json& result) {
    if (!first->empty()) result[kValue] = *first;
  });
}

// The target of a refused redirect is asked all the same, unheard.
void AskTarget(Mutation& m) {
  CaseBook& book = m.book();
  ChangeHeads(m, [&book](const TransportRequest& asked, ResponseHead& head) {
    const auto target = TargetOf(asked, head);
    if (!target) return;
    TransportRequest request;
    request.method = "GET";
    request.url = *target;
    book.Fetch(request);
  });
}

constexpr MutantRow kRows[] = {
    {"http-options.disallow-asks-target", "HTTP-SEC-05",
     "the target of a redirect that is not allowed is asked all the same", AskTarget},
    {"http-options.disallow-follows", "HTTP-SEC-05", "DISALLOW means ALLOW_REPORT",
     [](Mutation& m) { ChangePolicyOfRedirects(m, kDisallow, kReport); }},
    {"http-options.disallow-keeps-name", "HTTP-SEC-05",
     "a redirect that is not allowed leaves the remote name as it was", KeepAskingTheOldName},
    {"http-options.disallow-retries", "HTTP-SEC-05",
     "a redirect that is not allowed ends in TRANSIENT_ERROR",
     [](Mutation& m) {
       ShowState(m, MarkAfter(m, kSetFlags, hresult::S_OK), "TRANSIENT_ERROR", "ERROR");
     }},
    {"http-options.flags-add-up", "HTTP-SEC-10",
     "SetSecurityFlags adds flags to those that are set",
     [](Mutation& m) {
       m.Before(kSetFlags, [](Interception& call) {
         const Json before = call.book.AskOwner(*call.booked(), kGetFlags);
         call.params[kValue] = call.Number(kValue) | before[kValue].get<std::uint64_t>();
       });
     }},
    {"http-options.flags-default-all", "HTTP-SEC-01",
     "all errors of certificates are ignored by default",
     [](Mutation& m) { m.Default(kSetFlags, kGetFlags, kValue, 0x1E); }},
    {"http-options.flags-forgotten", "HTTP-SEC-10", "SetSecurityFlags succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetFlags); }},
    {"http-options.flags-lost-in-restart", "HTTP-SEC-10",
     "the security flags do not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.http.security_flags = 0; });
     }},
    {"http-options.flags-policy-refused", "HTTP-SEC-02", "redirect policies are refused",
     [](Mutation& m) {
       m.Refuse(kSetFlags, hresult::E_NOTIMPL,
                [](Interception& call) { return (call.Number(kValue) & 0xF00) != 0; });
     }},
    {"http-options.flags-undefined-resets", "HTTP-SEC-03",
     "a call with undefined flags is refused, and sets the defined ones",
     [](Mutation& m) {
       m.After(kSetFlags, [](Interception& call, Json& result) {
         if (Is(result, hresult::E_NOTIMPL))
           static_cast<void>(call.book.AskOwner(*call.booked(), kSetFlags, {{kValue, 0}}));
       });
     }},
    {"http-options.flags-undefined-taken", "HTTP-SEC-03", "undefined security flags are taken",
     [](Mutation& m) { m.Rewrite(kSetFlags, hresult::E_NOTIMPL, hresult::S_OK); }},
    {"http-options.headers-add-up", "HTTP-HDRS-10", "SetCustomHeaders adds to the headers before",
     AddUpHeaders},
    {"http-options.headers-after-final", "HTTP-HDRS-04",
     "SetCustomHeaders succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite(kSetHeaders, hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"http-options.headers-first-line-only", "HTTP-HDRS-05", "one custom header is sent",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) {
         request.headers = WithoutField(request.headers, "X-Other");
       });
     }},
    {"http-options.headers-forgotten", "HTTP-HDRS-10",
     "SetCustomHeaders succeeds and changes nothing", [](Mutation& m) { m.Ignore(kSetHeaders); }},
    {"http-options.headers-lost-in-restart", "HTTP-HDRS-05",
     "custom headers do not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.http.custom_headers.reset(); });
     }},
    {"http-options.headers-none-are-empty", "HTTP-HDRS-07",
     "a job without custom headers has an empty text",
     [](Mutation& m) {
       m.AfterSuccess(kGetHeaders, [](Interception&, Json& result) {
         if (result[kValue].is_null()) result = Told("");
       });
     }},
    {"http-options.headers-not-after-redirects", "HTTP-HDRS-05",
     "custom headers are not sent to the target of a redirect",
     [](Mutation& m) {
       const auto targets = m.PerCase<std::set<std::string>>();
       ChangeHeads(m, [targets](const TransportRequest& asked, ResponseHead& head) {
         if (const auto target = TargetOf(asked, head)) targets->insert(*target);
       });
       DropField(m, [targets](const TransportRequest& request) {
         return targets->contains(request.url);
       });
     }},
    {"http-options.headers-not-on-head", "HTTP-HDRS-05", "custom headers are not sent with HEAD",
     [](Mutation& m) {
       DropField(m, [](const TransportRequest& request) { return request.method == "HEAD"; });
     }},
    {"http-options.headers-null-ignored", "HTTP-HDRS-02",
     "SetCustomHeaders with NULL succeeds and changes nothing",
     [](Mutation& m) {
       m.Ignore(kSetHeaders, [](Interception& call) { return call.params[kValue].is_null(); });
     }},
    {"http-options.headers-null-taken", "HTTP-HDRS-09",
     "GetCustomHeaders takes a NULL output pointer",
     [](Mutation& m) {
       m.After("nullOutput.call", [](Interception& call, Json& result) {
         if (call.Text("method") == kGetHeaders) result = Outcome(hresult::S_OK);
       });
     }},
    {"http-options.headers-of-all-jobs", "HTTP-HDRS-05",
     "custom headers are sent with the requests of all jobs", SendForEver},
    {"http-options.headers-of-first-file-only", "HTTP-HDRS-05",
     "custom headers are sent for the first file only",
     [](Mutation& m) {
       DropField(m,
                 [](const TransportRequest& request) { return request.url.ends_with("pkg.bin"); });
     }},
    {"http-options.headers-only-suspended", "HTTP-HDRS-04",
     "SetCustomHeaders is refused unless the job is SUSPENDED",
     [](Mutation& m) {
       m.Refuse(kSetHeaders, hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return call.State() != "SUSPENDED"; });
     }},
    {"http-options.headers-received-told", "HTTP-HDRS-10",
     "GetCustomHeaders tells what the server sent, too", TellReceivedFields},
    {"http-options.headers-sent-after-null", "HTTP-HDRS-02",
     "custom headers that were removed are still sent", SendForEver},
    {"http-options.headers-sent-after-takeover", "HTTP-HDRS-06",
     "the custom headers of the old owner are sent for the new one",
     [](Mutation& m) { KeepOverTakeover(m, false); }},
    {"http-options.headers-set-by-administrators", "HTTP-HDRS-06",
     "administrators may set the custom headers of any job",
     [](Mutation& m) { SetByAdministrators(m, true); }},
    {"http-options.headers-set-in-secret", "HTTP-HDRS-06",
     "an administrator who sets custom headers is refused, and they are set",
     [](Mutation& m) { SetByAdministrators(m, false); }},
    {"http-options.headers-survive-takeover", "HTTP-HDRS-06",
     "a job that is taken over keeps its custom headers",
     [](Mutation& m) { KeepOverTakeover(m, true); }},
    {"http-options.headers-told-to-administrators", "HTTP-HDRS-06",
     "administrators are told the custom headers of any job", TellToAdministrators},
    {"http-options.headers-without-line-ends", "HTTP-HDRS-10",
     "GetCustomHeaders leaves the last line end out",
     [](Mutation& m) {
       m.AfterSuccess(kGetHeaders, [](Interception&, Json& result) {
         if (!result[kValue].is_string()) return;
         const auto text = result[kValue].get<std::string>();
         result[kValue] = text.substr(0, text.find_last_not_of("\r\n") + 1);
       });
     }},
    {"http-options.method-after-resume", "HTTP2-METHOD-06",
     "SetHttpMethod is said to succeed when the job was resumed",
     [](Mutation& m) {
       m.Rewrite(kSetMethod, hresult::BG_E_READ_ONLY_PROPERTY_AFTER_RESUME, hresult::S_OK);
     }},
    {"http-options.method-default-raises", "HTTP2-METHOD-02",
     "setting the default method brings the job to the foreground",
     [](Mutation& m) {
       m.AfterSuccess(kSetMethod, [](Interception& call, Json&) {
         static_cast<void>(
             call.book.AskOwner(*call.booked(), "job.setPriority", {{kValue, "FOREGROUND"}}));
       });
     }},
    {"http-options.method-empty-by-default", "HTTP2-METHOD-01",
     "the default method of downloads is told as an empty text",
     [](Mutation& m) { m.Replace(kGetMethod, kValue, "GET", ""); }},
    {"http-options.method-failed-for-ever", "ST-41",
     "a job with a method of its own that has failed cannot be resumed",
     [](Mutation& m) { m.Ignore("job.resume", InState("ERROR")); }},
    {"http-options.method-forgotten", "HT-12", "SetHttpMethod succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetMethod); }},
    {"http-options.method-ignored", "HT-12", "files are asked for by GET whatever the method is",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) {
         if (request.method != "HEAD") request.method = "GET";
       });
     }},
    {"http-options.method-joined", "HTTP2-METHOD-04",
     "what comes again after an interruption is joined to what was there",
     [](Mutation& m) {
       const auto asked = m.PerCase<int>();
       FilterExchanges(m, [asked](TransportRequest& request) -> std::shared_ptr<ExchangeFilter> {
         if (request.method != "POST" || ++*asked == 1) return nullptr;
         return MakeTailFilter(1000);
       });
     }},
    {"http-options.method-lost-in-restart", "HTTP2-METHOD-01",
     "the method does not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.http.method.reset(); });
     }},
    {"http-options.method-of-uploads-get", "HTTP2-METHOD-01",
     "the default method of uploads is GET",
     [](Mutation& m) { m.Replace(kGetMethod, kValue, "BITS_POST", "GET"); }},
    {"http-options.method-priority-free", "SC-35",
     "SetPriority is said to succeed on a job with a method of its own",
     [](Mutation& m) {
       m.Rewrite("job.setPriority", hresult::BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
                 hresult::S_OK);
     }},
    {"http-options.method-priority-kept", "SC-35", "another method leaves the priority as it was",
     [](Mutation& m) {
       const Marks marked = MarkAfter(m, kSetMethod, hresult::S_OK);
       m.AfterSuccess("job.getPriority", [marked](Interception& call, Json& result) {
         if (marked->contains(call.job())) result[kValue] = "NORMAL";
       });
     }},
    {"http-options.method-priority-other-code", "HTTP2-METHOD-03",
     "SetPriority answers E_INVALIDARG on a job with a method of its own",
     [](Mutation& m) {
       m.Rewrite("job.setPriority", hresult::BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD,
                 hresult::E_INVALIDARG);
     }},
    {"http-options.method-retried", "HTTP2-METHOD-04",
     "a job with a method of its own that fails is in TRANSIENT_ERROR",
     [](Mutation& m) {
       ShowState(m, MarkAfter(m, kSetMethod, hresult::S_OK), "TRANSIENT_ERROR", "ERROR");
     }},
    {"http-options.method-with-dynamic", "HTTP2-METHOD-05",
     "SetHttpMethod is said to succeed on a job with dynamic content",
     [](Mutation& m) {
       m.Rewrite(kSetMethod, hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION, hresult::S_OK);
     }},
    {"http-options.policy-in-old-profile", "HTTP-SEC-06", "BITS 2.5 has redirect policies",
     [](Mutation& m) {
       ShowState(m, MarkAfter(m, kSetFlags, hresult::S_OK), "ERROR", "TRANSFERRED");
       m.Rewrite(kSetFlags, hresult::E_NOTIMPL, hresult::S_OK);
     }},
    {"http-options.redirect-to-smb", "HTTP-SEC-09", "a redirect to a file share is followed",
     [](Mutation& m) {
       ChangeHeads(m, [](const TransportRequest&, ResponseHead& head) {
         const auto location = head.headers.Get("Location");
         if (location && location->starts_with("file:"))
           head.headers = WithField(head.headers, "Location", "/pkg.bin");
       });
     }},
    {"http-options.report-keeps-name", "HTTP-SEC-04", "ALLOW_REPORT means ALLOW_SILENT",
     [](Mutation& m) { ChangePolicyOfRedirects(m, kReport, 0); }},
    {"http-options.report-names-first-target", "HTTP-SEC-04",
     "with ALLOW_REPORT the remote name becomes the first target on the way", NameFirstTarget},
    {"http-options.report-refuses", "HTTP-SEC-04", "ALLOW_REPORT means DISALLOW",
     [](Mutation& m) { ChangePolicyOfRedirects(m, kReport, kDisallow); }},
    {"http-options.silent-changes-name", "HTTP-SEC-02", "without a policy redirects are reported",
     [](Mutation& m) { ChangePolicyOfRedirects(m, 0, kReport); }},
    {"http-options.write-only-not-sent", "HTTP3-WO-01",
     "headers that were made write-only are not sent",
     [](Mutation& m) {
       const auto hidden = m.PerCase<bool>();
       m.AfterSuccess(kHide, [hidden](Interception&, Json&) { *hidden = true; });
       DropField(m, [hidden](const TransportRequest&) { return *hidden; });
     }},
    {"http-options.write-only-once", "HTTP3-WO-01",
     "MakeCustomHeadersWriteOnly fails when they are write-only already",
     [](Mutation& m) {
       const Marks hidden = MarkAfter(m, kHide, hresult::S_OK);
       m.Refuse(kHide, hresult::BG_E_INVALID_STATE,
                [hidden](Interception& call) { return hidden->contains(call.job()); });
     }},
    {"http-options.write-only-told", "HTTP-HDRS-08", "headers that were made write-only are told",
     [](Mutation& m) { TellWriteOnly(m, false); }},
    {"http-options.write-only-until-resume", "HTTP3-WO-01",
     "headers that were made write-only are told once the job was resumed",
     [](Mutation& m) { TellWriteOnly(m, true); }},
};

}  // namespace

std::span<const MutantRow> HttpOptionsMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
