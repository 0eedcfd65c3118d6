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
  ShowState(m, hidden, "CANCELLED");
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

void KeepFinished(Mutation& m) {
  const auto finished = m.PerCase<bool>();  // whether the job that is being cancelled is
  m.Before("job.cancel",
           [finished](Interception& call) { *finished = call.State() == "TRANSFERRED"; });
  ChangeFiles(m,
              {.remove = [finished, &book = m.book()](FileSystem& files, const std::string& path) {
                return *finished && book.is_in("job.cancel") ? hresult::S_OK : files.Remove(path);
              }});
}

constexpr MutantRow kRows[] = {
    {"cancel.empty-refused", "CORE-CANCEL-08", "Cancel is refused on a job without files",
     [](Mutation& m) {
       m.Refuse("job.cancel", hresult::BG_E_EMPTY, [](Interception& call) {
         return call.booked() != nullptr && call.booked()->files.empty();
       });
     }},
    {"cancel.keeps-finished", "LF-10", "Cancel of a TRANSFERRED job leaves what was downloaded",
     KeepFinished},
    {"cancel.keeps-transferring", "CORE-CANCEL-01", "the transfer of a cancelled job goes on",
     HideInsteadOfCancel},
    {"cancel.leaves-temporary", "CORE-CANCEL-02", "Cancel leaves the temporary files",
     [](Mutation& m) {
       ChangeFiles(m, {.remove = [&book = m.book()](FileSystem& files, const std::string& path) {
                     return book.is_in("job.cancel") ? hresult::S_OK : files.Remove(path);
                   }});
     }},
    {"cancel.modification-stays", "CORE-CANCEL-09", "Cancel does not move the modification time",
     [](Mutation& m) { KeepModification(m, "job.cancel"); }},
    {"cancel.refused-while-connecting", "ST-35", "Cancel is refused while CONNECTING",
     [](Mutation& m) { m.RefuseIn("job.cancel", "CONNECTING"); }},
    {"cancel.twice", "CORE-CANCEL-04", "Cancel succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite("job.cancel", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"cancel.undeletable-fails", "CORE-CANCEL-03",
     "Cancel fails when temporary files cannot be deleted",
     [](Mutation& m) {
       m.Rewrite("job.cancel", hresult::BG_S_UNABLE_TO_DELETE_FILES, hresult::E_ACCESSDENIED);
     }},
    {"cancel.undeletable-unsaid", "LF-12",
     "Cancel and Complete say nothing of temporary files that they cannot delete",
     [](Mutation& m) {
       m.Rewrite("job.cancel job.complete", hresult::BG_S_UNABLE_TO_DELETE_FILES, hresult::S_OK);
     }},
};

}  // namespace

std::span<const MutantRow> CancelMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
