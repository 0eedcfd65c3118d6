// Mutants of ownership and access.
#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

// Whether a standard user names somebody else's job.
bool IsStranger(Interception& call) {
  const BookedJob* job = call.booked();
  return job != nullptr && call.caller().is_standard() && job->owner != call.as();
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

constexpr MutantRow kRows[] = {
    {"ownership.administrator-refused", "CORE-ACL-03", "administrators need ownership first",
     [](Mutation& m) { m.Refuse("job.*", hresult::E_ACCESSDENIED, IsMeddlingAdministrator); }},
    {"ownership.foreign-getjob", "CORE-GETJOB-03", "GetJob hands out somebody else's job",
     [](Mutation& m) {
       m.After("manager.getJob", [](Interception& call, Json& result) {
         if (!Is(result, hresult::E_ACCESSDENIED)) return;
         result = Json{{"hresult", ToHex(hresult::S_OK)}, {"jobId", call.job()}};
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
    {"ownership.owner-is-caller", "CORE-OWNER-01", "GetOwner answers the SID of whoever asks",
     [](Mutation& m) {
       m.AfterSuccess("job.getOwner", [](Interception& call, Json& result) {
         result["owner"] = call.caller().sid;
       });
     }},
    {"ownership.take-after-final", "CORE-TAKE-00", "TakeOwnership succeeds on finished jobs",
     [](Mutation& m) {
       m.Rewrite("job.takeOwnership", hresult::BG_E_INVALID_STATE, hresult::S_OK);
     }},
    {"ownership.take-by-anyone", "CORE-TAKE-02", "standard users may take ownership",
     [](Mutation& m) { m.Rewrite("job.takeOwnership", hresult::E_ACCESSDENIED, hresult::S_OK); }},
    {"ownership.take-without-effect", "CORE-TAKE-01", "TakeOwnership succeeds and changes nothing",
     [](Mutation& m) { m.Ignore("job.takeOwnership", IsAdministrator); }},
};

}  // namespace

std::span<const MutantRow> OwnershipMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
