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

// How each enumerator was opened, by its handle.
struct Opening {
  std::string method;
  Json params;
};
using Openings = std::map<std::string, Opening>;

std::shared_ptr<Openings> NoteOpenings(Mutation& m) {
  const auto openings = m.PerCase<Openings>();
  m.AfterSuccess("enumerator.jobs enumerator.files", [openings](Interception& call, Json& result) {
    (*openings)[result["enumerator"]] = {std::string(call.method), call.params};
  });
  m.AfterSuccess("enumerator.clone", [openings](Interception& call, Json& result) {
    (*openings)[result["enumerator"]] = (*openings)[call.Text("enumerator")];
  });
  return openings;
}

// Calls of an enumerator go to the one that stands in for it.
using StandIns = std::map<std::string, std::string>;

std::shared_ptr<StandIns> FollowStandIns(Mutation& m) {
  const auto stand_ins = m.PerCase<StandIns>();
  m.Before("enumerator.next enumerator.skip enumerator.reset enumerator.clone enumerator.getCount",
           [stand_ins](Interception& call) {
             for (auto it = stand_ins->find(call.Text("enumerator")); it != stand_ins->end();
                  it = stand_ins->find(it->second)) {
               call.params["enumerator"] = it->second;
             }
           });
  return stand_ins;
}

// A new enumerator of the same kind as the one that the call names, or null.
Json OpenAnew(Interception& call, const Openings& openings) {
  const auto opening = openings.find(call.Text("enumerator"));
  if (opening == openings.end()) return nullptr;
  const Json fresh = call.book.Ask(opening->second.method, opening->second.params);
  return Succeeded(fresh) ? fresh.at("enumerator") : Json();
}

// GetCount asks a new enumerator of the same kind.
void FollowQueue(Mutation& m) {
  const auto openings = NoteOpenings(m);
  m.Before("enumerator.getCount", [openings](Interception& call) {
    const Json fresh = OpenAnew(call, *openings);
    if (!fresh.is_null()) call.params["enumerator"] = fresh;
  });
}

void LookAgainAtReset(Mutation& m) {
  const auto stand_ins = FollowStandIns(m);
  const auto openings = NoteOpenings(m);
  m.AfterSuccess("enumerator.reset", [stand_ins, openings](Interception& call, Json&) {
    const std::string handle = call.Text("enumerator");
    const Json fresh = OpenAnew(call, *openings);
    if (fresh.is_null()) return;
    (*stand_ins)[handle] = fresh;
    (*openings)[fresh] = (*openings)[handle];
  });
}

Json OfEnumerator(Interception& call, Json params = Json::object()) {
  params["as"] = call.as();
  params["enumerator"] = call.Text("enumerator");
  return params;
}

void StayWhenSkippingBeyond(Mutation& m) {
  const auto stand_ins = FollowStandIns(m);
  m.Intercept("enumerator.skip", [stand_ins](Interception& call) {
    const Json before = call.book.Ask("enumerator.clone", OfEnumerator(call));
    Reply reply = call.PassOn();
    if (Is(reply.value, hresult::S_FALSE)) {
      (*stand_ins)[call.Text("enumerator")] = before.at("enumerator");
    }
    return reply;
  });
}

void HandOutFromTheStart(Mutation& m) {
  m.AfterSuccess("enumerator.next", [](Interception& call, Json& result) {
    const Json clone = call.book.Ask("enumerator.clone", OfEnumerator(call)).at("enumerator");
    const Json of_clone{{"as", call.as()}, {"enumerator", clone}};
    static_cast<void>(call.book.Ask("enumerator.reset", of_clone));
    Json first = of_clone;
    first["count"] = result["items"].size();
    result["items"] = call.book.Ask("enumerator.next", first).at("items");
  });
}

