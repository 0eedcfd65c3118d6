// Mutants of Complete.
#include <cstdint>
#include <limits>
#include <map>
#include <set>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

bool IsTransferred(Interception& call) { return call.State() == "TRANSFERRED"; }

bool IsLiving(Interception& call) { return call.booked() != nullptr && call.booked()->is_living(); }

bool IsUpload(Interception& call) { return call.booked() != nullptr && call.booked()->type != 0; }

void RewriteWhere(Mutation& m, HResult to, Mutation::Predicate applies) {
  m.After("job.complete", [to, applies = std::move(applies)](Interception& call, Json& result) {
    if (Is(result, hresult::BG_E_INVALID_STATE) && applies(call)) result["hresult"] = ToHex(to);
  });
}

void KeepInQueue(Mutation& m) {
  m.After("manager.getJob", [](Interception& call, Json& result) {
    const BookedJob* job = call.booked();
    if (job != nullptr && job->completed)
      result = Json{{"hresult", ToHex(hresult::S_OK)}, {"jobId", job->id}};
  });
  m.AfterSuccess("manager.enumJobs", [](Interception& call, Json& result) {
    for (const BookedJob& job : call.book.jobs()) {
      if (job.completed && job.owner == call.as()) result["jobs"].push_back(job.id);
    }
  });
}

// Puts an empty file where the destination will be.
void Announce(FileSystem& files, const std::string& destination) {
  const Result<std::string> made = files.CreateTemporary(DirectoryOf(destination));
  if (made) static_cast<void>(files.Rename(*made, destination));
}

void WriteEarly(Mutation& m, JobState when) {
  HearEvents(m, [&book = m.book(), when](Environment& world, const JobEvent& event) {
    if (event.kind != JobEvent::Kind::kStateChange || event.to != when) return;
    const BookedJob* job = book.Find(event.job.ToString());
    if (job == nullptr) return;
    for (const auto& [remote, local] : job->files) Announce(world.files, local);
  });
}

// The unfinished file of the job that is being completed gets its final name.
void KeepPartial(Mutation& m) {
  const auto unfinished = m.PerCase<std::string>();
  m.Intercept("job.complete", [unfinished](Interception& call) {
    const BookedJob* job = call.booked();
    for (std::size_t i = 0; job != nullptr && i < job->files.size(); ++i) {
      const Json progress = call.book.AskOwner(*job, "file.getProgress", {{"index", i}});
      if (!Succeeded(progress) || progress["bytesTransferred"] == progress["bytesTotal"]) continue;
      *unfinished = job->files[i].second;
      break;
    }
    return call.PassOn();
  });
  ChangeFiles(
      m, {.remove = [unfinished, &book = m.book()](FileSystem& files, const std::string& path) {
        if (!book.is_in("job.complete") || unfinished->empty()) return files.Remove(path);
        return files.Rename(path, *unfinished);
      }});
}

// What became of a job by a partial Complete shows as CANCELLED.
void PartialEndsCancelled(Mutation& m) {
  ShowState(m, MarkAfter(m, "job.complete", hresult::BG_S_PARTIAL_COMPLETE), "CANCELLED");
}

// Does `act` when Complete has failed for another reason than the state.
void AfterFailure(Mutation& m, std::function<void(Interception&)> act) {
  m.After("job.complete", [act = std::move(act)](Interception& call, Json& result) {
    if (!Succeeded(result) && !Is(result, hresult::BG_E_INVALID_STATE)) act(call);
  });
}

void HideAfterFailure(Mutation& m) {
  const auto hidden = m.PerCase<std::set<std::string>>();
  AfterFailure(m, [hidden](Interception& call) { hidden->insert(call.job()); });
  m.Refuse("manager.getJob", hresult::BG_E_NOT_FOUND,
           [hidden](Interception& call) { return hidden->contains(call.job()); });
}

