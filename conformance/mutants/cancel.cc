// Mutants of Cancel.
#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

// Cancels of active jobs stay outside; from then on the job looks cancelled.
void HideInsteadOfCancel(Mutation& m) {
  const auto hidden = m.PerCase<std::set<std::string>>();
  m.Intercept("job.cancel", [hidden](Interception& call) {
    const std::string state = call.State();
    if (state != "CONNECTING" && state != "TRANSFERRING") return call.PassOn();
    hidden->insert(call.job());
    return Answer(hresult::S_OK);
  });
  m.AfterSuccess("job.getState", [hidden](Interception& call, Json& result) {
    if (hidden->contains(call.job())) result["state"] = "CANCELLED";
  });
  m.Refuse("manager.getJob", hresult::BG_E_NOT_FOUND,
           [hidden](Interception& call) { return hidden->contains(call.job()); });
  m.AfterSuccess("manager.enumJobs", [hidden](Interception&, Json& result) {
    Json shown = Json::array();
    for (const Json& id : result["jobs"]) {
      if (!hidden->contains(id)) shown.push_back(id);
    }
    result["jobs"] = shown;
  });
}

constexpr MutantRow kRows[] = {
    {"cancel.deletes-destination", "CORE-CANCEL-05",
     "Cancel deletes the file that the destination already had",
     [](Mutation& m) {
       m.AfterSuccess("job.cancel", [](Interception& call, Json&) {
         const BookedJob* job = call.booked();
         if (job == nullptr) return;
         for (const auto& [remote, local] : job->files) {
           static_cast<void>(call.book.world().files.Remove(local));
         }
       });
     }},
    {"cancel.keeps-transferring", "CORE-CANCEL-01", "the transfer of a cancelled job goes on",
     HideInsteadOfCancel},
    {"cancel.leaves-temporary", "CORE-CANCEL-02", "Cancel leaves the temporary files",
     [](Mutation& m) {
       ChangeFiles(m, {.remove = [&book = m.book()](FileSystem& files, const std::string& path) {
                     return book.is_in("job.cancel") ? hresult::S_OK : files.Remove(path);
                   }});
     }},
    {"cancel.twice", "CORE-CANCEL-04", "Cancel succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite("job.cancel", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
};

}  // namespace

std::span<const MutantRow> CancelMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
