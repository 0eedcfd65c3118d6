// Mutants of HTTPS: the checks of certificates, and what the client says about them.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kSetFlags[] = "httpOptions.setSecurityFlags";
constexpr char kValidate[] = "httpOptions.setServerCertificateValidationInterface";
constexpr std::uint64_t kCheckRevocation = 0x1;
constexpr std::uint64_t kHttpsToHttp = 0x800;
constexpr int kNotFound = 404;

void ChangeSecurity(Mutation& m, std::function<void(SecuritySettings&)> change) {
  ChangeRequests(
      m, [change = std::move(change)](TransportRequest& request) { change(request.security); });
}

void OverlookAll(SecuritySettings& security) {
  security.ignores_date = security.ignores_wrong_name = true;
  security.ignores_unknown_authority = security.ignores_wrong_usage = true;
}

bool OverlooksAny(const SecuritySettings& security) {
  return security.ignores_date || security.ignores_wrong_name ||
         security.ignores_unknown_authority || security.ignores_wrong_usage;
}

// Requests that `applies` to are answered by 404.
void FailRequests(Mutation& m, std::function<bool(const TransportRequest&)> applies) {
  ChangeHeads(m, [applies = std::move(applies)](const TransportRequest& asked, ResponseHead& head) {
    if (applies(asked)) head.status = kNotFound;
  });
}

class FailureFilter final : public ExchangeFilter {
 public:
  using Change = std::function<void(const TransportRequest& asked, TransportFailure&)>;
  explicit FailureFilter(Change change) : change_(std::move(change)) {}

 private:
  void Failure(const TransportFailure& failure) override {
    TransportFailure changed = failure;
    change_(asked(), changed);
    DeliverFailure(changed);
  }

  const Change change_;
};

void ChangeFailures(Mutation& m, FailureFilter::Change change) {
  FilterExchanges(m, [change = std::move(change)](TransportRequest&) {
    return std::make_shared<FailureFilter>(change);
  });
}

void RenameFailure(Mutation& m, HResult from, HResult to) {
  ChangeFailures(m, [from, to](const TransportRequest&, TransportFailure& failure) {
    if (failure.code == from) failure.code = to;
  });
}

// Flags lose `lost` where `applies` on their way into the manager.
void LoseFlag(Mutation& m, std::uint64_t lost, Mutation::Predicate applies) {
  m.Before(kSetFlags, [lost, applies = std::move(applies)](Interception& call) {
    if (applies(call)) call.params["value"] = call.Number("value") & ~lost;
  });
}

// What one job overlooks is overlooked for all from then on.
void OverlookForAll(Mutation& m) {
  const auto is_lax = m.PerCase<bool>();
  ChangeSecurity(m, [is_lax](SecuritySettings& security) {
    *is_lax = *is_lax || OverlooksAny(security);
    if (*is_lax) OverlookAll(security);
  });
}

// The first file is asked for once more, unheard, when `call` names its job.
void FetchFirstFile(Interception& call) {
  if (call.booked() == nullptr || call.booked()->files.empty()) return;
  TransportRequest request;
  request.method = "GET";
  request.url = call.booked()->files.front().first;
  call.book.Fetch(request);
}

// --- The client's say ---

std::optional<HResult> Ask(Environment& world, const JobEvent& event,
                           const ServerCertificate& certificate) {
  return world.events.OnServerCertificate(event, certificate);
}

// An answer is remembered, and given again without a question, when `keeps` it.
void Remember(Mutation& m, std::function<bool(HResult)> keeps) {
  const auto kept = m.PerCase<std::optional<HResult>>();
  ChangeValidation(m, [kept, keeps = std::move(keeps)](Environment& world, const JobEvent& event,
                                                       const ServerCertificate& certificate) {
    if (*kept) return *kept;
    const auto answer = Ask(world, event, certificate);
    if (answer && keeps(*answer)) *kept = answer;
    return answer;
  });
}

