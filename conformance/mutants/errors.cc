// Mutants of error objects, error counts and texts.
#include <algorithm>
#include <map>
#include <set>

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

// There is no error object while the job is in `state`.
void DropIn(Mutation& m, const char* state) {
  m.Refuse("job.getError", kNone, [state](Interception& call) { return call.State() == state; });
}

// The error object of the last failure is still there while bytes move.
void KeepUntilTransferred(Mutation& m) {
  const auto last = m.PerCase<std::map<std::string, Json>>();
  m.AfterSuccess("job.resume", [last](Interception& call, Json&) {
    const Json error = call.book.Ask("job.getError", {{"as", call.as()}, {"job", call.job()}});
    if (Succeeded(error)) (*last)[call.job()] = error;
  });
  m.After("job.getError", [last](Interception& call, Json& result) {
    const auto seen = last->find(call.job());
    if (seen != last->end() && Is(result, kNone) && call.State() == "TRANSFERRING")
      result = seen->second;
  });
}

// After a call of `changes` the methods `reads` find no error object any more, until Resume.
void DropBy(Mutation& m, std::string_view changes, std::string_view reads) {
  const auto dropped = m.PerCase<std::set<std::string>>();  // jobs
  m.AfterSuccess(changes, [dropped](Interception& call, Json&) { dropped->insert(call.job()); });
  m.Before("job.resume", [dropped](Interception& call) { dropped->erase(call.job()); });
  m.Refuse(reads, kNone, [dropped](Interception& call) { return dropped->contains(call.job()); });
}

// A job that is suspended while it moves has the error object of its last failure again.
void BringBackWhenSuspended(Mutation& m) {
  const auto last = m.PerCase<std::map<std::string, Json>>();
  m.After("job.getError", [last](Interception& call, Json& result) {
    if (Succeeded(result)) {
      (*last)[call.job()] = result;
    } else if (Is(result, kNone) && last->contains(call.job()) && call.State() == "SUSPENDED") {
      result = last->at(call.job());
    }
  });
}

void CountFromSuccess(Mutation& m) {
  m.AfterSuccess("job.getErrorCount", [](Interception& call, Json& result) {
    if (call.State() == "TRANSFERRED") result["count"] = 0;
  });
}

// ERROR about a local file shows as TRANSIENT_ERROR.
void LocalIsTransient(Mutation& m) {
  m.AfterSuccess("job.getState", [](Interception& call, Json& result) {
    if (result["state"] != "ERROR") return;
    const Json error = call.book.Ask("job.getError", {{"as", call.as()}, {"job", call.job()}});
    if (Succeeded(error) && error["context"] == "LOCAL_FILE") result["state"] = "TRANSIENT_ERROR";
  });
}

