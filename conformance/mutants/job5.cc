// Mutants of IBackgroundCopyJob5.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "reference/model/job_properties.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kSet[] = "job.setProperty";
constexpr char kGet[] = "job.getProperty";
constexpr char kValue[] = "value";
constexpr char kCost[] = "ID_COST_FLAGS";
constexpr char kDynamic[] = "DYNAMIC_CONTENT";
constexpr char kSize[] = "MAX_DOWNLOAD_SIZE";
constexpr char kNoClass[] = "{00000000-0000-0000-0000-000000000000}";
constexpr std::uint64_t kStandard = 0x80000067;

constexpr const char* kCostPolicies[] = {"ForegroundTransferPolicy", "HighTransferPolicy",
                                         "NormalTransferPolicy", "LowTransferPolicy"};

bool IsAbout(const Interception& call, const std::string& property) {
  return call.Text("property") == property;
}

// What reaches the manager as `property` is `change` of what its client has set, or nothing; the
// client is told what it has set.
void PassPropertyAs(Mutation& m, const std::string& property,
                    std::function<std::optional<Json>(const Json&)> change) {
  const auto shown = m.PerCase<std::map<std::string, Json>>();  // by job
  m.Intercept(kSet, [=, change = std::move(change)](Interception& call) {
    if (!IsAbout(call, property)) return call.PassOn();
    const Json value = call.params[kValue];
    const auto passed = change(value);
    if (passed) call.params[kValue] = *passed;
    Reply reply = passed ? call.PassOn() : Answer(hresult::S_OK);
    if (Succeeded(reply.value)) (*shown)[call.job()] = value;
    return reply;
  });
  m.AfterSuccess(kGet, [=](Interception& call, Json& result) {
    if (IsAbout(call, property) && shown->contains(call.job()))
      result[kValue] = (*shown)[call.job()];
  });
}

void KeepFromManager(Mutation& m, const std::string& property) {
  PassPropertyAs(m, property, [](const Json&) { return std::nullopt; });
}

// A job has `value` until another is set.
void DefaultProperty(Mutation& m, const std::string& property, const Json& value) {
  const auto set = m.PerCase<std::set<std::string>>();  // jobs
  m.AfterSuccess(kSet, [=](Interception& call, Json&) {
    if (IsAbout(call, property)) set->insert(call.job());
  });
  m.AfterSuccess(kGet, [=](Interception& call, Json& result) {
    if (IsAbout(call, property) && !set->contains(call.job())) result[kValue] = value;
  });
}

// Every job has what was set last.
void ShareProperties(Mutation& m) {
  const auto last = m.PerCase<std::map<std::string, Json>>();  // by property
  m.AfterSuccess(kSet, [last](Interception& call, Json&) {
    (*last)[call.Text("property")] = call.params[kValue];
  });
  m.AfterSuccess(kGet, [last](Interception& call, Json& result) {
    if (const auto it = last->find(call.Text("property")); it != last->end())
      result[kValue] = it->second;
  });
}

// A property that there is not is told as 0, when `applies`.
void TellUnknown(Mutation& m, Mutation::Predicate applies) {
  m.After(kGet, [applies = std::move(applies)](Interception& call, Json& result) {
    if (Is(result, hresult::BG_E_UNKNOWN_PROPERTY_ID) && applies(call))
      result = {{"hresult", ToHex(hresult::S_OK)}, {kValue, 0}};
  });
}

bool IsDynamic(Interception& call) {
  return call.booked() != nullptr &&
         call.book.AskOwner(*call.booked(), kGet, {{"property", kDynamic}}).value(kValue, Json()) ==
             true;
}

// Another job waits while one with dynamic content does.
void LetDynamicBlock(Mutation& m) {
  const auto held = m.PerCase<std::set<std::string>>();
  m.Ignore("job.resume", [held](Interception& call) {
    if (IsDynamic(call) || call.book.JobsIn("QUEUED").empty()) return false;
    held->insert(call.job());
    return true;
  });
  ShowState(m, held, "QUEUED");
}

void CleanUp(Mutation& m) {
  m.AfterSuccess("job.cancel", [](Interception& call, Json&) {
    for (const auto& [remote, local] : call.booked()->files)
      static_cast<void>(call.book.world().files.Remove(local));
  });
}

// --- Cost ---

// A change of what the network costs is not noticed, when `applies`.
void MissCost(Mutation& m, std::function<bool(CaseBook&)> applies) {
  m.Before("environment.set", [applies = std::move(applies)](Interception& call) {
    if (call.params.contains("cost") && applies(call.book)) call.params.erase("cost");
  });
}