// The object is asked again with each request, though it has accepted the server.
void AskEveryTime(Mutation& m) {
  using Question = std::pair<JobEvent, ServerCertificate>;
  const auto asked = m.PerCase<std::optional<Question>>();
  ChangeValidation(
      m, [asked](Environment& world, const JobEvent& event, const ServerCertificate& certificate) {
        *asked = Question(event, certificate);
        return Ask(world, event, certificate);
      });
  CaseBook& book = m.book();
  ChangeRequests(m, [asked, &book](TransportRequest& request) {
    if (request.judge != nullptr && *asked)
      static_cast<void>(Ask(book.world(), (*asked)->first, (*asked)->second));
  });
}

// The client is asked when the server has answered.
class LateJudgement final : public ExchangeFilter {
 private:
  void Head(ResponseHead head) override {
    const HResult judgement = asked().judge->Judge({"web.test:443", "certificate", {}});
    judgement.failed() ? DeliverFailure({judgement, "refused late"}) : DeliverHead(head);
  }
};

void AskLate(Mutation& m) {
  FilterExchanges(m, [](TransportRequest& request) -> std::shared_ptr<ExchangeFilter> {
    if (std::exchange(request.judge, nullptr) == nullptr) return nullptr;
    return std::make_shared<LateJudgement>();
  });
}

// What the checks refuse is shown to the client all the same.
void ShowRefused(Mutation& m) {
  ChangeFailures(m, [](const TransportRequest& asked, TransportFailure& failure) {
    if (failure.code == hresult::E_WINHTTP_SECURE_FAILURE && asked.judge != nullptr)
      static_cast<void>(asked.judge->Judge({"web.test:443", "certificate", {}}));
  });
}

// The object is registered anew when the service starts again.
void KeepOverRestart(Mutation& m) {
  const auto answers = m.PerCase<std::map<std::string, Json>>();
  m.AfterSuccess(kValidate, [answers](Interception& call, Json&) {
    (*answers)[call.job()] = call.params["answer"];
  });
  m.After("service.restart", [answers](Interception& call, Json&) {
    for (const auto& [id, answer] : *answers) {
      const BookedJob* const job = call.book.Find(id);
      if (job != nullptr)
        static_cast<void>(call.book.AskOwner(*job, kValidate, {{"answer", answer}}));
    }
  });
}

void IgnoreSecond(Mutation& m) {
  const Marks set = MarkAfter(m, kValidate, hresult::S_OK);
  m.Ignore(kValidate, [set](Interception& call) { return set->contains(call.job()); });
}

