#include "conformance/mutants/blocking.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

// 1 for HIGH to 3 for LOW; nullopt for a foreground job, which neither waits nor is waited for.
std::optional<int> BackgroundRank(CaseBook& book, const BookedJob& job) {
  constexpr std::array kRanks{"HIGH", "NORMAL", "LOW"};
  const Json priority = book.AskOwner(job, "job.getPriority").value("value", Json());
  const auto* const rank = std::find(kRanks.begin(), kRanks.end(), priority);
  if (rank == kRanks.end()) return std::nullopt;
  return static_cast<int>(rank - kRanks.begin()) + 1;
}

// Whether a background job of higher priority is in one of `states`.
bool HasSuperior(CaseBook& book, const BookedJob& job, const std::set<std::string>& states) {
  const auto rank = BackgroundRank(book, job);
  return rank && std::any_of(book.jobs().begin(), book.jobs().end(), [&](const BookedJob& other) {
           if (!other.is_living()) return false;
           const auto its_rank = BackgroundRank(book, other);
           return its_rank && *its_rank < *rank && states.contains(book.State(other.id));
         });
}

}  // namespace

void BlockLower(Mutation& mutation, std::set<std::string> states) {
  const auto held = mutation.PerCase<std::set<std::string>>();  // jobs whose Resume was taken back
  const auto blocking = std::make_shared<const std::set<std::string>>(std::move(states));
  const auto release = [held, blocking, &book = mutation.book()] {
    for (const std::string& id : std::set<std::string>(*held)) {
      const BookedJob& job = *book.Find(id);
      if (HasSuperior(book, job, *blocking)) continue;
      held->erase(id);
      static_cast<void>(book.AskOwner(job, "job.resume"));
    }
  };
  mutation.AfterSuccess("job.resume", [held, blocking](Interception& call, Json&) {
    const BookedJob* job = call.booked();
    if (job == nullptr || !HasSuperior(call.book, *job, *blocking)) return;
    static_cast<void>(call.book.AskOwner(*job, "job.suspend"));
    held->insert(job->id);
  });
  mutation.AfterSuccess("job.suspend job.cancel job.complete",
                        [held](Interception& call, Json&) { held->erase(call.job()); });
  mutation.AfterSuccess("job.setPriority", [release](Interception&, Json&) { release(); });
  ShowState(mutation, held, "QUEUED");
  HearEvents(mutation,
             [held, release, &book = mutation.book()](Environment&, const JobEvent& event) {
               if (held->empty() || event.kind != JobEvent::Kind::kStateChange) return;
               Later(book, Duration::zero(), release);
             });
}

}  // namespace bitsproof::conformance::mutants
