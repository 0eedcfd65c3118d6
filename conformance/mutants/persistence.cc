// Mutants of what outlives a restart, and of the inactivity timeout.
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kInactivity[] = "JobInactivityTimeout";

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

// Jobs in a state that `falls` holds for are SUSPENDED after a restart, while their state is told
// as it was stored, until somebody resumes them.
void ForgetAtStart(Mutation& m, bool (*falls)(JobState)) {
  const auto told = m.PerCase<std::map<std::string, std::string>>();  // by job
  ChangeLoaded(m, [falls, told](StoredJob& stored) {
    if (!falls(stored.job.state)) return;
    (*told)[stored.job.id.ToString()] = ToString(stored.job.state);
    stored.job.state = JobState::kSuspended;
  });
  m.Before("job.resume", [told](Interception& call) { told->erase(call.job()); });
  m.AfterSuccess("job.getState", [told](Interception& call, Json& result) {
    const auto it = told->find(call.job());
    if (it != told->end() && result["state"] == "SUSPENDED") result["state"] = it->second;
  });
}

void SuspendActive(StoredJob& stored) {
  if (IsActive(stored.job.state)) stored.job.state = JobState::kSuspended;
}

void SuspendQueued(StoredJob& stored) {
  if (stored.job.state == JobState::kQueued) stored.job.state = JobState::kSuspended;
}

// What changes without a client is told to the store together with the next call of one.
class LazyStore final : public JobStore {
 public:
  LazyStore(JobStore& store, const CaseBook& book) : store_(store), book_(book) {}

  void PutJob(const JobRecord& job) override {
    changes_.emplace_back([this, job] { store_.PutJob(job); });
  }
  void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) override {
    changes_.emplace_back([this, job, index, file] { store_.PutFile(job, index, file); });
  }
  void Erase(const JobKey& job) override {
    changes_.emplace_back([this, job] { store_.Erase(job); });
  }
  HResult Commit() override {
    if (book_.is_in("") || book_.is_in("clock.advance") || book_.is_in("events.wait"))
      return hresult::S_OK;
    for (const auto& change : std::exchange(changes_, {})) change();
    return store_.Commit();
  }
  Result<std::vector<StoredJob>> Load() override {
    changes_.clear();
    return store_.Load();
  }

 private:
  JobStore& store_;
  const CaseBook& book_;
  std::vector<std::function<void()>> changes_;
};

// An error that a job once had is stored with it for ever.
class GrudgingStore final : public JobStore {
 public:
  explicit GrudgingStore(JobStore& store) : store_(store) {}

  void PutJob(const JobRecord& job) override {
    JobRecord stored = job;
    if (job.error) errors_[job.sequence] = *job.error;
    if (const auto it = errors_.find(job.sequence); it != errors_.end()) stored.error = it->second;
    store_.PutJob(stored);
  }
  void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) override {
    store_.PutFile(job, index, file);
  }
  void Erase(const JobKey& job) override { store_.Erase(job); }
  HResult Commit() override { return store_.Commit(); }
  Result<std::vector<StoredJob>> Load() override { return store_.Load(); }

 private:
  JobStore& store_;
  std::map<std::uint64_t, ErrorRecord> errors_;
};

// Bytes do not count: a job is cancelled when nobody has called for the timeout.
void IgnoreProgress(Mutation& m) {
  m.AfterSuccess("job.resume", [](Interception& call, Json&) {
    const Duration timeout = std::chrono::hours(24) * call.book.policy(kInactivity);
    Later(call.book, timeout, [&book = call.book, id = call.job()] {
      if (const BookedJob* job = book.Find(id); job != nullptr)
        static_cast<void>(book.AskOwner(*job, "job.cancel"));
    });
  });
}

void TouchAtRetry(Mutation& m) {
  HearEvents(m, [&book = m.book()](Environment&, const JobEvent& event) {
    if (event.kind != JobEvent::Kind::kStateChange || event.to != JobState::kTransientError) return;
    Later(book, Duration(0), [&book, id = event.job.ToString()] {
      if (const BookedJob* job = book.Find(id); job != nullptr)
        static_cast<void>(book.AskOwner(*job, "job.setNotifyFlags", {{"value", 3}}));
    });
  });
}