constexpr MutantRow kRows[] = {
    {"http-options.any-flag-overlooks-all", "HT-42",
     "one flag lets every fault of a certificate pass",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& security) {
         if (OverlooksAny(security)) OverlookAll(security);
       });
     }},
    {"http-options.authority-not-overlooked", "HT-42", "IGNORE_UNKNOWN_CA has no effect",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_unknown_authority = false; });
     }},
    {"http-options.date-not-overlooked", "HT-42", "IGNORE_CERT_DATE_INVALID has no effect",
     [](Mutation& m) { ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_date = false; }); }},
    {"http-options.https-to-http-followed", "HT-41",
     "a redirect from HTTPS to HTTP is followed without its flag",
     [](Mutation& m) {
       m.Before(kSetFlags, [](Interception& call) {
         call.params["value"] = call.Number("value") | kHttpsToHttp;
       });
     }},
    {"http-options.https-to-http-never", "HT-41",
     "a redirect from HTTPS to HTTP is not followed with its flag either",
     [](Mutation& m) { LoseFlag(m, kHttpsToHttp, [](Interception&) { return true; }); }},
    {"http-options.name-not-overlooked", "HT-42", "IGNORE_CERT_CN_INVALID has no effect",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_wrong_name = false; });
     }},
    {"http-options.overlooks-for-all", "HT-42", "what one job overlooks is overlooked for all",
     OverlookForAll},
    {"http-options.revocation-always", "HTTP-SEC-07", "revocation is checked without the flag",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.checks_revocation = true; });
     }},
    {"http-options.revocation-always-fails", "HTTP-SEC-07",
     "a certificate that is not revoked fails the check",
     [](Mutation& m) {
       FailRequests(m, [](const TransportRequest& r) { return r.security.checks_revocation; });
     }},
    {"http-options.revocation-goes-on", "HTTP-SEC-07",
     "a file that has come in part without the check of revocation goes on with it",
     [](Mutation& m) { LoseFlag(m, kCheckRevocation, InState("TRANSIENT_ERROR")); }},
    {"http-options.revocation-one-code", "HTTP-SEC-08",
     "that revocation cannot be checked has the code of a revoked certificate",
     [](Mutation& m) {
       RenameFailure(m, hresult::E_WINHTTP_SECURE_CERT_REV_FAILED,
                     hresult::E_WINHTTP_SECURE_CERT_REVOKED);
     }},
    {"http-options.revocation-refetches-all", "HTTP-SEC-07",
     "once revocation is checked finished files are fetched again",
     [](Mutation& m) {
       m.AfterSuccess(kSetFlags, [](Interception& call, Json&) { FetchFirstFile(call); });
     }},
    {"http-options.revocation-unchecked", "HTTP-SEC-08", "ENABLE_CRL_CHECK has no effect",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.checks_revocation = false; });
     }},
    {"http-options.revocation-waits-for-the-next-turn", "HT-43",
     "a transfer under way goes on when revocation is to be checked",
     [](Mutation& m) { LoseFlag(m, kCheckRevocation, InState("TRANSFERRING")); }},
    {"http-options.revoked-transient", "HTTP-SEC-08",
     "a revoked certificate ends in TRANSIENT_ERROR",
     [](Mutation& m) {
       RenameFailure(m, hresult::E_WINHTTP_SECURE_CERT_REVOKED, hresult::E_WINHTTP_SECURE_FAILURE);
     }},
    {"http-options.usage-not-overlooked", "HT-42", "IGNORE_CERT_WRONG_USAGE has no effect",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_wrong_usage = false; });
     }},
    {"http-options.validation-always-refuses", "HTTP3-CB-07",
     "a server that the client accepts is refused",
     [](Mutation& m) {
       ChangeValidation(
           m, [](Environment& world, const JobEvent& event, const ServerCertificate& certificate) {
             static_cast<void>(Ask(world, event, certificate));
             return std::optional(hresult::E_FAIL);
           });
     }},
    {"http-options.validation-another-certificate", "HTTP3-CB-13",
     "the client is shown something other than the server's certificate",
     [](Mutation& m) {
       ChangeValidation(
           m, [](Environment& world, const JobEvent& event, const ServerCertificate& certificate) {
             ServerCertificate changed = certificate;
             changed.encoded = certificate.issuers.front();
             return Ask(world, event, changed);
           });
     }},
    {"http-options.validation-at-any-time", "HTTP3-CB-03",
     "the object is said to be set while the job is active",
     [](Mutation& m) {
       m.Rewrite(kValidate, hresult::BG_E_READ_ONLY_WHEN_JOB_ACTIVE, hresult::S_OK);
     }},
    {"http-options.validation-before-the-checks", "HT-44",
     "the client is shown certificates that the checks refuse", ShowRefused},
    {"http-options.validation-by-strangers", "CORE-ACL-04",
     "anybody may have the servers of a job validated",
     [](Mutation& m) { m.Rewrite(kValidate, hresult::E_ACCESSDENIED, hresult::S_OK); }},
    {"http-options.validation-code-lost", "HTTP3-CB-08",
     "what the client refuses always has the code E_FAIL",
     [](Mutation& m) {
       ChangeValidation(
           m, [](Environment& world, const JobEvent& event, const ServerCertificate& certificate) {
             auto answer = Ask(world, event, certificate);
             if (answer && answer->failed()) answer = hresult::E_FAIL;
             return answer;
           });
     }},
    {"http-options.validation-context", "HTTP3-CB-08",
     "what the client refuses has the context REMOTE_FILE",
     [](Mutation& m) {
       m.Replace("job.getError", "context", "SERVER_CERTIFICATE_CALLBACK", "REMOTE_FILE");
     }},
    {"http-options.validation-every-time", "HTTP3-CB-10",
     "the client is asked again about a server that it has accepted", AskEveryTime},
    {"http-options.validation-first-stays", "HTTP3-CB-04",
     "a second object does not take the place of the first", IgnoreSecond},
    {"http-options.validation-ignored", "HTTP3-CB-08", "what the client refuses is fetched",
     [](Mutation& m) {
       ChangeValidation(
           m, [](Environment& world, const JobEvent& event, const ServerCertificate& certificate) {
             static_cast<void>(Ask(world, event, certificate));
             return std::optional(hresult::S_OK);
           });
     }},
    {"http-options.validation-instead-of-checks", "HTTP3-CB-05",
     "with an object nothing but its answer counts",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) {
         if (request.judge != nullptr) OverlookAll(request.security);
       });
     }},
    {"http-options.validation-late", "HTTP3-CB-06",
     "the server hears of the request before the client is asked", AskLate},
    {"http-options.validation-not-removed", "HTTP3-CB-01", "a NULL pointer changes nothing",
     [](Mutation& m) {
       m.Ignore(kValidate, [](Interception& call) { return call.params["answer"].is_null(); });
     }},
    {"http-options.validation-other-code", "HTTP3-CB-09",
     "that the object cannot be reached has the code E_FAIL",
     [](Mutation& m) {
       m.Replace("job.getError", "code",
                 ToHex(hresult::BG_E_SERVER_CERT_VALIDATION_INTERFACE_REQUIRED),
                 ToHex(hresult::E_FAIL));
     }},
    {"http-options.validation-passes-without-object", "HTTP3-CB-09",
     "without its object the job goes on as without a validation",
     [](Mutation& m) {
       ChangeValidation(
           m, [](Environment& world, const JobEvent& event, const ServerCertificate& certificate) {
             return std::optional(Ask(world, event, certificate).value_or(hresult::S_OK));
           });
     }},
    {"http-options.validation-persisted", "HTTP3-CB-04", "the object survives a restart",
     KeepOverRestart},
    {"http-options.validation-refusal-fatal", "HTTP3-CB-08",
     "what the client refuses ends in ERROR",
     [](Mutation& m) {
       ShowState(m, MarkAfter(m, kValidate, hresult::S_OK), "ERROR", "TRANSIENT_ERROR");
     }},
    {"http-options.validation-refusal-remembered", "HTTP3-CB-11",
     "the client is not asked again about a server that it has refused",
     [](Mutation& m) { Remember(m, [](HResult answer) { return answer.failed(); }); }},
    {"http-options.validation-remembers", "HTTP3-CB-12",
     "setting an object keeps what the one before has accepted",
     [](Mutation& m) { Remember(m, [](HResult answer) { return answer.succeeded(); }); }},
    {"http-options.validation-unasked", "HTTP3-CB-13", "the client is never asked",
     [](Mutation& m) {
       ChangeRequests(m, [](TransportRequest& request) { request.judge = nullptr; });
     }},
    {"transfer.secure-any-authority", "HT-42", "certificates of unknown authorities pass",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_unknown_authority = true; });
     }},
    {"transfer.secure-any-date", "HT-42", "certificates that have expired pass",
     [](Mutation& m) { ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_date = true; }); }},
    {"transfer.secure-any-name", "HT-42", "certificates for other servers pass",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_wrong_name = true; });
     }},
    {"transfer.secure-any-usage", "HT-42", "certificates for clients pass",
     [](Mutation& m) {
       ChangeSecurity(m, [](SecuritySettings& s) { s.ignores_wrong_usage = true; });
     }},
    {"transfer.secure-refused", "HT-42", "nothing is fetched over HTTPS",
     [](Mutation& m) {
       FailRequests(m, [](const TransportRequest& r) { return r.url.starts_with("https:"); });
     }},
};

}  // namespace

std::span<const MutantRow> HttpsMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
