// Mutants of EnumJobs and of enumerators.
#include <algorithm>
#include <map>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kListings[] = "manager.enumJobs enumerator.jobs";
constexpr char kHiddenAdministrator[] = "mutant.administrator";

bool IsAdministrator(Interception& call) { return call.caller().kind == "administrator"; }

// Listings by an administrator that ask for `from` get `to`.
void ChangeFlags(Mutation& m, std::uint64_t from, std::uint64_t to) {
  m.Before(kListings, [from, to](Interception& call) {
    if (IsAdministrator(call) && call.HasNumber("flags") && call.Number("flags") == from) {
      call.params["flags"] = to;
    }
  });
}

void CountRemaining(Mutation& m) {
  const auto passed = m.PerCase<std::map<std::string, std::size_t>>();
  m.After("enumerator.next", [passed](Interception& call, Json& result) {
    if (Succeeded(result)) (*passed)[call.Text("enumerator")] += result["items"].size();
  });
  m.After("enumerator.skip", [passed](Interception& call, Json& result) {
    if (Succeeded(result)) (*passed)[call.Text("enumerator")] += call.Number("count");
  });
  m.AfterSuccess("enumerator.reset",
                 [passed](Interception& call, Json&) { (*passed)[call.Text("enumerator")] = 0; });
  m.AfterSuccess("enumerator.clone", [passed](Interception& call, Json& result) {
    (*passed)[result["enumerator"]] = (*passed)[call.Text("enumerator")];
  });
  m.AfterSuccess("enumerator.getCount", [passed](Interception& call, Json& result) {
    const std::size_t count = result["count"];
    result["count"] = count - std::min(count, (*passed)[call.Text("enumerator")]);
  });
}

// GetCount asks a new enumerator of the same kind.
void FollowQueue(Mutation& m) {
  struct Origin {
    std::string method;
    Json params;
  };
  const auto origins = m.PerCase<std::map<std::string, Origin>>();
  m.AfterSuccess("enumerator.jobs enumerator.files", [origins](Interception& call, Json& result) {
    (*origins)[result["enumerator"]] = {std::string(call.method), call.params};
  });
  m.AfterSuccess("enumerator.clone", [origins](Interception& call, Json& result) {
    (*origins)[result["enumerator"]] = (*origins)[call.Text("enumerator")];
  });
  m.Before("enumerator.getCount", [origins](Interception& call) {
    const auto origin = origins->find(call.Text("enumerator"));
    if (origin == origins->end()) return;
    const Json fresh = call.book.Ask(origin->second.method, origin->second.params);
    if (Succeeded(fresh)) call.params["enumerator"] = fresh.at("enumerator");
  });
}

// A case gets one more administrator, in whose name standard users list everybody's jobs.
void ListForEveryone(Mutation& m) {
  m.Intercept("subject.reset", [](Interception& call) {
    call.params["principals"][kHiddenAdministrator] = "administrator";
    Reply reply = call.PassOn();
    if (reply.kind == Reply::Kind::kResult) reply.value["principals"].erase(kHiddenAdministrator);
    return reply;
  });
  m.Before(kListings, [](Interception& call) {
    if (call.caller().is_standard() && call.Number("flags") == 1)
      call.params["as"] = kHiddenAdministrator;
  });
}

constexpr MutantRow kRows[] = {
    {"enumerate.all-users-own-only", "CORE-ENUMJ-02",
     "ALL_USERS lists only the administrator's own jobs",
     [](Mutation& m) { ChangeFlags(m, 1, 0); }},
    {"enumerate.clone-rewinds", "CORE-ENUM-07", "a clone begins at the first item",
     [](Mutation& m) {
       m.AfterSuccess("enumerator.clone", [](Interception& call, Json& result) {
         static_cast<void>(call.book.Ask(
             "enumerator.reset", {{"as", call.as()}, {"enumerator", result["enumerator"]}}));
       });
     }},
    {"enumerate.count-remaining", "CORE-ENUM-08", "GetCount counts what is left", CountRemaining},
    {"enumerate.flag-zero-lists-all", "CORE-ENUMJ-01",
     "an administrator sees everybody's jobs with flag 0",
     [](Mutation& m) { ChangeFlags(m, 0, 1); }},
    {"enumerate.lists-finished", "CORE-ENUMJ-06", "finished jobs stay in the enumeration",
     [](Mutation& m) {
       m.AfterSuccess("manager.enumJobs", [](Interception& call, Json& result) {
         for (const BookedJob& job : call.book.jobs()) {
           if (!job.is_living() && job.owner == call.as()) result["jobs"].push_back(job.id);
         }
       });
     }},
    {"enumerate.live-membership", "CORE-ENUMJ-04", "an enumerator follows the queue", FollowQueue},
    {"enumerate.next-never-false", "CORE-ENUM-02", "Next answers S_OK when fewer items are left",
     [](Mutation& m) { m.Rewrite("enumerator.next", hresult::S_FALSE, hresult::S_OK); }},
    {"enumerate.others-for-everyone", "CORE-ENUMJ-03", "a standard user may list all jobs",
     ListForEveryone},
    {"enumerate.reset-ignored", "CORE-ENUM-06", "Reset does not move",
     [](Mutation& m) { m.Ignore("enumerator.reset"); }},
    {"enumerate.skip-ignored", "CORE-ENUM-04", "Skip does not move",
     [](Mutation& m) { m.Ignore("enumerator.skip"); }},
    {"enumerate.skip-never-false", "CORE-ENUM-05", "Skip beyond the end answers S_OK",
     [](Mutation& m) { m.Rewrite("enumerator.skip", hresult::S_FALSE, hresult::S_OK); }},
};

}  // namespace

std::span<const MutantRow> EnumerateMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
