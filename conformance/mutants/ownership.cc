// Mutants of ownership and access.
#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

// Whether a standard user names somebody else's job.
bool IsStranger(Interception& call) {
  const BookedJob* job = call.booked();
  return job != nullptr && call.caller().is_standard() && job->owner != call.as();
}

bool IsOwner(Interception& call) {
  const BookedJob* job = call.booked();
  return job != nullptr && job->owner == call.as();
}

bool IsAdministrator(Interception& call) { return call.caller().kind == "administrator"; }

// Strangers act in the owner's name.
void OpenToStrangers(Mutation& m, std::string_view methods) {
  m.Before(methods, [](Interception& call) {
    if (IsStranger(call)) call.params["as"] = call.booked()->owner;
  });
}

bool IsMeddlingAdministrator(Interception& call) {
  const BookedJob* job = call.booked();
  return call.method != "job.takeOwnership" && IsAdministrator(call) && job != nullptr &&
         job->owner != call.as();
}

// Whoever has lost a job to somebody else lists nothing any more.
void LoseOthers(Mutation& m) {
  const auto losers = m.PerCase<std::set<std::string>>();
  m.Intercept("job.takeOwnership", [losers](Interception& call) {
    const std::string owner = call.booked() == nullptr ? "" : call.booked()->owner;
    Reply reply = call.PassOn();
    if (Succeeded(reply.value) && owner != call.as()) losers->insert(owner);
    return reply;
  });
  m.AfterSuccess("manager.enumJobs", [losers](Interception& call, Json& result) {
    if (losers->contains(call.as())) result["jobs"] = Json::array();
  });
}

void TakeAll(Mutation& m) {
  m.Intercept("job.takeOwnership", [](Interception& call) {
    const std::string owner = call.booked() == nullptr ? "" : call.booked()->owner;
    Reply reply = call.PassOn();
    if (!Succeeded(reply.value)) return reply;
    for (const BookedJob& job : std::vector<BookedJob>(call.book.jobs())) {
      if (!job.is_living() || job.owner != owner) continue;
      static_cast<void>(call.book.Ask("job.takeOwnership", {{"as", call.as()}, {"job", job.id}}));
    }
    return reply;
  });
}

// The old owner stays; GetOwner names the new one.
void TakeInNameOnly(Mutation& m) {
  const auto takers = m.PerCase<std::map<std::string, std::string>>();  // job -> SID
  m.Ignore("job.takeOwnership", [takers](Interception& call) {
    if (!IsAdministrator(call)) return false;
    (*takers)[call.job()] = call.caller().sid;
    return true;
  });
  m.AfterSuccess("job.getOwner", [takers](Interception& call, Json& result) {
    const auto it = takers->find(call.job());
    if (it != takers->end()) result["owner"] = it->second;
  });
}

// Another token of the owner's user, or that of an administrator where a service is the owner.
bool IsOtherToken(Interception& call) {
  const std::string& kind = call.caller().kind;
  if (call.booked() == nullptr) return false;
  return kind == "unelevated" || kind == "restricted" ||
         (IsAdministrator(call) && call.book.principal(call.booked()->owner).kind == "service");
}

// A call of such a token that is refused is carried out in the name of the owner; the caller is
// told so, or is refused.
void CarryOutForOtherTokens(Mutation& m, std::string_view methods, std::string kind, bool told) {
  m.After(methods, [kind = std::move(kind), told](Interception& call, Json& result) {
    if (!Is(result, hresult::E_ACCESSDENIED) || !IsOtherToken(call) || call.caller().kind != kind)
      return;
    Json params = call.params;
    params.erase("as");
    params.erase("job");
    const Json owners = call.book.AskOwner(*call.booked(), call.method, params);
    if (told) result = owners;
  });
}

