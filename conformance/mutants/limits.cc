// Mutants of the limits on jobs.
#include <algorithm>
#include <map>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kPerUser[] = "MaxJobsPerUser";
constexpr char kPerMachine[] = "MaxJobsPerMachine";
constexpr std::uint64_t kUnlimited = 1'000'000;
constexpr HResult kUserRefusal = hresult::BG_E_TOO_MANY_JOBS_PER_USER;
constexpr HResult kMachineRefusal = hresult::BG_E_TOO_MANY_JOBS_PER_MACHINE;

std::size_t LivingOf(const CaseBook& book, const std::string& owner) {
  return book.CountLiving([&](const BookedJob& job) { return job.owner == owner; });
}

bool HasLimits(const std::string& profile) {
  const auto dot = profile.find('.');
  return profile.empty() || std::stoi(profile.substr(0, dot)) >= 3;
}

// The limit per user binds principals of `kind` too.
void BindKind(Mutation& m, const std::string& kind) {
  m.Refuse("manager.createJob", kUserRefusal, [kind](Interception& call) {
    return call.caller().kind == kind && HasLimits(call.book.profile()) &&
           LivingOf(call.book, call.as()) >= call.book.policy(kPerUser);
  });
}

// Instead of the manager the mutant counts: a standard user is refused when `count` reaches the
// limit per user.
void CountInstead(Mutation& m, std::function<std::size_t(Interception&)> count) {
  m.ChangePolicy(kPerUser, [](std::uint64_t) { return kUnlimited; });
  m.Refuse("manager.createJob", kUserRefusal, [count = std::move(count)](Interception& call) {
    return call.caller().is_standard() && HasLimits(call.book.profile()) &&
           count(call) >= call.book.policy(kPerUser);
  });
}

// The living jobs of the caller that are not in one of `states`.
void CountWithoutStates(Mutation& m, std::set<std::string> states) {
  CountInstead(m, [states = std::move(states)](Interception& call) {
    std::size_t count = 0;
    for (const BookedJob& job : call.book.jobs()) {
      if (!job.is_living() || job.owner != call.as()) continue;
      count += states.contains(call.book.State(job.id)) ? 0 : 1;
    }
    return count;
  });
}

// Every job of the caller for which `counts` holds, the finished ones too.
void CountJobs(Mutation& m, std::function<bool(const BookedJob&)> counts) {
  CountInstead(m, [counts = std::move(counts)](Interception& call) {
    return static_cast<std::size_t>(
        std::count_if(call.book.jobs().begin(), call.book.jobs().end(),
                      [&](const BookedJob& job) { return job.owner == call.as() && counts(job); }));
  });
}

void CheckAtResume(Mutation& m) {
  m.ChangePolicy(kPerUser, [](std::uint64_t) { return kUnlimited; });
  m.Refuse("job.resume", kUserRefusal, [](Interception& call) {
    return call.caller().is_standard() &&
           LivingOf(call.book, call.as()) > call.book.policy(kPerUser);
  });
}

void ForgetOnRestart(Mutation& m) {
  m.After("service.restart", [](Interception& call, Json&) {
    const std::size_t living = call.book.CountLiving([](const BookedJob&) { return true; });
    const Json raised{{kPerUser, call.book.policy(kPerUser) + living},
                      {kPerMachine, call.book.policy(kPerMachine) + living}};
    static_cast<void>(call.book.Ask("environment.set", {{"policy", raised}}));
  });
}

// Cancels the newest living jobs of `owner` (of everybody when empty) beyond `limit`.
void CancelBeyond(CaseBook& book, const std::string& owner, std::uint64_t limit) {
  std::vector<std::string> living;
  for (const BookedJob& job : book.jobs()) {
    if (job.is_living() && (owner.empty() || job.owner == owner)) living.push_back(job.id);
  }
  for (std::size_t i = limit; i < living.size(); ++i) {
    static_cast<void>(book.AskOwner(*book.Find(living[i]), "job.cancel"));
  }
}

void CancelWhenLowered(Mutation& m) {
  m.After("environment.set", [](Interception& call, Json&) {
    if (!call.params.contains("policy")) return;
    std::set<std::string> owners;
    for (const BookedJob& job : call.book.jobs()) owners.insert(job.owner);
    for (const std::string& owner : owners)
      CancelBeyond(call.book, owner, call.book.policy(kPerUser));
    CancelBeyond(call.book, "", call.book.policy(kPerMachine));
  });
}