// What a policy says for one priority holds for all of them.
void SharePolicies(Mutation& m) {
  m.Before("subject.reset", [](Interception& call) {
    Json& policy = call.params["policy"];
    Json flags;
    for (const char* const name : kCostPolicies) {
      if (policy.contains(name)) flags = policy[name];
    }
    if (flags.is_null()) return;
    for (const char* const name : kCostPolicies) policy[name] = flags;
  });
}

void ChangeCostPolicies(Mutation& m, const Mutation::EditNumber& change) {
  for (const char* const name : kCostPolicies) m.ChangePolicy(name, change);
}

// The flags of a job are cut to those of the policy of NORMAL.
void LetPolicyWin(Mutation& m) {
  PassPropertyAs(m, kCost, [&book = m.book()](const Json& flags) -> std::optional<Json> {
    const std::uint64_t allowed = book.policy(kCostPolicies[2]);
    return allowed == 0 ? flags : Json(flags.get<std::uint64_t>() & allowed);
  });
}

constexpr MutantRow kRows[] = {
    {"job5.class-for-ever", "J5-CLSID-01", "a notification class cannot be cleared",
     [](Mutation& m) {
       m.Ignore(kSet, [](Interception& call) { return call.Text(kValue) == kNoClass; });
     }},
    {"job5.class-lost-in-restart", "J5-CLSID-03",
     "the notification class does not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.properties.notification_class = {}; });
     }},
    {"job5.cost-flags-later", "J5-COST-01",
     "cost flags that are set while bytes move have no effect on that turn",
     [](Mutation& m) {
       m.Ignore(kSet, [](Interception& call) {
         return IsAbout(call, kCost) && call.State() == "TRANSFERRING";
       });
     }},
    {"job5.cost-flags-never-back", "SC-29",
     "cost flags that are widened while a job waits have no effect",
     [](Mutation& m) {
       m.Ignore(kSet, [](Interception& call) {
         return IsAbout(call, kCost) && call.State() == "TRANSIENT_ERROR";
       });
     }},
    {"job5.cost-for-ever", "ST-25", "a job that found the network too dear never goes on",
     [](Mutation& m) {
       MissCost(m, [](CaseBook& book) { return !book.JobsIn("TRANSIENT_ERROR").empty(); });
     }},
    {"job5.cost-forgotten-in-restart", "CORE-LIFE-23",
     "a restart forgets that the network is too dear",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.properties.cost_flags.reset(); });
     }},
    {"job5.cost-mask-cut", "J5-COST-03", "a job moves only on a network that costs nothing",
     [](Mutation& m) {
       PassPropertyAs(m, kCost, [](const Json& flags) -> std::optional<Json> {
         return flags.get<std::uint64_t>() & kCostUnrestricted;
       });
     }},
    {"job5.cost-noted-at-start-only", "ST-25",
     "a job goes on when its network begins to cost too much",
     [](Mutation& m) {
       MissCost(m, [](CaseBook& book) { return !book.JobsIn("TRANSFERRING").empty(); });
     }},
    {"job5.cost-one-kind-enough", "J5-COST-03",
     "of a network that costs in two ways one must be allowed",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) {
         const std::uint64_t cost = call.Number("cost");
         if (cost != 0) call.params["cost"] = cost & (~cost + 1);
       });
     }},
    {"job5.cost-policy-at-start-only", "GP-20", "new cost flags of the policy have no effect",
     [](Mutation& m) {
       m.Before("environment.set", [](Interception& call) { call.params.erase("policy"); });
     }},
    {"job5.cost-policy-ignored", "GP-12", "the cost flags of the policy have no effect",
     [](Mutation& m) {
       ChangeCostPolicies(m, [](std::uint64_t) -> std::uint64_t { return kTransferAlways; });
     }},
    {"job5.cost-policy-of-any-priority", "GP-12",
     "the cost flags that the policy has for one priority hold for all", SharePolicies},
    {"job5.cost-policy-wins", "SC-30", "the cost flags of the policy outrank those of the job",
     LetPolicyWin},
    {"job5.cost-retried", "J5-COST-03",
     "a job that found the network too dear tries all the same after the retry delay",
     [](Mutation& m) {
       m.AfterSuccess("job.resume", [](Interception& call, Json&) {
         Later(call.book, std::chrono::seconds(600), [&book = call.book, job = call.job()] {
           static_cast<void>(book.AskOwner(*book.Find(job), kSet,
                                           {{"property", kCost}, {kValue, kTransferAlways}}));
         });
       });
     }},
    {"job5.cost-standard-by-default", "SC-30", "by default jobs have the policy STANDARD",
     [](Mutation& m) {
       ChangeCostPolicies(
           m, [](std::uint64_t flags) { return flags == kTransferAlways ? kStandard : flags; });
     }},
    {"job5.cost-without-effect", "J5-COST-03", "cost flags have no effect",
     [](Mutation& m) { KeepFromManager(m, kCost); }},
    {"job5.downloads-only-of-uploads", "J5-PROP-03", "uploads have what only downloads have",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY, hresult::S_OK);
     }},
    {"job5.dynamic-after-resume", "J5-DYN-05",
     "dynamic content is said to be set once the job was resumed",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_READ_ONLY_PROPERTY_AFTER_RESUME, hresult::S_OK);
     }},
    {"job5.dynamic-blocks-others", "J5-DYN-03",
     "background jobs wait while dynamic content waits for the foreground", LetDynamicBlock},
    {"job5.dynamic-continued", "J5-DYN-02", "dynamic content is asked for in parts",
     [](Mutation& m) {
       const auto asked = m.PerCase<int>();
       ChangeRequests(m, [asked](TransportRequest& request) {
         if (request.method == "GET" && ++*asked > 1) request.range = ByteRange{1000, 1000};
       });
     }},
    {"job5.dynamic-in-the-background", "J5-DYN-03", "dynamic content moves at any priority",
     [](Mutation& m) {
       m.Before("job.resume", [](Interception& call) {
         if (IsDynamic(call))
           static_cast<void>(
               call.book.AskOwner(*call.booked(), "job.setPriority", {{kValue, "FOREGROUND"}}));
       });
     }},
    {"job5.dynamic-joined", "J5-DYN-02",
     "dynamic content that comes again is joined to what was there",
     [](Mutation& m) {
       const auto asked = m.PerCase<int>();
       FilterExchanges(m, [asked](TransportRequest& request) -> std::shared_ptr<ExchangeFilter> {
         if (request.method != "GET" || ++*asked == 1) return nullptr;
         return MakeTailFilter(9000);
       });
     }},
    {"job5.dynamic-never", "J5-DYN-03", "dynamic content does not move once it has waited",
     [](Mutation& m) {
       m.Ignore("job.setPriority", [](Interception& call) { return IsDynamic(call); });
     }},
    {"job5.dynamic-with-method", "HTTP2-METHOD-05",
     "a job with a method of its own is said to have dynamic content",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD, hresult::S_OK);
     }},
    {"job5.dynamic-with-ranges", "J5-DYN-04",
     "a job that has a file with ranges is said to have dynamic content",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION, hresult::S_OK);
     }},
    {"job5.dynamic-without-effect", "J5-DYN-01", "DYNAMIC_CONTENT has no effect",
     [](Mutation& m) { KeepFromManager(m, kDynamic); }},
    {"job5.high-performance-after-files", "J5-HIPERF-04",
     "HIGH_PERFORMANCE is said to be set when the job has a file",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_READ_ONLY_PROPERTY_AFTER_ADDFILE, hresult::S_OK);
     }},
    {"job5.high-performance-cleaned", "J5-HIPERF-03",
     "Cancel removes the files of a high-performance job", CleanUp},
    {"job5.high-performance-hidden", "J5-HIPERF-03",
     "a high-performance job that fails has no file under its name",
     [](Mutation& m) { KeepFromManager(m, "HIGH_PERFORMANCE"); }},
    {"job5.high-performance-saved", "J5-HIPERF-01",
     "the progress of a high-performance job is saved",
     [](Mutation& m) { KeepFromManager(m, "HIGH_PERFORMANCE"); }},
    {"job5.high-performance-without-effect", "J5-HIPERF-02", "HIGH_PERFORMANCE has no effect",
     [](Mutation& m) { KeepFromManager(m, "HIGH_PERFORMANCE"); }},
    {"job5.interval-of-a-second", "J5-NOTIFY-01", "notifications are a second apart by default",
     [](Mutation& m) { DefaultProperty(m, "MINIMUM_NOTIFICATION_INTERVAL_MS", 1000); }},
    {"job5.interval-without-effect", "J5-NOTIFY-01",
     "MINIMUM_NOTIFICATION_INTERVAL_MS has no effect",
     [](Mutation& m) { KeepFromManager(m, "MINIMUM_NOTIFICATION_INTERVAL_MS"); }},
    {"job5.later-ones-at-once", "J5-PROP-02", "BITS 5.0 has the properties of 10.1",
     [](Mutation& m) {
       TellUnknown(m, [](Interception& call) { return call.book.profile() == "5.0"; });
     }},
    {"job5.lost-in-restart", "J5-PROP-01", "properties do not survive a restart",
     [](Mutation& m) { ChangeLoaded(m, [](StoredJob& stored) { stored.job.properties = {}; }); }},
    {"job5.new-jobs-dynamic", "J5-PROP-01", "new jobs have dynamic content",
     [](Mutation& m) { DefaultProperty(m, kDynamic, true); }},
    {"job5.new-jobs-high-performance", "J5-PROP-01", "new jobs are high-performance jobs",
     [](Mutation& m) { DefaultProperty(m, "HIGH_PERFORMANCE", true); }},
    {"job5.new-jobs-with-a-class", "J5-PROP-01", "new jobs have a notification class",
     [](Mutation& m) {
       DefaultProperty(m, "NOTIFICATION_CLSID", "{11111111-1111-1111-1111-111111111111}");
     }},
    {"job5.properties-of-all-jobs", "J5-PROP-01", "a property is set for all jobs",
     ShareProperties},
    {"job5.ranges-with-dynamic", "J5-DYN-04",
     "AddFileWithRanges succeeds on a job with dynamic content and adds nothing",
     [](Mutation& m) {
       m.Rewrite("job.addFileWithRanges", hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION,
                 hresult::S_OK);
     }},
    {"job5.set-forgotten", "J5-PROP-01", "SetProperty succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSet); }},
    {"job5.size-after-resume", "J5-MAXSZ-03",
     "a maximum size is said to be set once the job was resumed",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_READ_ONLY_PROPERTY_AFTER_RESUME, hresult::S_OK);
     }},
    {"job5.size-cut", "J5-PROP-01", "a maximum size above 4 GiB is cut to 32 bits",
     [](Mutation& m) {
       m.AfterSuccess(kGet, [](Interception& call, Json& result) {
         if (IsAbout(call, kSize))
           result[kValue] = result[kValue].get<std::uint64_t>() & 0xFFFFFFFF;
       });
     }},
    {"job5.size-of-each-file", "J5-MAXSZ-01", "the maximum size is that of each file",
     [](Mutation& m) {
       PassPropertyAs(m, kSize, [](const Json& size) -> std::optional<Json> {
         if (size.get<std::uint64_t>() >= 1024) return std::nullopt;
         return size;
       });
     }},
    {"job5.size-of-one-refused", "J5-MAXSZ-02", "a maximum size of one byte is refused",
     [](Mutation& m) {
       m.Refuse(kSet, hresult::BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE, [](Interception& call) {
         return IsAbout(call, kSize) && call.Number(kValue) == 1;
       });
     }},
    {"job5.size-one-less", "J5-MAXSZ-01", "a job may not be as large as its maximum size",
     [](Mutation& m) {
       PassPropertyAs(m, kSize, [](const Json& size) -> std::optional<Json> {
         return size.get<std::uint64_t>() - 1;
       });
     }},
    {"job5.size-without-effect", "J5-MAXSZ-01", "MAX_DOWNLOAD_SIZE has no effect",
     [](Mutation& m) { KeepFromManager(m, kSize); }},
    {"job5.size-zero-taken", "J5-MAXSZ-02", "a maximum size of 0 is said to be set",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_MAX_DOWNLOAD_SIZE_INVALID_VALUE, hresult::S_OK);
     }},
    {"job5.stored-for-servers", "J5-STORED-01", "stored credentials are said to be for servers too",
     [](Mutation& m) {
       m.Rewrite(kSet, hresult::BG_E_USE_STORED_CREDENTIALS_NOT_SUPPORTED, hresult::S_OK);
     }},
    {"job5.target-told-as-server", "J5-PROP-01",
     "the target of stored credentials is told as SERVER",
     [](Mutation& m) { m.Replace(kGet, kValue, "PROXY", "SERVER"); }},
    {"job5.true-for-ever", "J5-PROP-01", "what was enabled cannot be disabled",
     [](Mutation& m) {
       m.Ignore(kSet, [](Interception& call) { return call.params[kValue] == false; });
     }},
    {"job5.unknown-set", "J5-PROP-02", "properties that there are not are said to be set",
     [](Mutation& m) { m.Rewrite(kSet, hresult::BG_E_UNKNOWN_PROPERTY_ID, hresult::S_OK); }},
    {"job5.unknown-told", "J5-PROP-02", "properties that there are not are told as 0",
     [](Mutation& m) { TellUnknown(m, [](Interception&) { return true; }); }},
    {"job5.uploads-have-none", "J5-PROP-01", "uploads have no properties",
     [](Mutation& m) {
       const auto uploads = m.PerCase<std::set<std::string>>();
       m.AfterSuccess("manager.createJob", [uploads](Interception& call, Json& result) {
         if (TypeOf(call.params["type"]) != 0) uploads->insert(result["jobId"]);
       });
       m.Refuse(kSet, hresult::BG_E_PROPERTY_SUPPORTED_FOR_DOWNLOAD_JOBS_ONLY,
                [uploads](Interception& call) { return uploads->contains(call.job()); });
     }},
};

}  // namespace

std::span<const MutantRow> Job5Mutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
