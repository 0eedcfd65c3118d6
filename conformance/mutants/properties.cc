// Mutants of the properties of a job.
#include <algorithm>
#include <cctype>
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/text.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kValue[] = "value";
constexpr char kSeconds[] = "seconds";

Json& Value(Interception& call) { return call.params[kValue]; }

// A string parameter is cut to `units` on its way; null stays.
void Cut(Mutation& m, std::string_view methods, const std::string& name, std::size_t units) {
  m.Before(methods, [name, units](Interception& call) {
    Json& value = call.params[name];
    if (value.is_string()) {
      value = CutToUnits(value.get_ref<const std::string&>(), units);
    }
  });
}

void SetRetryDelay(Mutation& m, std::function<std::uint64_t(std::uint64_t)> change) {
  m.Before("job.setMinimumRetryDelay", [change = std::move(change)](Interception& call) {
    if (call.HasNumber(kSeconds)) call.params[kSeconds] = change(call.Number(kSeconds));
  });
}

// The getter answers what was set, whatever the manager made of it.
void AnswerWhatWasSet(Mutation& m, const std::string& property, const std::string& member) {
  m.PassOnAs("job.set" + property, "job.get" + property, member,
             [](const Json& given) { return given; });
}

bool IsUndefined(const Json& value) {
  return value.is_number_integer() && (value < 0 || value > 3);
}

void AcceptUsage(Interception& call) {
  if (!IsUndefined(call.params["usage"])) return;
  call.params["usage"] = "PRECONFIG";
  call.params["proxyList"] = nullptr;
  call.params["bypassList"] = nullptr;
}

bool IsOverride(Interception& call) {
  return call.params["usage"] == "OVERRIDE" || call.params["usage"] == 2;
}

bool HasStrangeCharacters(Interception& call) {
  const std::string list = call.Text("proxyList");
  return std::any_of(list.begin(), list.end(), [](unsigned char c) {
    return std::isalnum(c) == 0 &&
           std::string_view(".:/=; -").find(static_cast<char>(c)) == std::string_view::npos;
  });
}

void ResetAtResume(Interception& call, Json&) {
  const BookedJob* job = call.booked();
  if (job == nullptr) return;
  const auto set = [&](const char* method, Json params) {
    static_cast<void>(call.book.AskOwner(*job, method, std::move(params)));
  };
  set("job.setPriority", {{kValue, "NORMAL"}});
  set("job.setMinimumRetryDelay", {{kSeconds, 600}});
  set("job.setDescription", {{kValue, ""}});
  set("job.setNotifyFlags", {{kValue, 3}});
}

