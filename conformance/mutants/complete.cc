// Mutants of Complete.
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

void WriteEarly(Mutation& m) {
  HearEvents(m, [&book = m.book()](Environment& world, const JobEvent& event) {
    if (event.kind != JobEvent::Kind::kStateChange || event.to != JobState::kTransferred) return;
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

constexpr MutantRow kRows[] = {
    {"complete.drops-finished", "CORE-COMPLETE-12", "a partial Complete throws finished files away",
     [](Mutation& m) {
       m.Intercept("job.complete", [](Interception& call) {
         if (IsUpload(call) || IsTransferred(call)) return call.PassOn();
         Reply reply = call.book.Call("job.cancel", call.params);
         if (Succeeded(reply.value)) reply.value["hresult"] = ToHex(hresult::BG_S_PARTIAL_COMPLETE);
         return reply;
       });
     }},
    {"complete.failure-ends-job", "CORE-COMPLETE-07", "a failed rename ends the job",
     [](Mutation& m) {
       m.After("job.complete", [](Interception& call, Json& result) {
         if (Succeeded(result) || Is(result, hresult::BG_E_INVALID_STATE)) return;
         static_cast<void>(call.book.Ask("job.cancel", call.params));
       });
     }},
    {"complete.keeps-partial", "CORE-COMPLETE-02", "a partial Complete keeps the unfinished file",
     KeepPartial},
    {"complete.leaves-temporary", "CORE-COMPLETE-02",
     "a partial Complete leaves the temporary of the unfinished file",
     [](Mutation& m) {
       ChangeFiles(m, {.remove = [&book = m.book()](FileSystem& files, const std::string& path) {
                     return book.is_in("job.complete") ? hresult::S_OK : files.Remove(path);
                   }});
     }},
    {"complete.partial-plain-ok", "CORE-COMPLETE-02", "a partial Complete answers S_OK",
     [](Mutation& m) { m.Rewrite("job.complete", hresult::BG_S_PARTIAL_COMPLETE, hresult::S_OK); }},
    {"complete.partial-refused", "CORE-COMPLETE-02", "Complete is refused before TRANSFERRED",
     [](Mutation& m) {
       m.Refuse("job.complete", hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return !IsTransferred(call); });
     }},
    {"complete.stays-queued", "CORE-COMPLETE-09", "a completed job stays in the queue",
     KeepInQueue},
    {"complete.twice", "CORE-COMPLETE-05", "Complete succeeds on finished jobs",
     [](Mutation& m) {
       RewriteWhere(m, hresult::S_OK, [](Interception& call) { return !IsUpload(call); });
     }},
    {"complete.upload-early", "CORE-COMPLETE-04", "Complete succeeds on an unfinished upload",
     [](Mutation& m) {
       RewriteWhere(m, hresult::BG_S_PARTIAL_COMPLETE,
                    [](Interception& call) { return IsUpload(call) && IsLiving(call); });
     }},
    {"complete.writes-early", "CORE-COMPLETE-10",
     "the destination appears when the file is transferred", WriteEarly},
};

}  // namespace

std::span<const MutantRow> CompleteMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