// `list` of what `methods` answer has no more than 1,024 elements.
void Truncate(Mutation& m, std::string_view methods, std::string list) {
  m.AfterSuccess(methods, [list = std::move(list)](Interception&, Json& result) {
    constexpr std::size_t kItemsMax = 1024;
    Json& items = result[list];
    if (items.size() > kItemsMax) items.erase(items.begin() + kItemsMax, items.end());
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

// Jobs for which `is_hidden` holds are missing in the lists that `methods` answer.
void Hide(Mutation& m, std::string_view methods, const char* list,
          bool (*is_hidden)(Interception&, const BookedJob&)) {
  m.AfterSuccess(methods, [list, is_hidden](Interception& call, Json& result) {
    Json shown = Json::array();
    for (const Json& item : result[list]) {
      const BookedJob* job = item.is_string() ? call.book.Find(item) : nullptr;
      if (job == nullptr || !is_hidden(call, *job)) shown.push_back(item);
    }
    result[list] = std::move(shown);
  });
}

constexpr MutantRow kRows[] = {
    {"enumerate.administrator-sees-nothing", "SE-03",
     "an administrator does not see his own jobs without ALL_USERS",
     [](Mutation& m) {
       m.AfterSuccess("manager.enumJobs", [](Interception& call, Json& result) {
         if (IsAdministrator(call) && call.Number("flags") == 0) result["jobs"] = Json::array();
       });
     }},
    {"enumerate.all-users-own-only", "CORE-ENUMJ-02",
     "ALL_USERS lists only the administrator's own jobs",
     [](Mutation& m) { ChangeFlags(m, 1, 0); }},
    {"enumerate.clone-moves-the-original", "CORE-ENUM-07", "Clone moves the original by one item",
     [](Mutation& m) {
       m.AfterSuccess("enumerator.clone", [](Interception& call, Json&) {
         static_cast<void>(call.book.Ask("enumerator.skip", OfEnumerator(call, {{"count", 1}})));
       });
     }},
    {"enumerate.clone-rewinds", "CORE-ENUM-07", "a clone begins at the first item",
     [](Mutation& m) {
       m.AfterSuccess("enumerator.clone", [](Interception& call, Json& result) {
         static_cast<void>(call.book.Ask(
             "enumerator.reset", {{"as", call.as()}, {"enumerator", result["enumerator"]}}));
       });
     }},
    {"enumerate.count-remaining", "CORE-ENUM-08", "GetCount counts what is left", CountRemaining},
    {"enumerate.count-rewinds", "CORE-ENUM-08", "GetCount goes back to the first item",
     [](Mutation& m) {
       m.AfterSuccess("enumerator.getCount", [](Interception& call, Json&) {
         static_cast<void>(call.book.Ask("enumerator.reset", OfEnumerator(call)));
       });
     }},
    {"enumerate.files-at-most-1024", "CORE-EFILES-01", "a list has no more than 1,024 files",
     [](Mutation& m) { Truncate(m, "job.enumFiles", "files"); }},
    {"enumerate.flag-zero-lists-all", "CORE-ENUMJ-01",
     "an administrator sees everybody's jobs with flag 0",
     [](Mutation& m) { ChangeFlags(m, 0, 1); }},
    {"enumerate.jobs-at-most-1024", "CORE-ENUMJ-01", "a list has no more than 1,024 jobs",
     [](Mutation& m) { Truncate(m, "manager.enumJobs", "jobs"); }},
    {"enumerate.lists-finished", "CORE-ENUMJ-06", "finished jobs stay in the enumeration",
     [](Mutation& m) {
       m.AfterSuccess("manager.enumJobs", [](Interception& call, Json& result) {
         for (const BookedJob& job : call.book.jobs()) {
           if (!job.is_living() && job.owner == call.as()) result["jobs"].push_back(job.id);
         }
       });
     }},
    {"enumerate.lists-finished-to-administrators", "ST-51",
     "administrators see finished jobs in the list of all users",
     [](Mutation& m) {
       m.AfterSuccess("manager.enumJobs", [](Interception& call, Json& result) {
         if (call.Number("flags") != 1) return;
         for (const BookedJob& job : call.book.jobs()) {
           if (!job.is_living()) result["jobs"].push_back(job.id);
         }
       });
     }},
    {"enumerate.live-membership", "CORE-ENUMJ-04", "an enumerator follows the queue", FollowQueue},
    {"enumerate.next-from-the-start", "CORE-ENUM-01",
     "every Next hands out items from the start of the list", HandOutFromTheStart},
    {"enumerate.next-never-false", "CORE-ENUM-02", "Next answers S_OK when fewer items are left",
     [](Mutation& m) { m.Rewrite("enumerator.next", hresult::S_FALSE, hresult::S_OK); }},
    {"enumerate.all-users-not-while-queued", "CORE-ENUMJ-02",
     "a QUEUED job is missing in the list of all users' jobs",
     [](Mutation& m) {
       Hide(m, "manager.enumJobs", "jobs", [](Interception& call, const BookedJob& job) {
         return call.Number("flags") == 1 && call.book.State(job.id) == "QUEUED";
       });
     }},
    {"enumerate.not-handed-out-while-connecting", "CORE-ENUMJ-01",
     "an enumerator does not hand out a CONNECTING job",
     [](Mutation& m) {
       Hide(m, "enumerator.next", "items", [](Interception& call, const BookedJob& job) {
         return call.book.State(job.id) == "CONNECTING";
       });
     }},
    {"enumerate.not-while-queued", "CORE-ENUMJ-01", "a QUEUED job is not listed",
     [](Mutation& m) {
       Hide(m, "manager.enumJobs", "jobs", [](Interception& call, const BookedJob& job) {
         return call.book.State(job.id) == "QUEUED";
       });
     }},
    {"enumerate.uploads-not-handed-out", "CORE-ENUMJ-01", "an enumerator does not hand out uploads",
     [](Mutation& m) {
       Hide(m, "enumerator.next", "items",
            [](Interception&, const BookedJob& job) { return job.type != 0; });
     }},
    {"enumerate.others-for-everyone", "CORE-ENUMJ-03", "a standard user may list all jobs",
     ListForEveryone},
    {"enumerate.released-with-the-clone", "CORE-ENUM-07",
     "an enumerator ends with the first of its clones that is released",
     [](Mutation& m) {
       const auto origins = m.PerCase<std::map<std::string, std::string>>();  // by clone
       const auto ended = m.PerCase<std::set<std::string>>();
       m.AfterSuccess("enumerator.clone", [origins](Interception& call, Json& result) {
         (*origins)[result["enumerator"]] = call.Text("enumerator");
       });
       m.Before("enumerator.release", [origins, ended](Interception& call) {
         const auto origin = origins->find(call.Text("enumerator"));
         if (origin != origins->end()) ended->insert(origin->second);
       });
       m.Refuse("enumerator.next", hresult::E_FAIL,
                [ended](Interception& call) { return ended->contains(call.Text("enumerator")); });
     }},
    {"enumerate.reset-ignored", "CORE-ENUM-06", "Reset does not move",
     [](Mutation& m) { m.Ignore("enumerator.reset"); }},
    {"enumerate.reset-looks-again", "ST-59", "Reset takes a new snapshot", LookAgainAtReset},
    {"enumerate.skip-beyond-stays", "CORE-ENUM-05", "Skip beyond the end does not move",
     StayWhenSkippingBeyond},
    {"enumerate.skip-ignored", "CORE-ENUM-04", "Skip does not move",
     [](Mutation& m) { m.Ignore("enumerator.skip"); }},
    {"enumerate.skip-never-false", "CORE-ENUM-05", "Skip beyond the end answers S_OK",
     [](Mutation& m) { m.Rewrite("enumerator.skip", hresult::S_FALSE, hresult::S_OK); }},
    {"enumerate.skip-one-less", "CORE-ENUM-04", "Skip moves by one less than it was told",
     [](Mutation& m) {
       m.Before("enumerator.skip", [](Interception& call) {
         if (call.Number("count") > 0) call.params["count"] = call.Number("count") - 1;
       });
     }},
};

}  // namespace

std::span<const MutantRow> EnumerateMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
