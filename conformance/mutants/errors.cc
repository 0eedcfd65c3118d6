// Mutants of error objects, error counts and texts.
#include <algorithm>
#include <map>

#include "conformance/mutants/mutation.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr HResult kNone = hresult::BG_E_ERROR_INFORMATION_UNAVAILABLE;

Json ErrorObject(HResult code, const char* context) {
  return Json{{"hresult", ToHex(hresult::S_OK)}, {"code", ToHex(code)}, {"context", context}};
}

bool IsErrorState(const std::string& state) {
  return state == "ERROR" || state == "TRANSIENT_ERROR";
}

void CountAnew(Mutation& m) {
  const auto forgotten = m.PerCase<std::map<std::string, std::uint64_t>>();
  m.AfterSuccess("job.resume", [forgotten](Interception& call, Json&) {
    const Json count = call.book.Ask("job.getErrorCount", {{"as", call.as()}, {"job", call.job()}});
    if (Succeeded(count)) (*forgotten)[call.job()] = count.at("count");
  });
  m.AfterSuccess("job.getErrorCount", [forgotten](Interception& call, Json& result) {
    result["count"] = result["count"].get<std::uint64_t>() - (*forgotten)[call.job()];
  });
}

void KeepFailedCalls(Mutation& m) {
  const auto failures = m.PerCase<std::map<std::string, HResult>>();
  m.After("job.*", [failures](Interception& call, Json& result) {
    if (Succeeded(result)) return;
    const auto known = failures->find(call.job());
    if (call.method != "job.getError") {
      (*failures)[call.job()] = *ParseHResult(result["hresult"].get<std::string>());
    } else if (Is(result, kNone) && known != failures->end()) {
      result = ErrorObject(known->second, "GENERAL_QUEUE_MANAGER");
    }
  });
}

void DropBySuspend(Mutation& m) {
  const auto dropped = m.PerCase<std::set<std::string>>();
  m.AfterSuccess("job.suspend job.resume",
                 [dropped](Interception& call, Json&) { dropped->insert(call.job()); });
  m.Refuse("job.getError", kNone, [dropped](Interception& call) {
    if (IsErrorState(call.State())) dropped->erase(call.job());
    return dropped->contains(call.job());
  });
}

void KeepForEver(Mutation& m) {
  const auto last = m.PerCase<std::map<std::string, Json>>();
  m.After("job.getError", [last](Interception& call, Json& result) {
    const auto seen = last->find(call.job());
    if (Succeeded(result)) {
      (*last)[call.job()] = result;
    } else if (Is(result, kNone) && seen != last->end()) {
      result = seen->second;
    }
  });
}

void NameFirstFile(Mutation& m) {
  m.AfterSuccess("error.getFile", [](Interception& call, Json& result) {
    const Json first{{"as", call.as()}, {"job", call.job()}, {"index", 0}};
    result["index"] = 0;
    result["remoteName"] = call.book.Ask("file.getRemoteName", first)["value"];
    result["localName"] = call.book.Ask("file.getLocalName", first)["value"];
  });
}

constexpr MutantRow kRows[] = {
    {"errors.context-local", "HT-35", "HTTP errors carry the context of local files",
     [](Mutation& m) { m.Replace("job.getError", "context", "REMOTE_FILE", "LOCAL_FILE"); }},
    {"errors.count-reset", "CORE-ERRCNT-03", "Resume sets the error count back", CountAnew},
    {"errors.count-stuck", "CORE-ERRCNT-01", "errors are not counted",
     [](Mutation& m) { m.Set("job.getErrorCount", "count", 0); }},
    {"errors.failed-call-makes-object", "CORE-JERR-04", "a failing call leaves an error object",
     KeepFailedCalls},
    {"errors.file-first", "CORE-ERR-02", "GetFile always names the first file", NameFirstFile},
    {"errors.manager-language-ignored", "CORE-MGRERR-02",
     "the manager's texts are English whatever language is asked for",
     [](Mutation& m) {
       m.Before("manager.getErrorDescription",
                [](Interception& call) { call.params["languageId"] = 1033; });
     }},
    {"errors.one-text-for-all", "CORE-MGRERR-01", "the manager has one text for all codes",
     [](Mutation& m) { m.Set("manager.getErrorDescription", "text", "An error has occurred."); }},
    {"errors.language-ignored", "CORE-ERR-07", "texts are English whatever language is asked for",
     [](Mutation& m) {
       m.Before(
           "manager.getErrorDescription error.getErrorDescription error.getErrorContextDescription",
           [](Interception& call) { call.params["languageId"] = 1033; });
     }},
    {"errors.object-always", "CORE-JERR-03", "a job without an error has an error object",
     [](Mutation& m) {
       m.After("job.getError", [](Interception&, Json& result) {
         if (Is(result, kNone)) result = ErrorObject(hresult::S_OK, "NONE");
       });
     }},
    {"errors.object-dropped-by-suspend", "CORE-JERR-02",
     "Suspend and Resume throw the error object away", DropBySuspend},
    {"errors.object-kept", "CORE-JERR-02", "the error object stays after bytes move again",
     KeepForEver},
    {"errors.protocol-missing", "CORE-ERR-04", "GetProtocol has no answer for HTTP errors",
     [](Mutation& m) {
       m.AfterSuccess("error.getProtocol", [](Interception&, Json& result) {
         result = Outcome(hresult::BG_E_PROTOCOL_NOT_AVAILABLE);
       });
     }},
    {"errors.retries-uncounted", "CORE-ERRCNT-02", "failed retries are not counted",
     [](Mutation& m) {
       m.AfterSuccess("job.getErrorCount", [](Interception&, Json& result) {
         result["count"] = std::min<std::uint64_t>(result["count"].get<std::uint64_t>(), 1);
       });
     }},
    {"errors.wrong-code", "HT-34", "HTTP errors are reported as 0x80070000 + status",
     [](Mutation& m) {
       m.AfterSuccess("job.getError", [](Interception&, Json& result) {
         std::string code = result["code"];
         if (code.starts_with("0x8019")) result["code"] = "0x8007" + code.substr(6);
       });
     }},
};

}  // namespace

std::span<const MutantRow> ErrorMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
