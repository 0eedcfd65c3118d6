// Mutants of what outlives a restart, and of the inactivity timeout.
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kInactivity[] = "JobInactivityTimeout";

// Each job that is loaded is changed first.
void ChangeLoaded(Mutation& m, void (*change)(StoredJob&)) {
  ChangeLoad(m, [change](std::vector<StoredJob>& jobs) {
    for (StoredJob& job : jobs) change(job);
  });
}

void ForgetOffsets(StoredJob& stored) {
  for (FileRecord& file : stored.files) {
    if (!file.is_transferred()) file.bytes_transferred = 0;
  }
}

void ForgetProperties(StoredJob& stored) {
  const JobRecord defaults;
  stored.job.description = defaults.description;
  stored.job.priority = defaults.priority;
  stored.job.notify_flags = defaults.notify_flags;
  stored.job.minimum_retry_delay_seconds = defaults.minimum_retry_delay_seconds;
  stored.job.no_progress_timeout_seconds = defaults.no_progress_timeout_seconds;
  stored.job.proxy_usage = defaults.proxy_usage;
  stored.job.proxy_list = defaults.proxy_list;
  stored.job.proxy_bypass_list = defaults.proxy_bypass_list;
}

void StartSuspended(StoredJob& stored) {
  if (stored.job.state == JobState::kSuspended && !stored.files.empty())
    stored.job.state = JobState::kQueued;
}

// "job.setPriority" -> "Priority".
std::string PropertyOf(std::string_view method) {
  return std::string(method.substr(sizeof("job.set") - 1));
}

// Setters succeed without reaching the manager; getters answer what was given.
void KeepSettersOutside(Mutation& m) {
  const auto given = m.PerCase<std::map<std::string, Json>>();  // by job and property
  m.Intercept("job.set*", [given](Interception& call) {
    (*given)[call.job() + PropertyOf(call.method)] = call.params;
    return Answer(hresult::S_OK);
  });
  m.AfterSuccess("job.get*", [given](Interception& call, Json& result) {
    const auto it = given->find(call.job() + PropertyOf(call.method));
    if (it == given->end()) return;
    for (const auto& [name, value] : it->second.items()) {
      if (result.contains(name)) result[name] = value;
    }
  });
}

void KeepInterface(Mutation& m) {
  m.After("service.restart", [](Interception& call, Json&) {
    for (const BookedJob& job : call.book.jobs()) {
      if (!job.is_living() || !job.has_interface) continue;
      static_cast<void>(call.book.AskOwner(job, "job.setNotifyInterface", {{"registered", true}}));
    }
  });
}

constexpr MutantRow kRows[] = {
    {"persistence.files-lost", "CORE-PERS-01", "the files of jobs do not survive a restart",
     [](Mutation& m) { ChangeLoaded(m, [](StoredJob& job) { job.files.clear(); }); }},
    {"persistence.finished-return", "CORE-LIFE-15", "finished jobs come back after a restart",
     IgnoreErase},
    {"persistence.inactivity-early", "CORE-LIFE-16", "idle jobs are cancelled after half the time",
     [](Mutation& m) { m.ChangePolicy(kInactivity, [](auto days) { return days / 2; }); }},
    {"persistence.inactivity-leaves-files", "CORE-LIFE-16", "inactivity leaves the temporary files",
     [](Mutation& m) {
       ChangeFiles(m, {.remove = [&book = m.book()](FileSystem& files, const std::string& path) {
                     const bool by_client = book.is_in("job.cancel") || book.is_in("job.complete");
                     return by_client ? files.Remove(path) : hresult::S_OK;
                   }});
     }},
    {"persistence.inactivity-never", "CORE-LIFE-16", "idle jobs are kept for ever",
     [](Mutation& m) { m.ChangePolicy(kInactivity, [](auto) { return std::uint64_t{999}; }); }},
    {"persistence.inactivity-not-restarted", "CORE-LIFE-17",
     "a property change does not restart the inactivity clock", KeepSettersOutside},
    {"persistence.interface-kept", "CORE-PERS-03", "the notify interface survives a restart",
     KeepInterface},
    {"persistence.jobs-lost", "CORE-PERS-01", "jobs do not survive a restart",
     [](Mutation& m) { ChangeLoad(m, [](std::vector<StoredJob>& jobs) { jobs.clear(); }); }},
    {"persistence.offset-forgotten", "PE-01", "after a restart files start again at byte 0",
     [](Mutation& m) { ChangeLoaded(m, ForgetOffsets); }},
    {"persistence.owner-lost", "CORE-ACL-01", "after a restart jobs belong to nobody they knew",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) {
         stored.job.owner = {"S-1-5-18", Principal::Kind::kService};
       });
     }},
    {"persistence.properties-lost", "CORE-PERS-01",
     "properties are back at their defaults after a restart",
     [](Mutation& m) { ChangeLoaded(m, ForgetProperties); }},
    {"persistence.suspended-starts", "CORE-PERS-01", "suspended jobs start after a restart",
     [](Mutation& m) { ChangeLoaded(m, StartSuspended); }},
};

}  // namespace

std::span<const MutantRow> PersistenceMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