constexpr MutantRow kRows[] = {
    {"ownership.administrator-refused", "CORE-ACL-03", "administrators need ownership first",
     [](Mutation& m) { m.Refuse("job.*", hresult::E_ACCESSDENIED, IsMeddlingAdministrator); }},
    {"ownership.administrator-refused-while-connecting", "CORE-ACL-03",
     "GetProgress is refused to administrators while CONNECTING",
     [](Mutation& m) {
       m.Refuse("job.getProgress", hresult::E_ACCESSDENIED, [](Interception& call) {
         return IsMeddlingAdministrator(call) && call.State() == "CONNECTING";
       });
     }},
    {"ownership.administrators-setter-without-effect", "CORE-ACL-03",
     "SetPriority by an administrator succeeds and changes nothing",
     [](Mutation& m) {
       m.Ignore("job.setPriority", [](Interception& call) {
         return IsMeddlingAdministrator(call) && call.booked()->is_living();
       });
     }},
    {"ownership.foreign-getjob", "CORE-GETJOB-03", "GetJob hands out somebody else's job",
     [](Mutation& m) {
       m.After("manager.getJob", [](Interception& call, Json& result) {
         if (!Is(result, hresult::E_ACCESSDENIED)) return;
         result = Json{{"hresult", ToHex(hresult::S_OK)}, {"jobId", call.job()}};
       });
     }},
    {"ownership.foreign-getjob-not-for-administrators", "SE-02",
     "GetJob refuses other people's jobs to administrators",
     [](Mutation& m) {
       m.Refuse("manager.getJob", hresult::E_ACCESSDENIED, IsMeddlingAdministrator);
     }},
    {"ownership.elevated-by-creation-only", "SE-06",
     "a job that was taken over elevated is read by the same user otherwise",
     [](Mutation& m) { CarryOutForOtherTokens(m, "job.get*", "unelevated", true); }},
    {"ownership.elevated-changed-in-secret", "J4-OWNER-03",
     "the same user who is not elevated is refused, and changes the job",
     [](Mutation& m) { CarryOutForOtherTokens(m, "job.setDescription", "unelevated", false); }},
    {"ownership.elevated-changed-silently", "SEC-UAC-01",
     "the same user who is not elevated is refused, and changes the job that was created elevated",
     [](Mutation& m) { CarryOutForOtherTokens(m, "job.setDescription", "unelevated", false); }},
    {"ownership.elevated-for-the-user", "CORE-ACL-05",
     "a job that was created elevated is for the same user otherwise too",
     [](Mutation& m) { CarryOutForOtherTokens(m, "manager.getJob job.*", "unelevated", true); }},
    {"ownership.integrity-changed-in-secret", "SEC-INT-01",
     "an administrator is refused, and changes the job of a service",
     [](Mutation& m) { CarryOutForOtherTokens(m, "job.setDescription", "administrator", false); }},
    {"ownership.integrity-ignored", "CORE-ACL-06", "an administrator changes the job of a service",
     [](Mutation& m) { CarryOutForOtherTokens(m, "job.*", "administrator", true); }},
    {"ownership.restricted-changes", "SE-08", "a restricted token changes jobs",
     [](Mutation& m) { CarryOutForOtherTokens(m, "job.*", "restricted", true); }},
    {"ownership.restricted-changes-in-secret", "SEC-RST-01",
     "a restricted token is refused, and changes the job",
     [](Mutation& m) { CarryOutForOtherTokens(m, "job.set*", "restricted", false); }},
    {"ownership.restricted-creates", "CORE-ACL-07", "a restricted token creates jobs",
     [](Mutation& m) {
       m.Before("manager.createJob", [](Interception& call) {
         if (call.caller().kind == "restricted") call.params["as"] = "alice";
       });
     }},
    {"ownership.foreign-not-found", "CORE-GETJOB-03",
     "GetJob says that somebody else's job does not exist",
     [](Mutation& m) {
       m.Rewrite("manager.getJob", hresult::E_ACCESSDENIED, hresult::BG_E_NOT_FOUND);
     }},
    {"ownership.foreign-read", "CORE-ACL-02", "other users may read a job",
     [](Mutation& m) { OpenToStrangers(m, "job.get* job.enumFiles file.* enumerator.files"); }},
    {"ownership.foreign-verbs", "CORE-ACL-04",
     "other users may suspend, resume, cancel and complete",
     [](Mutation& m) { OpenToStrangers(m, "job.suspend job.resume job.cancel job.complete"); }},
    {"ownership.foreign-write", "CORE-ACL-02", "other users may change properties and add files",
     [](Mutation& m) { OpenToStrangers(m, "job.set* job.addFile*"); }},
    {"ownership.one-getter-for-everyone", "CORE-ACL-02", "other users may read a file's progress",
     [](Mutation& m) { OpenToStrangers(m, "file.getProgress"); }},
    {"ownership.one-getter-not-for-administrators", "CORE-ACL-03",
     "GetMinimumRetryDelay is refused to administrators",
     [](Mutation& m) {
       m.Refuse("job.getMinimumRetryDelay", hresult::E_ACCESSDENIED, IsMeddlingAdministrator);
     }},
    {"ownership.one-setter-not-for-owners", "SE-01", "SetNoProgressTimeout is refused to the owner",
     [](Mutation& m) { m.Refuse("job.setNoProgressTimeout", hresult::E_ACCESSDENIED, IsOwner); }},
    {"ownership.one-verb-for-everyone", "CORE-ACL-04", "other users may resume a job",
     [](Mutation& m) { OpenToStrangers(m, "job.resume"); }},
    {"ownership.own-job-not-for-administrators", "SE-01",
     "administrators cannot list the files of their own jobs",
     [](Mutation& m) {
       m.Refuse("job.enumFiles", hresult::E_ACCESSDENIED,
                [](Interception& call) { return IsOwner(call) && IsAdministrator(call); });
     }},
    {"ownership.refused-setter-sets", "CORE-ACL-04",
     "SetDescription is refused to strangers, and sets the description all the same",
     [](Mutation& m) {
       m.Intercept("job.setDescription", [](Interception& call) {
         if (!IsStranger(call)) return call.PassOn();
         static_cast<void>(call.book.AskOwner(*call.booked(), "job.setDescription",
                                              {{"value", call.params["value"]}}));
         return Answer(hresult::E_ACCESSDENIED);
       });
     }},
    {"ownership.owner-is-caller", "CORE-OWNER-01", "GetOwner answers the SID of whoever asks",
     [](Mutation& m) {
       m.AfterSuccess("job.getOwner", [](Interception& call, Json& result) {
         result["owner"] = call.caller().sid;
       });
     }},
    {"ownership.setter-refused-while-owner-away", "CORE-ACL-03",
     "administrators cannot set the description of a job that is QUEUED",
     [](Mutation& m) {
       m.Refuse("job.setDescription", hresult::E_ACCESSDENIED, [](Interception& call) {
         return IsMeddlingAdministrator(call) && call.State() == "QUEUED";
       });
     }},
    {"ownership.take-after-final", "CORE-TAKE-00", "TakeOwnership succeeds on finished jobs",
     [](Mutation& m) {
       m.Rewrite("job.takeOwnership", hresult::BG_E_INVALID_STATE, hresult::S_OK);
     }},
    {"ownership.take-by-anyone", "CORE-TAKE-02", "standard users may take ownership",
     [](Mutation& m) { m.Rewrite("job.takeOwnership", hresult::E_ACCESSDENIED, hresult::S_OK); }},
    {"ownership.take-by-owners", "SE-04", "a standard user may take a job of his own",
     [](Mutation& m) {
       m.Ignore("job.takeOwnership",
                [](Interception& call) { return IsOwner(call) && call.caller().is_standard(); });
     }},
    {"ownership.take-in-name-only", "CORE-TAKE-07",
     "after TakeOwnership the job still depends on the old owner's session", TakeInNameOnly},
    {"ownership.take-loses-others", "CORE-ENUMJ-01",
     "the jobs that an owner keeps when one is taken are no longer listed", LoseOthers},
    {"ownership.take-own-refused", "CORE-TAKE-01", "an administrator cannot take his own job",
     [](Mutation& m) { m.Refuse("job.takeOwnership", hresult::E_ACCESSDENIED, IsOwner); }},
    {"ownership.take-refused-while-queued", "CORE-TAKE-00", "a QUEUED job cannot be taken",
     [](Mutation& m) { m.RefuseIn("job.takeOwnership", "QUEUED"); }},
    {"ownership.take-takes-all", "CORE-ENUMJ-01", "TakeOwnership takes all jobs of the owner",
     TakeAll},
    {"ownership.take-without-effect", "CORE-TAKE-01", "TakeOwnership succeeds and changes nothing",
     [](Mutation& m) { m.Ignore("job.takeOwnership", IsAdministrator); }},
    {"ownership.unelevated-refused", "CORE-ACL-05",
     "a job that was created without elevation is not for the same user who is elevated",
     [](Mutation& m) {
       m.Refuse("job.get*", hresult::E_ACCESSDENIED, [](Interception& call) {
         return call.booked() != nullptr && IsAdministrator(call) &&
                call.book.principal(call.booked()->owner).kind == "unelevated";
       });
     }},
};

}  // namespace

std::span<const MutantRow> OwnershipMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
