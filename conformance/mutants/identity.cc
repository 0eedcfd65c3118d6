// Mutants of GUIDs and of GetJob.
#include <algorithm>
#include <map>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr std::size_t kFewGuids = 4096;

// Calls that name a job under an alias go to the job behind it.
struct Aliases {
  std::map<std::string, std::string> real;  // by the id that was shown
};

std::shared_ptr<Aliases> FollowAliases(Mutation& m) {
  auto aliases = m.PerCase<Aliases>();
  m.Before("manager.getJob job.* file.* error.* enumerator.files", [aliases](Interception& call) {
    const auto it = aliases->real.find(call.job());
    if (it != aliases->real.end()) call.params["job"] = it->second;
  });
  return aliases;
}

Json Found(const std::string& id) { return Json{{"hresult", ToHex(hresult::S_OK)}, {"jobId", id}}; }

// GetJob finds what it should not, where `applies`.
void FindMore(Mutation& m, Mutation::Predicate applies) {
  m.After("manager.getJob", [applies = std::move(applies)](Interception& call, Json& result) {
    if (Is(result, hresult::BG_E_NOT_FOUND) && applies(call)) result = Found(call.job());
  });
}

void LookUpByName(Mutation& m) {
  m.Before("manager.getJob job.*", [](Interception& call) {
    const BookedJob* asked = call.booked();
    if (asked == nullptr) return;
    for (const BookedJob& job : call.book.jobs()) {
      if (!job.is_living() || job.name != asked->name) continue;
      call.params["job"] = job.id;
      return;
    }
  });
}

void DeriveFromName(Mutation& m) {
  const auto first = m.PerCase<std::map<std::string, std::string>>();
  m.AfterSuccess("manager.createJob", [first](Interception& call, Json& result) {
    result["jobId"] = first->emplace(call.Text("displayName"), result["jobId"]).first->second;
  });
}

void RepeatAfterFew(Mutation& m) {
  const auto given = m.PerCase<std::vector<std::string>>();
  m.AfterSuccess("manager.createJob", [given](Interception&, Json& result) {
    given->push_back(result["jobId"]);
    result["jobId"] = (*given)[(given->size() - 1) % kFewGuids];
  });
}

void ReuseAfterEnd(Mutation& m) {
  const auto aliases = FollowAliases(m);
  const auto ended = m.PerCase<std::vector<std::string>>();
  m.AfterSuccess("job.cancel job.complete",
                 [ended](Interception& call, Json&) { ended->push_back(call.job()); });
  m.AfterSuccess("manager.createJob", [aliases, ended](Interception&, Json& result) {
    if (ended->empty()) return;
    aliases->real[ended->back()] = result["jobId"];
    result["jobId"] = ended->back();
    ended->pop_back();
  });
}

void BeginAnewOnRestart(Mutation& m) {
  struct Stream {
    std::vector<std::string> given;
    std::size_t next = 0;  // index in `given` from which a restarted service repeats
  };
  const auto aliases = FollowAliases(m);
  const auto stream = m.PerCase<Stream>();
  m.AfterSuccess("manager.createJob", [aliases, stream](Interception&, Json& result) {
    const std::string real = result["jobId"];
    if (stream->next >= stream->given.size()) {
      stream->given.push_back(real);
    } else {
      result["jobId"] = stream->given[stream->next];
      aliases->real[stream->given[stream->next]] = real;
    }
    ++stream->next;
  });
  m.After("service.restart", [stream](Interception&, Json&) { stream->next = 0; });
}

void CountFromOne(Mutation& m) {
  const auto aliases = FollowAliases(m);
  m.AfterSuccess("manager.createJob", [aliases](Interception&, Json& result) {
    const std::string digits = std::to_string(aliases->real.size() + 1);
    std::string shown = "{00000000-0000-4000-8000-000000000000}";
    shown.replace(shown.size() - 1 - digits.size(), digits.size(), digits);
    aliases->real[shown] = result["jobId"];
    result["jobId"] = shown;
  });
}

void ShareAtOnce(Mutation& m) {
  m.AroundTogether([](CaseBook&, const std::vector<Request>&, const auto& pass_on) {
    std::vector<Reply> replies = pass_on();
    Json shared;
    for (Reply& reply : replies) {
      if (!reply.value.contains("jobId")) continue;
      if (shared.is_null()) shared = reply.value["jobId"];
      reply.value["jobId"] = shared;
    }
    return replies;
  });
}

constexpr MutantRow kRows[] = {
    {"identity.getid-other", "CORE-ID-01", "GetId answers another GUID than CreateJob gave",
     [](Mutation& m) {
       m.AfterSuccess("job.getId", [](Interception&, Json& result) {
         std::string id = result["jobId"];
         id[id.size() - 2] = id[id.size() - 2] == '0' ? '1' : '0';
         result["jobId"] = id;
       });
     }},
    {"identity.getjob-by-name", "CORE-GETJOB-01",
     "jobs are looked up by display name: the oldest namesake answers", LookUpByName},
    {"identity.getjob-finds-finished", "CORE-GETJOB-04",
     "GetJob still finds completed and cancelled jobs",
     [](Mutation& m) { FindMore(m, [](Interception& call) { return call.booked() != nullptr; }); }},
    {"identity.getjob-not-while-connecting", "CORE-GETJOB-05",
     "GetJob finds no job that is CONNECTING",
     [](Mutation& m) {
       m.Refuse("manager.getJob", hresult::BG_E_NOT_FOUND, InState("CONNECTING"));
     }},
    {"identity.getjob-unknown-ok", "CORE-GETJOB-02", "GetJob succeeds for an id that no job has",
     [](Mutation& m) { FindMore(m, [](Interception&) { return true; }); }},
    {"identity.getjob-wrong-code", "CORE-GETJOB-02",
     "GetJob answers E_INVALIDARG for an unknown id",
     [](Mutation& m) {
       m.Rewrite("manager.getJob", hresult::BG_E_NOT_FOUND, hresult::E_INVALIDARG);
     }},
    {"identity.guid-counts-from-one", "CORE-CREATE-02",
     "the GUIDs are a counter that begins anew with each store", CountFromOne},
    {"identity.guid-from-name", "CORE-CREATE-02",
     "the GUID is derived from the display name, so namesakes share one", DeriveFromName},
    {"identity.guid-narrow", "CORE-CREATE-02", "only 4,096 different GUIDs exist", RepeatAfterFew},
    {"identity.guid-null", "CORE-CREATE-01", "CreateJob gives the null GUID",
     [](Mutation& m) {
       m.Set("manager.createJob", "jobId", "{00000000-0000-0000-0000-000000000000}");
     }},
    {"identity.guid-reused-after-end", "CORE-CREATE-02",
     "the GUID of a finished job is given to the next new job", ReuseAfterEnd},
    {"identity.guid-shared-at-once", "CORE-CREATE-02",
     "jobs that are created at the same time share a GUID", ShareAtOnce},
    {"identity.guid-stream-restarts", "CORE-CREATE-02",
     "after a restart of the service the GUIDs begin anew", BeginAnewOnRestart},
    {"identity.state-unknown", "CORE-STATE-01", "GetState answers 9 for a SUSPENDED job",
     [](Mutation& m) { m.Replace("job.getState", "state", "SUSPENDED", 9); }},
};

}  // namespace

std::span<const MutantRow> IdentityMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