constexpr MutantRow kRows[] = {
    {"properties.default-autodetect", "CORE-PROXY-01", "new jobs detect their proxy",
     [](Mutation& m) {
       m.Default("job.setProxySettings", "job.getProxySettings", "usage", "AUTODETECT");
     }},
    {"properties.default-foreground", "CORE-PRIO-01", "new jobs have FOREGROUND priority",
     [](Mutation& m) { m.Default("job.setPriority", "job.getPriority", kValue, "FOREGROUND"); }},
    {"properties.default-retry-60", "CORE-RETRY-01", "the default minimum retry delay is 60 s",
     [](Mutation& m) {
       m.Default("job.setMinimumRetryDelay", "job.getMinimumRetryDelay", kSeconds, 60);
     }},
    {"properties.description-1025", "CORE-DESC-02", "SetDescription takes 1,025 characters",
     [](Mutation& m) { Cut(m, "job.setDescription", kValue, 1024); }},
    {"properties.description-null", "CORE-DESC-01", "SetDescription takes NULL",
     [](Mutation& m) {
       m.Before("job.setDescription", [](Interception& call) {
         if (Value(call).is_null()) Value(call) = "";
       });
     }},
    {"properties.flags-unchecked", "CORE-NFLAG-02", "SetNotifyFlags takes undefined bits",
     [](Mutation& m) {
       m.Before("job.setNotifyFlags", [](Interception& call) {
         if (call.HasNumber(kValue)) Value(call) = call.Number(kValue) & 0x3F;
       });
     }},
    {"properties.name-257", "CORE-NAMEP-02", "SetDisplayName takes 257 characters",
     [](Mutation& m) { Cut(m, "job.setDisplayName", kValue, 256); }},
    {"properties.name-not-stored", "CORE-NAMEP-03", "SetDisplayName succeeds and changes nothing",
     [](Mutation& m) {
       m.Ignore("job.setDisplayName", [](Interception& call) {
         return Value(call).is_string() && UnitsOf(Value(call)) <= 256;
       });
     }},
    {"properties.no-progress-floor", "CORE-NOPROG-03", "a no-progress timeout of 0 is stored as 5",
     [](Mutation& m) {
       m.Before("job.setNoProgressTimeout", [](Interception& call) {
         if (call.params[kSeconds] == 0) call.params[kSeconds] = 5;
       });
     }},
    {"properties.notify-interface-lost", "CORE-NIFACE-06",
     "GetNotifyInterface never shows an object",
     [](Mutation& m) { m.Set("job.getNotifyInterface", "registered", false); }},
    {"properties.priority-unchecked", "CORE-PRIO-02", "SetPriority takes undefined values",
     [](Mutation& m) {
       m.Before("job.setPriority", [](Interception& call) {
         if (IsUndefined(Value(call))) Value(call) = "NORMAL";
       });
     }},
    {"properties.priority-wrong-code", "CORE-PRIO-02",
     "SetPriority answers E_INVALIDARG for undefined values",
     [](Mutation& m) { m.Rewrite("job.setPriority", hresult::E_NOTIMPL, hresult::E_INVALIDARG); }},
    {"properties.proxy-list-unbounded", "CORE-PROXY-06", "a proxy list of any length is accepted",
     [](Mutation& m) {
       Cut(m, "job.setProxySettings", "proxyList", 4000);
       Cut(m, "job.setProxySettings", "bypassList", 4000);
     }},
    {"properties.proxy-list-with-preconfig", "CORE-PROXY-04",
     "lists are accepted with other usages than OVERRIDE",
     [](Mutation& m) {
       m.Before("job.setProxySettings", [](Interception& call) {
         if (IsOverride(call)) return;
         call.params["proxyList"] = nullptr;
         call.params["bypassList"] = nullptr;
       });
     }},
    {"properties.proxy-null-list", "CORE-PROXY-03", "OVERRIDE is accepted without a proxy list",
     [](Mutation& m) {
       m.Before("job.setProxySettings", [](Interception& call) {
         if (IsOverride(call) && call.params["proxyList"].is_null())
           call.params["proxyList"] = "p:1";
       });
     }},
    {"properties.proxy-usage-unchecked", "CORE-PROXY-02", "undefined proxy usages are accepted",
     [](Mutation& m) { m.Before("job.setProxySettings", AcceptUsage); }},
    {"properties.proxy-validated-early", "CORE-PROXY-07",
     "SetProxySettings checks the content of the lists",
     [](Mutation& m) {
       m.Refuse("job.setProxySettings", hresult::E_INVALIDARG, HasStrangeCharacters);
     }},
    {"properties.refusal-clears", "CORE-DESC-03", "a refused description clears the old one",
     [](Mutation& m) {
       m.After("job.setDescription", [](Interception& call, Json& result) {
         if (Succeeded(result)) return;
         Value(call) = "";
         static_cast<void>(call.book.Ask("job.setDescription", call.params));
       });
     }},
    {"properties.refused-while-active", "CORE-PRIO-00",
     "setters work only while the job is SUSPENDED",
     [](Mutation& m) {
       m.Refuse("job.set*", hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return call.State() != "SUSPENDED"; });
     }},
    {"properties.reset-at-resume", "CORE-RETRY-00",
     "Resume sets the properties back to their defaults",
     [](Mutation& m) { m.AfterSuccess("job.resume", ResetAtResume); }},
    {"properties.retry-floor-60", "CORE-RETRY-02", "the minimum retry delay cannot go below 60 s",
     [](Mutation& m) {
       SetRetryDelay(m, [](std::uint64_t seconds) { return std::max<std::uint64_t>(seconds, 60); });
     }},
    {"properties.retry-no-floor", "CORE-RETRY-02", "the minimum retry delay has no floor",
     [](Mutation& m) { AnswerWhatWasSet(m, "MinimumRetryDelay", kSeconds); }},
    {"properties.set-after-final", "CORE-NAMEP-00", "setters succeed on finished jobs",
     [](Mutation& m) { m.Rewrite("job.set*", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
};

}  // namespace

std::span<const MutantRow> PropertyMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
