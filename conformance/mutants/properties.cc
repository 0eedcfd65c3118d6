// Mutants of the properties of a job.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <vector>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
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

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string Trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

// Text results of the getters are changed.
void ChangeTexts(Mutation& m, std::string_view methods, std::string (*change)(std::string)) {
  m.AfterSuccess(methods, [change](Interception&, Json& result) {
    for (const auto& [name, value] : result.items()) {
      if (value.is_string() && name != "hresult" && name != "usage")
        result[name] = change(value.get<std::string>());
    }
  });
}

// A setter succeeds on finished jobs.
void SetAfterFinal(Mutation& m, std::string_view setter) {
  m.Rewrite(setter, hresult::BG_E_INVALID_STATE, hresult::S_OK);
}

bool HasSeveralBits(std::uint64_t flags) { return (flags & (flags - 1)) != 0; }

// What `setter` sets for one job it sets for all jobs of its owner.
void SetAllJobs(Mutation& m, const char* setter) {
  m.AfterSuccess(setter, [setter](Interception& call, Json&) {
    for (const BookedJob& job : std::vector<BookedJob>(call.book.jobs())) {
      if (job.owner == call.booked()->owner && job.is_living())
        static_cast<void>(call.book.AskOwner(job, setter, call.params));
    }
  });
}

