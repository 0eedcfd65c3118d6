// Mutants of single moves in the table of states, and of what a move leaves behind.
#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

// Cancel leaves a file under the final name of the last file.
void LeaveLastFile(Mutation& m) {
  m.AfterSuccess("job.cancel", [](Interception& call, Json&) {
    const BookedJob* job = call.booked();
    if (job == nullptr || job->files.empty()) return;
    FileSystem& files = call.book.world().files;
    const std::string& local = job->files.back().second;
    const Result<std::string> made = files.CreateTemporary(DirectoryOf(local));
    if (made) static_cast<void>(files.Rename(*made, local));
  });
}

constexpr MutantRow kRows[] = {
    {"states.cancel-after-error-refused", "ST-35", "Cancel is refused in TRANSIENT_ERROR",
     [](Mutation& m) { m.RefuseIn("job.cancel", "TRANSIENT_ERROR"); }},
    {"states.cancel-leaves-file", "CORE-CANCEL-02",
     "Cancel leaves an empty file under a final name", LeaveLastFile},
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
