#include "conformance/mutants/state_rules.h"

#include <set>

#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

Mutation::Predicate InState(const char* state) {
  return [state](Interception& call) { return call.State() == state; };
}

// The jobs of which something was noted, by id.
using Marks = std::shared_ptr<std::set<std::string>>;

// Marked jobs show `shown` as their state, or instead of the state `real` only.
void ShowState(Mutation& m, const Marks& marks, const char* shown, const char* real = "") {
  m.AfterSuccess("job.getState", [marks, shown, real](Interception& call, Json& result) {
    const bool is_meant = std::string_view(real).empty() || result["state"] == real;
    if (is_meant && marks->contains(call.job())) result["state"] = shown;
  });
}

// A call of `method` that answers `code` marks its job, when `applies`.
Marks MarkAfter(
    Mutation& m, const char* method, HResult code,
    Mutation::Predicate applies = [](Interception&) { return true; }) {
  const Marks marks = m.PerCase<std::set<std::string>>();
  m.Intercept(method, [marks, code, applies = std::move(applies)](Interception& call) {
    const bool is_meant = applies(call);
    Reply reply = call.PassOn();
    if (is_meant && Is(reply.value, code)) marks->insert(call.job());
    return reply;
  });
  return marks;
}

// Complete, or Cancel, leaves a file under the final name of the last file.
void LeaveLastFile(Mutation& m, const char* verb, HResult code) {
  m.After(verb, [code](Interception& call, Json& result) {
    const BookedJob* job = call.booked();
    if (!Is(result, code) || job == nullptr || job->files.empty()) return;
    FileSystem& files = call.book.world().files;
    const std::string& local = job->files.back().second;
    const Result<std::string> made = files.CreateTemporary(DirectoryOf(local));
    if (made) static_cast<void>(files.Rename(*made, local));
  });
}

constexpr MutantRow kRows[] = {
    {"states.cancel-after-error-refused", "ST-35", "Cancel is refused in TRANSIENT_ERROR",
     [](Mutation& m) {
       m.Refuse("job.cancel", hresult::BG_E_INVALID_STATE, InState("TRANSIENT_ERROR"));
     }},
    {"states.cancel-leaves-file", "CORE-CANCEL-02",
     "Cancel leaves an empty file under a final name",
     [](Mutation& m) { LeaveLastFile(m, "job.cancel", hresult::S_OK); }},
    {"states.cancel-undeletable-fails", "LF-12",
     "a job whose temporary files cannot be deleted is TRANSFERRED after Cancel",
     [](Mutation& m) {
       ShowState(m, MarkAfter(m, "job.cancel", hresult::BG_S_UNABLE_TO_DELETE_FILES),
                 "TRANSFERRED");
     }},
    {"states.cancel-undeletable-plain-ok", "CORE-CANCEL-03",
     "Cancel answers S_OK although files were left",
     [](Mutation& m) {
       m.Rewrite("job.cancel", hresult::BG_S_UNABLE_TO_DELETE_FILES, hresult::S_OK);
     }},
    {"states.never-transferred", "CORE-LIFE-25", "a job whose files are there is TRANSFERRING",
     [](Mutation& m) { m.Replace("job.getState", "state", "TRANSFERRED", "TRANSFERRING"); }},
    {"states.unauthorized-is-transient", "HT-38", "an answer 401 is retried like 503",
     [](Mutation& m) { ChangeStatus(m, {401}, 503); }},
    {"states.file-limit-fixed", "GP-05", "the policy MaxFilesPerJob has no effect",
     [](Mutation& m) { m.ChangePolicy("MaxFilesPerJob", [](std::uint64_t) { return 200; }); }},
};

}  // namespace

std::span<const MutantRow> StateRuleMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
