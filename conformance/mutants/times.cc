// Mutants of the time stamps of jobs.
#include <chrono>
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "reference/base/time.h"

namespace bitsproof::conformance::mutants {
namespace {

// An ISO time with seven decimals, `ticks` later; the whole second stays.
std::string TicksLater(std::string time, std::uint64_t ticks) {
  constexpr std::size_t kDecimals = 7;
  const std::size_t begin = time.size() - kDecimals - 1;
  const std::uint64_t fraction = (std::stoull(time.substr(begin, kDecimals)) + ticks) % 10'000'000;
  const std::string digits = std::to_string(fraction);
  return time.replace(begin, kDecimals, std::string(kDecimals - digits.size(), '0') + digits);
}

void MoveByReading(Mutation& m) {
  const auto reads = m.PerCase<std::uint64_t>();
  m.AfterSuccess("job.get*", [reads](Interception& call, Json& result) {
    ++*reads;
    if (call.method == "job.getTimes")
      result["modification"] = TicksLater(result["modification"], *reads);
  });
}

void CompletedAtComplete(Mutation& m) {
  m.AfterSuccess("job.getTimes", [](Interception& call, Json& result) {
    const BookedJob* job = call.booked();
    const bool completed = job != nullptr && job->completed;
    result["transferCompletion"] = completed ? result["modification"] : Json(nullptr);
  });
}

constexpr Duration kDay = std::chrono::hours(24);

std::string Later(WallTime time, Duration by) {
  const auto ticks = static_cast<std::int64_t>(by.count() / 100);
  return ToIso8601(WallTime{time.ticks + static_cast<std::uint64_t>(ticks)});
}

void ShiftCreation(Mutation& m, Duration by) {
  const auto created = m.PerCase<std::map<std::string, std::string>>();  // by job
  m.AfterSuccess("manager.createJob", [created, by](Interception& call, Json& result) {
    (*created)[result["jobId"]] = Later(call.book.world().clock.WallNow(), by);
  });
  m.AfterSuccess("job.getTimes", [created](Interception& call, Json& result) {
    if (created->contains(call.job())) result["creation"] = created->at(call.job());
  });
}

// The modification that the owner of a job would read now.
Json ModificationOf(Interception& call) {
  const BookedJob* job = call.booked();
  if (job == nullptr) return nullptr;
  return call.book.AskOwner(*job, "job.getTimes").value("modification", Json());
}

// After a call of `methods` the modification is told as it was before.
void ForgetCalls(Mutation& m, const std::string& methods) {
  const auto forgotten = m.PerCase<std::map<std::string, std::pair<Json, Json>>>();
  m.Intercept(methods, [forgotten](Interception& call) {
    const Json before = ModificationOf(call);
    Reply reply = call.PassOn();
    (*forgotten)[call.job()] = {ModificationOf(call), before};
    return reply;
  });
  m.AfterSuccess("job.getTimes", [forgotten](Interception& call, Json& result) {
    const auto it = forgotten->find(call.job());
    if (it == forgotten->end()) return;
    const auto& [after, before] = it->second;
    if (result["modification"] == after) result["modification"] = before;
  });
}

void KnowCallsOnly(Mutation& m) {
  const auto known = m.PerCase<std::map<std::string, Json>>();
  m.Intercept("job.*", [known](Interception& call) {
    Reply reply = call.PassOn();
    const bool reads = call.method.starts_with("job.get") || call.method == "job.enumFiles";
    if (!reads) {
      (*known)[call.job()] = ModificationOf(call);
    } else if (call.method == "job.getTimes" && Succeeded(reply.value) &&
               known->contains(call.job())) {
      reply.value["modification"] = known->at(call.job());
    }
    return reply;
  });
}

// While a job moves bytes, its modification is told as it was when it began to.
void ForgetBytes(Mutation& m) {
  const auto began = m.PerCase<std::map<std::string, std::string>>();
  HearEvents(m, [began](Environment& world, const JobEvent& event) {
    if (event.kind != JobEvent::Kind::kStateChange) return;
    if (event.to == JobState::kTransferring)
      (*began)[event.job.ToString()] = ToIso8601(world.clock.WallNow());
  });
  m.AfterSuccess("job.getTimes", [began](Interception& call, Json& result) {
    if (call.State() == "TRANSFERRING") result["modification"] = began->at(call.job());
  });
}

void KeepFirstCompletion(Mutation& m) {
  const auto first = m.PerCase<std::map<std::string, Json>>();
  m.AfterSuccess("job.getTimes", [first](Interception& call, Json& result) {
    if (result["transferCompletion"].is_null()) return;
    const auto it = first->emplace(call.job(), result["transferCompletion"]).first;
    result["transferCompletion"] = it->second;
  });
}

constexpr MutantRow kRows[] = {
    {"times.bytes-unnoticed", "ST-61", "bytes that move do not move ModificationTime", ForgetBytes},
    {"times.completion-at-complete", "CORE-TIMES-03",
     "TransferCompletionTime is the time of Complete", CompletedAtComplete},
    {"times.completion-keeps-the-first", "ST-61", "TransferCompletionTime keeps its first value",
     KeepFirstCompletion},
    {"times.completion-missing", "CORE-TIMES-03", "TransferCompletionTime is never set",
     [](Mutation& m) { m.Set("job.getTimes", "transferCompletion", nullptr); }},
    {"times.completion-moved-by-a-setter", "ST-61", "SetPriority moves TransferCompletionTime",
     [](Mutation& m) {
       const auto moved = m.PerCase<std::map<std::string, std::string>>();  // by job
       m.AfterSuccess("job.setPriority", [moved](Interception& call, Json&) {
         (*moved)[call.job()] = ToIso8601(call.book.world().clock.WallNow());
       });
       m.AfterSuccess("job.getTimes", [moved](Interception& call, Json& result) {
         const auto it = moved->find(call.job());
         if (it != moved->end() && !result["transferCompletion"].is_null())
           result["transferCompletion"] = it->second;
       });
     }},
    {"times.creation-by-uptime", "CORE-CREATE-14",
     "CreationTime does not follow the system clock when that is set",
     [](Mutation& m) {
       const auto jumped = m.PerCase<bool>();
       m.Before("environment.set", [jumped](Interception& call) {
         if (!call.Text("wallClock").empty()) *jumped = true;
       });
       const auto created = m.PerCase<std::map<std::string, std::string>>();
       m.AfterSuccess("manager.createJob", [jumped, created](Interception& call, Json& result) {
         const WallTime now = call.book.world().clock.WallNow();
         if (*jumped) (*created)[result["jobId"]] = Later(now, -10 * kDay);
       });
       m.AfterSuccess("job.getTimes", [created](Interception& call, Json& result) {
         if (created->contains(call.job())) result["creation"] = created->at(call.job());
       });
     }},
    {"times.creation-moves", "CORE-TIMES-01", "CreationTime follows every change",
     [](Mutation& m) {
       m.AfterSuccess("job.getTimes", [](Interception&, Json& result) {
         result["creation"] = result["modification"];
       });
     }},
    {"times.creation-tomorrow", "CORE-CREATE-14", "CreationTime is a day ahead",
     [](Mutation& m) { ShiftCreation(m, kDay); }},
    {"times.creation-yesterday", "CORE-CREATE-14", "CreationTime is a day behind",
     [](Mutation& m) { ShiftCreation(m, -kDay); }},
    {"times.getters-modify", "CORE-TIMES-05", "reading moves ModificationTime", MoveByReading},
    {"times.modification-frozen", "CORE-TIMES-02", "ModificationTime never moves",
     [](Mutation& m) {
       m.AfterSuccess("job.getTimes", [](Interception&, Json& result) {
         result["modification"] = result["creation"];
       });
     }},
    {"times.more-files-forgotten", "CORE-TIMES-02", "AddFileSet does not move ModificationTime",
     [](Mutation& m) { ForgetCalls(m, "job.addFileSet"); }},
    {"times.setter-forgotten", "CORE-TIMES-02",
     "SetMinimumRetryDelay does not move ModificationTime",
     [](Mutation& m) { ForgetCalls(m, "job.setMinimumRetryDelay"); }},
    {"times.states-unnoticed", "CORE-TIMES-02",
     "ModificationTime is that of the last call that changed the job", KnowCallsOnly},
    {"times.verbs-forgotten", "CORE-TIMES-02", "Resume and Suspend do not move ModificationTime",
     [](Mutation& m) { ForgetCalls(m, "job.resume job.suspend"); }},
};

}  // namespace

std::span<const MutantRow> TimeMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