constexpr MutantRow kRows[] = {
    {"properties.default-autodetect", "CORE-PROXY-01", "new jobs detect their proxy",
     [](Mutation& m) {
       m.Default("job.setProxySettings", "job.getProxySettings", "usage", "AUTODETECT");
     }},
    {"properties.default-high", "SC-07", "new jobs have HIGH priority",
     [](Mutation& m) { m.Default("job.setPriority", "job.getPriority", kValue, "HIGH"); }},
    {"properties.default-low", "CORE-CREATE-12", "new jobs have LOW priority",
     [](Mutation& m) { m.Default("job.setPriority", "job.getPriority", kValue, "LOW"); }},
    {"properties.default-retry-60", "CORE-RETRY-01", "the default minimum retry delay is 60 s",
     [](Mutation& m) {
       m.Default("job.setMinimumRetryDelay", "job.getMinimumRetryDelay", kSeconds, 60);
     }},
    {"properties.default-timeout-day", "CORE-NOPROG-01", "the default no-progress timeout is a day",
     [](Mutation& m) {
       m.Default("job.setNoProgressTimeout", "job.getNoProgressTimeout", kSeconds, 86400);
     }},
    {"properties.description-1025", "CORE-DESC-02", "SetDescription takes 1,025 characters",
     [](Mutation& m) { Cut(m, "job.setDescription", kValue, 1024); }},
    {"properties.description-lower", "CORE-DESC-00", "descriptions are read back in lower case",
     [](Mutation& m) { ChangeTexts(m, "job.getDescription", Lower); }},
    {"properties.description-not-emptied", "CORE-DESC-00",
     "an empty description leaves the old one",
     [](Mutation& m) {
       m.Ignore("job.setDescription", [](Interception& call) { return Value(call) == ""; });
     }},
    {"properties.description-not-stored", "CORE-DESC-00",
     "SetDescription succeeds and changes nothing",
     [](Mutation& m) {
       m.Ignore("job.setDescription", [](Interception& call) {
         return Value(call).is_string() && UnitsOf(Value(call)) <= 1024;
       });
     }},
    {"properties.description-null", "CORE-DESC-01", "SetDescription takes NULL",
     [](Mutation& m) {
       m.Before("job.setDescription", [](Interception& call) {
         if (Value(call).is_null()) Value(call) = "";
       });
     }},
    {"properties.description-set-after-final", "CORE-DESC-00",
     "SetDescription succeeds on finished jobs",
     [](Mutation& m) { SetAfterFinal(m, "job.setDescription"); }},
    {"properties.flags-get-default", "CORE-NFLAG-06", "GetNotifyFlags always answers 3",
     [](Mutation& m) { m.Set("job.getNotifyFlags", kValue, 3); }},
    {"properties.flags-ranges-refused", "CORE-NFLAG-05", "the flag for file ranges is refused",
     [](Mutation& m) {
       m.Refuse("job.setNotifyFlags", hresult::E_NOTIMPL, [](Interception& call) {
         return (call.Number(kValue) & 0x20) != 0 && call.Number(kValue) < 0x40;
       });
     }},
    {"properties.flags-set-after-final", "CORE-NFLAG-00",
     "SetNotifyFlags succeeds on finished jobs",
     [](Mutation& m) { SetAfterFinal(m, "job.setNotifyFlags"); }},
    {"properties.flags-single", "CORE-NFLAG-01", "flags are accepted one at a time only",
     [](Mutation& m) {
       m.Refuse("job.setNotifyFlags", hresult::E_NOTIMPL, [](Interception& call) {
         return call.Number(kValue) != 3 && HasSeveralBits(call.Number(kValue));
       });
     }},
    {"properties.flags-unchecked", "CORE-NFLAG-02", "SetNotifyFlags takes undefined bits",
     [](Mutation& m) {
       m.Before("job.setNotifyFlags", [](Interception& call) {
         if (call.HasNumber(kValue)) Value(call) = call.Number(kValue) & 0x3F;
       });
     }},
    {"properties.getter-fails-while-connecting", "CORE-GET-04", "GetTimes fails while CONNECTING",
     [](Mutation& m) { m.Refuse("job.getTimes", hresult::E_FAIL, InState("CONNECTING")); }},
    {"properties.getter-fails-while-queued", "CORE-GET-04",
     "the progress of a file cannot be read while its job is QUEUED",
     [](Mutation& m) { m.Refuse("file.getProgress", hresult::E_FAIL, InState("QUEUED")); }},
    {"properties.interface-set-after-final", "CORE-NIFACE-00",
     "SetNotifyInterface succeeds on finished jobs",
     [](Mutation& m) { SetAfterFinal(m, "job.setNotifyInterface"); }},
    {"properties.interface-set-for-all-jobs", "CORE-GET-06",
     "SetNotifyInterface of one job registers the object for all jobs of its owner",
     [](Mutation& m) { SetAllJobs(m, "job.setNotifyInterface"); }},
    {"properties.name-257", "CORE-NAMEP-02", "SetDisplayName takes 257 characters",
     [](Mutation& m) { Cut(m, "job.setDisplayName", kValue, 256); }},
    {"properties.name-not-stored", "CORE-NAMEP-03", "SetDisplayName succeeds and changes nothing",
     [](Mutation& m) {
       m.Ignore("job.setDisplayName", [](Interception& call) {
         return Value(call).is_string() && UnitsOf(Value(call)) <= 256;
       });
     }},
    {"properties.name-null", "CORE-NAMEP-01", "SetDisplayName takes NULL",
     [](Mutation& m) {
       m.Before("job.setDisplayName", [](Interception& call) {
         if (Value(call).is_null()) Value(call) = "";
       });
     }},
    {"properties.name-trimmed", "CORE-NAMEP-03", "names are read back without blanks around them",
     [](Mutation& m) {
       ChangeTexts(m, "job.getDisplayName", [](std::string text) { return Trimmed(text); });
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
    {"properties.priority-low-refused", "CORE-PRIO-01", "SetPriority does not take LOW",
     [](Mutation& m) {
       m.Refuse("job.setPriority", hresult::E_NOTIMPL,
                [](Interception& call) { return call.params[kValue] == "LOW"; });
     }},
    {"properties.priority-unchecked", "CORE-PRIO-02", "SetPriority takes undefined values",
     [](Mutation& m) {
       m.Before("job.setPriority", [](Interception& call) {
         if (IsUndefined(Value(call))) Value(call) = "NORMAL";
       });
     }},
    {"properties.priority-wrong-code", "CORE-PRIO-02",
     "SetPriority answers E_INVALIDARG for undefined values",
     [](Mutation& m) { m.Rewrite("job.setPriority", hresult::E_NOTIMPL, hresult::E_INVALIDARG); }},
    {"properties.proxy-bypass-required", "CORE-PROXY-05",
     "OVERRIDE is refused without a bypass list",
     [](Mutation& m) {
       m.Refuse("job.setProxySettings", hresult::E_INVALIDARG, [](Interception& call) {
         return IsOverride(call) && call.params["bypassList"].is_null();
       });
     }},
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
    {"properties.proxy-lists-lower", "CORE-PROXY-10", "proxy lists are read back in lower case",
     [](Mutation& m) { ChangeTexts(m, "job.getProxySettings", Lower); }},
    {"properties.proxy-null-list", "CORE-PROXY-03", "OVERRIDE is accepted without a proxy list",
     [](Mutation& m) {
       m.Before("job.setProxySettings", [](Interception& call) {
         if (IsOverride(call) && call.params["proxyList"].is_null())
           call.params["proxyList"] = "p:1";
       });
     }},
    {"properties.proxy-set-after-final", "CORE-PROXY-00",
     "SetProxySettings succeeds on finished jobs",
     [](Mutation& m) { SetAfterFinal(m, "job.setProxySettings"); }},
    {"properties.proxy-usage-unchecked", "CORE-PROXY-02", "undefined proxy usages are accepted",
     [](Mutation& m) { m.Before("job.setProxySettings", AcceptUsage); }},
    {"properties.proxy-validated-early", "CORE-PROXY-07",
     "SetProxySettings checks the content of the lists",
     [](Mutation& m) {
       m.Refuse("job.setProxySettings", hresult::E_INVALIDARG, HasStrangeCharacters);
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
    {"properties.description-lost-with-an-error", "CORE-GET-06",
     "the description is lost when the job comes into ERROR",
     [](Mutation& m) {
       const auto lost = m.PerCase<std::set<std::string>>();  // jobs
       HearEvents(m, [lost](Environment&, const JobEvent& event) {
         if (event.kind == JobEvent::Kind::kStateChange && event.to == JobState::kError)
           lost->insert(event.job.ToString());
       });
       m.AfterSuccess("job.getDescription", [lost](Interception& call, Json& result) {
         if (lost->contains(call.job())) result["value"] = "";
       });
     }},
    {"properties.flags-reset-by-more-files", "CORE-GET-06",
     "AddFileSet sets the notification flags back to their default",
     [](Mutation& m) {
       m.AfterSuccess("job.addFileSet", [](Interception& call, Json&) {
         static_cast<void>(
             call.book.AskOwner(*call.booked(), "job.setNotifyFlags", {{"value", 3}}));
       });
     }},
    {"properties.setter-sets-all-jobs", "CORE-GET-06",
     "SetMinimumRetryDelay of one job sets that of all jobs of its owner",
     [](Mutation& m) { SetAllJobs(m, "job.setMinimumRetryDelay"); }},
    {"properties.set-after-final", "CORE-NAMEP-00", "setters succeed on finished jobs",
     [](Mutation& m) { m.Rewrite("job.set*", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"properties.setter-refused-while-connecting", "CORE-GET-04",
     "SetMinimumRetryDelay is refused while CONNECTING",
     [](Mutation& m) { m.RefuseIn("job.setMinimumRetryDelay", "CONNECTING"); }},
    {"properties.setter-without-effect-while-queued", "CORE-GET-04",
     "SetDescription succeeds and changes nothing while QUEUED",
     [](Mutation& m) { m.Ignore("job.setDescription", InState("QUEUED")); }},
    {"properties.setter-without-effect-while-transferring", "CORE-GET-04",
     "SetNotifyInterface succeeds and changes nothing while TRANSFERRING",
     [](Mutation& m) { m.Ignore("job.setNotifyInterface", InState("TRANSFERRING")); }},
    {"properties.setter-refused-while-queued", "CORE-PROXY-00",
     "SetProxySettings is refused while QUEUED",
     [](Mutation& m) { m.RefuseIn("job.setProxySettings", "QUEUED"); }},
    {"properties.timeout-set-after-final", "CORE-NOPROG-00",
     "SetNoProgressTimeout succeeds on finished jobs",
     [](Mutation& m) { SetAfterFinal(m, "job.setNoProgressTimeout"); }},
};

}  // namespace

std::span<const MutantRow> PropertyMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