constexpr MutantRow kRows[] = {
    {"errors.code-generic", "CORE-ERR-01", "every error is told as E_FAIL",
     [](Mutation& m) { m.Set("job.getError", "code", ToHex(hresult::E_FAIL)); }},
    {"errors.code-of-garbage", "HT-35", "an answer that is not HTTP has a code of its own kind",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::WININET_E_INVALID_SERVER_RESPONSE),
                 ToHex(hresult::BG_E_INVALID_SERVER_RESPONSE));
     }},
    {"errors.code-of-unknown-host", "HT-35", "an unknown host has a code of its own kind",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::WININET_E_NAME_NOT_RESOLVED),
                 ToHex(hresult::BG_E_NAME_RESOLUTION_FAILURE));
     }},
    {"errors.context-local", "HT-35", "HTTP errors carry the context of local files",
     [](Mutation& m) { m.Replace("job.getError", "context", "REMOTE_FILE", "LOCAL_FILE"); }},
    {"errors.context-text-missing", "CORE-JERR-05", "the context of an error has no text",
     [](Mutation& m) {
       m.AfterSuccess("error.getErrorContextDescription",
                      [](Interception&, Json& result) { result["text"] = ""; });
     }},
    {"errors.count-reset", "CORE-ERRCNT-03", "Resume sets the error count back", CountAnew},
    {"errors.count-reset-by-success", "ST-56", "the error count is 0 once all is transferred",
     CountFromSuccess},
    {"errors.count-stuck", "CORE-ERRCNT-01", "errors are not counted",
     [](Mutation& m) { m.Set("job.getErrorCount", "count", 0); }},
    {"errors.counted-without-one", "CORE-ERRCNT-01", "connecting counts as an error",
     [](Mutation& m) {
       m.AfterSuccess("job.getErrorCount", [](Interception& call, Json& result) {
         if (call.State() == "CONNECTING") result["count"] = 1;
       });
     }},
    {"errors.failed-addfile-makes-object", "ST-55", "a refused AddFile leaves an error object",
     [](Mutation& m) {
       const auto refused = m.PerCase<std::set<std::string>>();
       m.After("job.addFile", [refused](Interception& call, Json& result) {
         if (!Succeeded(result)) refused->insert(call.job());
       });
       m.After("job.getError error.getFile", [refused](Interception& call, Json& result) {
         if (!Is(result, kNone) || !refused->contains(call.job())) return;
         result = call.method == "error.getFile"
                      ? Outcome(hresult::BG_E_FILE_NOT_AVAILABLE)
                      : ErrorObject(hresult::E_INVALIDARG, "GENERAL_QUEUE_MANAGER");
       });
     }},
    {"errors.failed-call-makes-object", "CORE-JERR-04", "a failing call leaves an error object",
     KeepFailedCalls},
    {"errors.file-first", "CORE-ERR-02", "GetFile always names the first file", NameFirstFile},
    {"errors.files-after-the-failed", "ST-53", "files behind the one that failed count as done",
     [](Mutation& m) {
       m.AfterSuccess("job.getProgress", [](Interception& call, Json& result) {
         if (call.State() == "ERROR" && result["filesTransferred"] < result["filesTotal"])
           result["filesTransferred"] = result["filesTotal"].get<std::uint64_t>() - 1;
       });
     }},
    {"errors.language-ignored", "CORE-ERR-07", "texts are English whatever language is asked for",
     [](Mutation& m) {
       m.Before(
           "manager.getErrorDescription error.getErrorDescription error.getErrorContextDescription",
           [](Interception& call) { call.params["languageId"] = 1033; });
     }},
    {"errors.language-zero-accepted", "CORE-ERR-06", "the language 0 is that of the system",
     [](Mutation& m) {
       m.Before("error.getErrorDescription error.getErrorContextDescription",
                [](Interception& call) {
                  if (call.params["languageId"] == 0) call.params["languageId"] = 1033;
                });
     }},
    {"errors.local-as-remote", "CORE-ERR-01",
     "errors of local files carry the context of remote ones",
     [](Mutation& m) { m.Replace("job.getError", "context", "LOCAL_FILE", "REMOTE_FILE"); }},
    {"errors.local-is-transient", "CORE-LIFE-09", "a local file that denies access is tried again",
     LocalIsTransient},
    {"errors.manager-language-ignored", "CORE-MGRERR-02",
     "the manager's texts are English whatever language is asked for",
     [](Mutation& m) {
       m.Before("manager.getErrorDescription",
                [](Interception& call) { call.params["languageId"] = 1033; });
     }},
    {"errors.manager-text-missing", "CORE-MGRERR-01", "the manager has no text for HTTP statuses",
     [](Mutation& m) {
       m.AfterSuccess("manager.getErrorDescription", [](Interception&, Json& result) {
         if (result["text"].get<std::string>().find("HTTP") != std::string::npos)
           result["text"] = "";
       });
     }},
    {"errors.no-file-other-code", "CORE-ERR-03", "an error about no file has GetFile answer E_FAIL",
     [](Mutation& m) {
       m.Rewrite("error.getFile", hresult::BG_E_FILE_NOT_AVAILABLE, hresult::E_FAIL);
     }},
    {"errors.object-always", "CORE-JERR-03", "a job without an error has an error object",
     [](Mutation& m) {
       m.After("job.getError", [](Interception&, Json& result) {
         if (Is(result, kNone)) result = ErrorObject(hresult::S_OK, "NONE");
       });
     }},
    {"errors.object-back-when-suspended", "CORE-JERR-03",
     "a job that is suspended while it moves has its last error object again",
     BringBackWhenSuspended},
    {"errors.object-dropped-by-a-setter", "CORE-JERR-02",
     "SetNoProgressTimeout throws the error object away",
     [](Mutation& m) { DropBy(m, "job.setNoProgressTimeout", "job.getError error.*"); }},
    {"errors.object-dropped-by-take-over", "CORE-JERR-02",
     "TakeOwnership throws the error object away",
     [](Mutation& m) { DropBy(m, "job.takeOwnership", "job.getError error.*"); }},
    {"errors.object-dropped-by-resume", "CORE-JERR-02", "a QUEUED job has no error object",
     [](Mutation& m) { DropIn(m, "QUEUED"); }},
    {"errors.object-dropped-by-suspend", "CORE-JERR-02",
     "Suspend and Resume throw the error object away", DropBySuspend},
    {"errors.object-dropped-when-connecting", "CORE-JERR-02",
     "a CONNECTING job has no error object", [](Mutation& m) { DropIn(m, "CONNECTING"); }},
    {"errors.object-kept", "CORE-JERR-02", "the error object stays after bytes move again",
     KeepForEver},
    {"errors.object-kept-until-transferred", "CORE-JERR-03",
     "the error object stays while bytes move", KeepUntilTransferred},
    {"errors.object-missing-when-transient", "CORE-JERR-01",
     "there is no error object in TRANSIENT_ERROR",
     [](Mutation& m) { DropIn(m, "TRANSIENT_ERROR"); }},
    {"errors.object-none-wrong-code", "ST-54", "without an error GetError answers E_FAIL",
     [](Mutation& m) { m.Rewrite("job.getError", kNone, hresult::E_FAIL); }},
    {"errors.one-text-for-all", "CORE-MGRERR-01", "the manager has one text for all codes",
     [](Mutation& m) { m.Set("manager.getErrorDescription", "text", "An error has occurred."); }},
    {"errors.protocol-always", "CORE-ERR-05", "GetProtocol has an answer for errors of local files",
     [](Mutation& m) {
       m.After("error.getProtocol", [](Interception&, Json& result) {
         if (Is(result, hresult::BG_E_PROTOCOL_NOT_AVAILABLE))
           result = Json{{"hresult", ToHex(hresult::S_OK)}, {"protocol", "http"}};
       });
     }},
    {"errors.protocol-always-http", "CORE-ERR-04", "GetProtocol answers http whatever the name",
     [](Mutation& m) { m.Replace("error.getProtocol", "protocol", "file", "http"); }},
    {"errors.protocol-dropped-by-more-files", "CORE-JERR-02",
     "AddFile makes the error object forget its protocol",
     [](Mutation& m) { DropBy(m, "job.addFile", "error.getProtocol"); }},
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