constexpr MutantRow kRows[] = {
    {"persistence.active-suspended", "PE-01", "jobs that were active are SUSPENDED after a restart",
     [](Mutation& m) { ChangeLoaded(m, SuspendActive); }},
    {"persistence.added-while-moving-lost", "PE-01",
     "files that are added to a job that moves are not stored",
     [](Mutation& m) {
       m.Ignore("job.addFile", [](Interception& call) { return call.State() == "TRANSFERRING"; });
     }},
    {"persistence.counts-lost", "CORE-ERRCNT-03", "the error count is 0 after a restart",
     [](Mutation& m) { ChangeLoaded(m, [](StoredJob& stored) { stored.job.error_count = 0; }); }},
    {"persistence.done-jobs-vanish", "PE-02", "jobs that are done vanish after a week",
     [](Mutation& m) {
       HearEvents(m, [&book = m.book()](Environment&, const JobEvent& event) {
         if (event.kind != JobEvent::Kind::kStateChange || event.to != JobState::kTransferred)
           return;
         Later(book, std::chrono::hours(24 * 7), [&book, id = event.job.ToString()] {
           if (const BookedJob* job = book.Find(id); job != nullptr)
             static_cast<void>(book.AskOwner(*job, "job.cancel"));
         });
       });
     }},
    {"persistence.error-returns", "CORE-JERR-03", "an error that is gone is back after a restart",
     [](Mutation& m) {
       m.decorators.store = [](Environment& world) {
         return std::make_unique<GrudgingStore>(world.store);
       };
     }},
    {"persistence.exit-suspends", "CORE-PERS-02", "the jobs of a client end with it",
     [](Mutation& m) {
       m.Before("client.exit", [](Interception& call) {
         for (const BookedJob& job : call.book.jobs()) {
           if (job.owner == call.Text("client"))
             static_cast<void>(call.book.AskOwner(job, "job.suspend"));
         }
       });
     }},
    {"persistence.files-lost", "CORE-PERS-01", "the files of jobs do not survive a restart",
     [](Mutation& m) { ChangeLoaded(m, [](StoredJob& job) { job.files.clear(); }); }},
    {"persistence.finished-return", "CORE-LIFE-15", "finished jobs come back after a restart",
     IgnoreErase},
    {"persistence.inactivity-by-creation", "CORE-LIFE-17",
     "after a restart the inactivity clock begins at the creation",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.modified = stored.job.created; });
     }},
    {"persistence.inactivity-default-never", "VER-LIM-07",
     "without a policy idle jobs are kept for ever",
     [](Mutation& m) {
       m.ChangePolicy(kInactivity, [](std::uint64_t days) { return days == 90 ? 999 : days; });
     }},
    {"persistence.inactivity-default-thirty", "GP-01",
     "without a policy idle jobs are cancelled after 30 days",
     [](Mutation& m) {
       m.ChangePolicy(kInactivity, [](auto days) { return days == 90 ? 30 : days; });
     }},
    {"persistence.inactivity-early", "CORE-LIFE-16", "idle jobs are cancelled after half the time",
     [](Mutation& m) { m.ChangePolicy(kInactivity, [](auto days) { return days / 2; }); }},
    {"persistence.inactivity-ignores-progress", "SC-18",
     "progress does not restart the inactivity clock", IgnoreProgress},
    {"persistence.inactivity-keeps-state", "ST-37",
     "a job that inactivity has cancelled keeps its state",
     [](Mutation& m) {
       m.AfterSuccess("job.getState", [](Interception& call, Json& result) {
         const BookedJob* job = call.booked();
         if (result["state"] == "CANCELLED" && job != nullptr && !job->cancelled)
           result["state"] = "SUSPENDED";
       });
     }},
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
    {"persistence.inactivity-outlived-by-timeout", "CORE-NOPROG-05",
     "a longer no-progress timeout takes the place of the inactivity timeout",
     [](Mutation& m) {
       m.AfterSuccess("job.setNoProgressTimeout", [](Interception& call, Json&) {
         const std::uint64_t days = call.Number("seconds") / 86400;
         if (days <= call.book.policy(kInactivity)) return;
         static_cast<void>(call.book.Ask("environment.set", {{"policy", {{kInactivity, days}}}}));
       });
     }},
    {"persistence.inactivity-policy-of-start", "GP-20",
     "a new JobInactivityTimeout has no effect before a restart",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) {
         if (call.params.contains("policy")) call.params["policy"].erase(kInactivity);
       });
     }},
    {"persistence.inactivity-policy-ignored", "CORE-LIFE-16",
     "the inactivity timeout is always 90 days",
     [](Mutation& m) { m.ChangePolicy(kInactivity, [](auto) { return std::uint64_t{90}; }); }},
    {"persistence.inactivity-restarted-by-retries", "SC-16",
     "each retry restarts the inactivity clock", TouchAtRetry},
    {"persistence.interface-kept", "CORE-PERS-03", "the notify interface survives a restart",
     KeepInterface},
    {"persistence.interface-told-as-kept", "PE-04",
     "after a restart GetNotifyInterface answers the object of before, which is gone",
     [](Mutation& m) {
       const auto told = m.PerCase<std::set<std::string>>();  // jobs
       m.After("service.restart", [told](Interception& call, Json&) {
         for (const BookedJob& job : call.book.jobs()) {
           if (job.has_interface) told->insert(job.id);
         }
       });
       m.Before("job.setNotifyInterface", [told](Interception& call) { told->erase(call.job()); });
       m.AfterSuccess("job.getNotifyInterface", [told](Interception& call, Json& result) {
         if (told->contains(call.job())) result["registered"] = true;
       });
     }},
    {"persistence.jobs-lost", "CORE-PERS-01", "jobs do not survive a restart",
     [](Mutation& m) { ChangeLoad(m, [](std::vector<StoredJob>& jobs) { jobs.clear(); }); }},
    {"persistence.modified-at-start", "CORE-TIMES-05",
     "a restart moves ModificationTime, and with it the inactivity clock",
     [](Mutation& m) {
       ChangeLoaded(m, [&book = m.book()](StoredJob& stored) {
         stored.job.modified = book.world().clock.WallNow();
       });
     }},
    {"persistence.notification-lost", "CORE-NIFACE-03",
     "a notification that nobody took is lost with a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.notification_pending = false; });
     }},
    {"persistence.offset-forgotten", "PE-01", "after a restart files start again at byte 0",
     [](Mutation& m) { ChangeLoaded(m, ForgetOffsets); }},
    {"persistence.own-moves-volatile", "PE-01",
     "what the service did by itself is lost when it is killed",
     [](Mutation& m) {
       m.decorators.store = [&book = m.book()](Environment& world) {
         return std::make_unique<LazyStore>(world.store, book);
       };
     }},
    {"persistence.owner-lost", "CORE-ACL-01", "after a restart jobs belong to nobody they knew",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) {
         stored.job.owner = {"S-1-5-18", Principal::Kind::kService};
       });
     }},
    {"persistence.progress-lost", "PE-01", "files have no progress after a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) {
         for (FileRecord& file : stored.files) file.bytes_transferred = 0;
       });
     }},
    {"persistence.properties-lost", "CORE-PERS-01",
     "properties are back at their defaults after a restart",
     [](Mutation& m) { ChangeLoaded(m, ForgetProperties); }},
    {"persistence.queued-forgotten", "ST-05", "after a restart QUEUED jobs never get a turn",
     [](Mutation& m) {
       ForgetAtStart(m, [](JobState state) { return state == JobState::kQueued; });
     }},
    {"persistence.queued-suspended", "CORE-PERS-01",
     "jobs that were QUEUED are SUSPENDED after a restart",
     [](Mutation& m) { ChangeLoaded(m, SuspendQueued); }},
    {"persistence.spoiled-cleans-up", "PE-07",
     "with a list that cannot be read the temporary files go as well",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) {
         if (!call.params.contains("store")) return;
         for (const BookedJob& job : call.book.jobs())
           static_cast<void>(call.book.AskOwner(job, "job.cancel"));
       });
     }},
    {"persistence.spoiled-unnoticed", "PE-07", "a spoiled list of jobs is read as if it were whole",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) { call.params.erase("store"); });
     }},
    {"persistence.suspended-starts", "CORE-PERS-01", "suspended jobs start after a restart",
     [](Mutation& m) { ChangeLoaded(m, StartSuspended); }},
    {"persistence.times-lost", "CORE-TIMES-03", "TransferCompletionTime is lost with a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.transfer_completed = {}; });
     }},
    {"persistence.transient-forgotten", "ST-16",
     "after a restart jobs in TRANSIENT_ERROR are never tried again",
     [](Mutation& m) {
       ForgetAtStart(m, [](JobState state) { return state == JobState::kTransientError; });
     }},
    {"persistence.version-forgotten", "HT-28b",
     "which version of a file has begun to arrive is forgotten with a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) {
         for (FileRecord& file : stored.files) file.remote_modified.reset();
       });
     }},
    {"persistence.type-lost", "PE-01", "after a restart every job uploads",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.type = JobType::kUpload; });
     }},
};

}  // namespace

std::span<const MutantRow> PersistenceMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