// A partial Complete delivers the first file of the job and loses the others.
void DeliverFirstOnly(Mutation& m) {
  const auto left = m.PerCase<std::uint64_t>();  // how many more files are delivered
  m.Before("job.complete", [left](Interception& call) {
    *left = IsTransferred(call) ? std::numeric_limits<std::uint64_t>::max() : 1;
  });
  ChangeFiles(m,
              {.rename = [left](FileSystem& files, const std::string& from, const std::string& to) {
                return (*left)-- > 0 ? files.Rename(from, to) : files.Remove(from);
              }});
}

constexpr MutantRow kRows[] = {
    {"complete.announced-when-connecting", "LF-03",
     "the destination appears when the server is asked",
     [](Mutation& m) { WriteEarly(m, JobState::kConnecting); }},
    {"complete.completed-flag-stuck", "CORE-COMPLETE-08", "every file counts as completed",
     [](Mutation& m) { m.Set("file.getProgress", "completed", true); }},
    {"complete.delivers-first-only", "LF-11", "a partial Complete delivers one file only",
     DeliverFirstOnly},
    {"complete.drops-finished", "CORE-COMPLETE-12", "a partial Complete throws finished files away",
     [](Mutation& m) {
       m.Intercept("job.complete", [](Interception& call) {
         if (IsUpload(call) || IsTransferred(call)) return call.PassOn();
         Reply reply = call.book.Call("job.cancel", call.params);
         if (Succeeded(reply.value)) reply.value["hresult"] = ToHex(hresult::BG_S_PARTIAL_COMPLETE);
         return reply;
       });
     }},
    {"complete.ends-cancelled", "ST-31", "a completed job shows as CANCELLED",
     [](Mutation& m) { m.Replace("job.getState", "state", "ACKNOWLEDGED", "CANCELLED"); }},
    {"complete.failure-ends-job", "CORE-COMPLETE-07", "a failed rename ends the job",
     [](Mutation& m) {
       m.After("job.complete", [](Interception& call, Json& result) {
         if (Succeeded(result) || Is(result, hresult::BG_E_INVALID_STATE)) return;
         static_cast<void>(call.book.Ask("job.cancel", call.params));
       });
     }},
    {"complete.failure-hides-job", "ST-33", "a job whose Complete failed is not found any more",
     HideAfterFailure},
    {"complete.failure-takes-back", "LF-13",
     "a failed Complete removes the files that it delivered",
     [](Mutation& m) {
       AfterFailure(m, [](Interception& call) {
         if (call.booked() == nullptr) return;
         for (const auto& [remote, local] : call.booked()->files)
           static_cast<void>(call.book.world().files.Remove(local));
       });
     }},
    {"complete.final-description-lost", "ST-36", "a finished job has no description",
     [](Mutation& m) {
       m.AfterSuccess("job.getDescription", [](Interception& call, Json& result) {
         if (call.booked() != nullptr && !IsLiving(call)) result["value"] = "";
       });
     }},
    {"complete.job-bytes-short", "CORE-COMPLETE-13", "a transferred job misses a byte",
     [](Mutation& m) {
       m.AfterSuccess("job.getProgress", [](Interception& call, Json& result) {
         if (IsTransferred(call) && result["bytesTransferred"] != 0)
           result["bytesTransferred"] = result["bytesTransferred"].get<std::uint64_t>() - 1;
       });
     }},
    {"complete.keeps-modification", "CORE-COMPLETE-14", "Complete does not move ModificationTime",
     [](Mutation& m) { KeepModification(m, "job.complete"); }},
    {"complete.keeps-partial", "CORE-COMPLETE-02", "a partial Complete keeps the unfinished file",
     KeepPartial},
    {"complete.leaves-temporary", "CORE-COMPLETE-02",
     "a partial Complete leaves the temporary of the unfinished file",
     [](Mutation& m) {
       ChangeFiles(m, {.remove = [&book = m.book()](FileSystem& files, const std::string& path) {
                     return book.is_in("job.complete") ? hresult::S_OK : files.Remove(path);
                   }});
     }},
    {"complete.partial-ends-cancelled", "ST-32", "a partial Complete ends in CANCELLED",
     PartialEndsCancelled},
    {"complete.one-setter-after-final", "ST-36", "SetNotifyFlags succeeds on finished jobs",
     [](Mutation& m) {
       m.Rewrite("job.setNotifyFlags", hresult::BG_E_INVALID_STATE, hresult::S_OK);
     }},
    {"complete.refused-setter-sets", "CORE-GET-05",
     "SetDisplayName is refused on a finished job, whose name changes all the same",
     [](Mutation& m) {
       const auto names = m.PerCase<std::map<std::string, Json>>();  // by job
       m.Intercept("job.setDisplayName", [names](Interception& call) {
         Reply reply = call.PassOn();
         if (Is(reply.value, hresult::BG_E_INVALID_STATE))
           (*names)[call.job()] = call.params["value"];
         return reply;
       });
       m.AfterSuccess("job.getDisplayName", [names](Interception& call, Json& result) {
         if (names->contains(call.job())) result["value"] = names->at(call.job());
       });
     }},
    {"complete.partial-plain-ok", "CORE-COMPLETE-02", "a partial Complete answers S_OK",
     [](Mutation& m) { m.Rewrite("job.complete", hresult::BG_S_PARTIAL_COMPLETE, hresult::S_OK); }},
    {"complete.partial-refused", "CORE-COMPLETE-02", "Complete is refused before TRANSFERRED",
     [](Mutation& m) {
       m.Refuse("job.complete", hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return !IsTransferred(call); });
     }},
    {"complete.refused-while-moving", "CORE-COMPLETE-03", "Complete is refused while bytes move",
     [](Mutation& m) {
       m.Refuse("job.complete", hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return call.State() == "TRANSFERRING"; });
     }},
    {"complete.refused-while-queued", "CORE-COMPLETE-02", "Complete is refused while QUEUED",
     [](Mutation& m) { m.RefuseIn("job.complete", "QUEUED"); }},
    {"complete.stays-queued", "CORE-COMPLETE-09", "a completed job stays in the queue",
     KeepInQueue},
    {"complete.twice", "CORE-COMPLETE-05", "Complete succeeds on finished jobs",
     [](Mutation& m) {
       RewriteWhere(m, hresult::S_OK, [](Interception& call) { return !IsUpload(call); });
     }},
    {"complete.undeletable-fails", "CORE-COMPLETE-06",
     "Complete fails when a temporary file cannot be deleted",
     [](Mutation& m) {
       m.Rewrite("job.complete", hresult::BG_S_UNABLE_TO_DELETE_FILES, hresult::E_ACCESSDENIED);
     }},
    {"complete.undeletable-untold", "CORE-COMPLETE-06",
     "Complete does not tell that a temporary file stays",
     [](Mutation& m) {
       m.Rewrite("job.complete", hresult::BG_S_UNABLE_TO_DELETE_FILES,
                 hresult::BG_S_PARTIAL_COMPLETE);
     }},
    {"complete.upload-early", "CORE-COMPLETE-04", "Complete succeeds on an unfinished upload",
     [](Mutation& m) {
       RewriteWhere(m, hresult::BG_S_PARTIAL_COMPLETE,
                    [](Interception& call) { return IsUpload(call) && IsLiving(call); });
     }},
    {"complete.upload-refusal-ends-it", "ST-34", "a refused Complete cancels an upload",
     [](Mutation& m) {
       m.After("job.complete", [](Interception& call, Json& result) {
         if (!IsUpload(call) || !IsLiving(call) || !Is(result, hresult::BG_E_INVALID_STATE)) return;
         static_cast<void>(call.book.Ask("job.cancel", call.params));
       });
     }},
    {"complete.writes-early", "CORE-COMPLETE-10",
     "the destination appears when the file is transferred",
     [](Mutation& m) { WriteEarly(m, JobState::kTransferred); }},
};

}  // namespace

std::span<const MutantRow> CompleteMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