void AdmitTwo(Mutation& m) {
  m.AroundTogether([](CaseBook& book, const std::vector<Request>&,
                      const std::function<std::vector<Reply>()>& pass_on) {
    const auto set = [&book](std::uint64_t more) {
      const Json policy{{kPerUser, book.policy(kPerUser) + more},
                        {kPerMachine, book.policy(kPerMachine) + more}};
      static_cast<void>(book.Ask("environment.set", {{"policy", policy}}));
    };
    set(1);
    std::vector<Reply> replies = pass_on();
    set(0);
    return replies;
  });
}

// A case that asks for a profile for which `applies` holds gets `instead`.
void ChangeProfile(Mutation& m, std::function<bool(const std::string&)> applies,
                   const char* instead) {
  m.Before("subject.reset", [applies = std::move(applies), instead](Interception& call) {
    if (applies(call.Text("profile"))) call.params["profile"] = instead;
  });
}

void Add(Mutation& m, const char* policy, int change) {
  m.ChangePolicy(policy, [change](std::uint64_t limit) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(limit) + change);
  });
}

constexpr MutantRow kRows[] = {
    {"limits.administrator-counted", "CORE-CREATE-11",
     "administrators are bound by the limit per user",
     [](Mutation& m) { BindKind(m, "administrator"); }},
    {"limits.capped-at-defaults", "GP-04", "a policy cannot raise a limit above its default",
     [](Mutation& m) {
       m.ChangePolicy(kPerUser, [](std::uint64_t n) { return std::min<std::uint64_t>(n, 60); });
       m.ChangePolicy(kPerMachine, [](std::uint64_t n) { return std::min<std::uint64_t>(n, 300); });
     }},
    {"limits.checked-at-resume", "GP-22", "the limit binds at Resume instead of at creation",
     CheckAtResume},
    {"limits.default-after-restart", "GP-04", "after a restart the limit per user is the default",
     [](Mutation& m) {
       m.After("service.restart", [](Interception& call, Json&) {
         static_cast<void>(call.book.Ask("environment.set", {{"policy", {{kPerUser, 60}}}}));
       });
     }},
    {"limits.exempt-waits-for-users", "VER-LIM-05",
     "administrators and services are refused while some user has no slot left",
     [](Mutation& m) {
       m.Refuse("manager.createJob", kUserRefusal, [](Interception& call) {
         const auto& jobs = call.book.jobs();
         return !call.caller().is_standard() &&
                std::any_of(jobs.begin(), jobs.end(), [&](const BookedJob& job) {
                  return call.book.principal(job.owner).is_standard() &&
                         LivingOf(call.book, job.owner) >= call.book.policy(kPerUser);
                });
       });
     }},
    {"limits.forgotten-on-restart", "CORE-CREATE-09", "after a restart the count begins at zero",
     ForgetOnRestart},
    {"limits.machine-code-4a", "CORE-CREATE-10",
     "the machine limit answers 0x8020004A, the next code in sequence",
     [](Mutation& m) { m.Rewrite("manager.createJob", kMachineRefusal, HResult{0x8020004Au}); }},
    {"limits.machine-code-for-user", "CORE-CREATE-09",
     "the refusal of the 61st job carries the machine code",
     [](Mutation& m) { m.Rewrite("manager.createJob", kUserRefusal, kMachineRefusal); }},
    {"limits.machine-default-250", "VER-LIM-01", "the machine limit is 250 where no policy sets it",
     [](Mutation& m) {
       m.ChangePolicy(kPerMachine, [](std::uint64_t limit) { return limit == 300 ? 250 : limit; });
     }},
    {"limits.machine-limit-off", "CORE-CREATE-10", "there is no limit of the machine",
     [](Mutation& m) { m.ChangePolicy(kPerMachine, [](std::uint64_t) { return kUnlimited; }); }},
    {"limits.old-profile-limited", "VER-LIM-06", "versions before Vista's have the limits too",
     [](Mutation& m) {
       ChangeProfile(
           m, [](const std::string& profile) { return !HasLimits(profile); }, "3.0");
     }},
    {"limits.per-machine-299", "CORE-CREATE-10", "the 300th job of the machine is refused",
     [](Mutation& m) { Add(m, kPerMachine, -1); }},
    {"limits.per-machine-301", "CORE-CREATE-10", "a 301st job of the machine is allowed",
     [](Mutation& m) { Add(m, kPerMachine, +1); }},
    {"limits.per-user-59", "CORE-CREATE-09", "the 60th job of a user is refused",
     [](Mutation& m) { Add(m, kPerUser, -1); }},
    {"limits.per-user-61", "CORE-CREATE-09", "a 61st job of a user is allowed",
     [](Mutation& m) { Add(m, kPerUser, +1); }},
    {"limits.user-default-100", "GP-04", "a user may have 100 jobs where no policy sets the limit",
     [](Mutation& m) {
       m.ChangePolicy(kPerUser, [](std::uint64_t limit) { return limit == 60 ? 100 : limit; });
     }},
    {"limits.policy-change-ignored", "GP-04", "a changed policy never takes effect",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) { call.params.erase("policy"); });
     }},
    {"limits.policy-lowered-cancels", "GP-22", "lowering a limit cancels the jobs beyond it",
     CancelWhenLowered},
    {"limits.race-admits-two", "CORE-CREATE-09", "clients that race for the last slot both win",
     AdmitTwo},
    {"limits.service-counted", "CORE-CREATE-11", "service accounts are bound by the limit per user",
     [](Mutation& m) { BindKind(m, "service"); }},
    {"limits.shared-by-users", "CORE-CREATE-09", "the limit per user counts the jobs of all users",
     [](Mutation& m) {
       CountInstead(m, [](Interception& call) {
         return call.book.CountLiving(
             [&](const BookedJob& job) { return call.book.principal(job.owner).is_standard(); });
       });
     }},
    {"limits.slot-freed-by-error", "CORE-CREATE-15",
     "a job in ERROR or TRANSIENT_ERROR frees its slot",
     [](Mutation& m) {
       CountWithoutStates(m, {"ERROR", "TRANSIENT_ERROR"});
     }},
    {"limits.slot-freed-by-queued", "CORE-CREATE-15", "a QUEUED job frees its slot",
     [](Mutation& m) { CountWithoutStates(m, {"QUEUED"}); }},
    {"limits.slot-freed-by-suspend", "CORE-CREATE-15", "a suspended job frees its slot",
     [](Mutation& m) {
       CountJobs(m, [](const BookedJob& job) { return job.is_living() && !job.suspended; });
     }},
    {"limits.slot-freed-by-transferred", "CORE-CREATE-15", "a TRANSFERRED job frees its slot",
     [](Mutation& m) { CountWithoutStates(m, {"TRANSFERRED"}); }},
    {"limits.slot-leaks-on-cancel", "CORE-CREATE-15", "a cancelled job keeps its slot",
     [](Mutation& m) { CountJobs(m, [](const BookedJob& job) { return !job.completed; }); }},
    {"limits.slot-leaks-on-complete", "CORE-CREATE-15", "a completed job keeps its slot",
     [](Mutation& m) { CountJobs(m, [](const BookedJob& job) { return !job.cancelled; }); }},
    {"limits.three-unlimited", "VER-LIM-02", "version 3.0 does not have the limits yet",
     [](Mutation& m) {
       ChangeProfile(
           m, [](const std::string& profile) { return profile == "3.0"; }, "2.5");
     }},
    {"limits.types-counted-apart", "CORE-CREATE-09", "each job type has its own limit",
     [](Mutation& m) {
       CountInstead(m, [](Interception& call) {
         const int type = TypeOf(call.params["type"]);
         return call.book.CountLiving(
             [&](const BookedJob& job) { return job.owner == call.as() && job.type == type; });
       });
     }},
    {"limits.user-code-for-machine", "CORE-CREATE-10",
     "the machine limit answers the code of the user limit",
     [](Mutation& m) { m.Rewrite("manager.createJob", kMachineRefusal, kUserRefusal); }},
    {"limits.user-limit-off", "CORE-CREATE-09", "there is no limit per user",
     [](Mutation& m) { m.ChangePolicy(kPerUser, [](std::uint64_t) { return kUnlimited; }); }},
};

}  // namespace

std::span<const MutantRow> LimitMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
