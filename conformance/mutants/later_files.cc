// Mutants of IBackgroundCopyFile2 to 5.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kValue[] = "value";
constexpr char kSetRemote[] = "file.setRemoteName";
constexpr char kSetValid[] = "file.setValidationState";
constexpr char kGetValid[] = "file.getValidationState";
constexpr char kName[] = "file.getTemporaryName";

Mutation::Predicate Says(bool is_valid) {
  return [is_valid](Interception& call) { return call.params[kValue] == is_valid; };
}

// An invalid file puts its job into ERROR, but Resume brings it back as it was.
void KeepInvalidFile(Mutation& m) {
  const auto failed = m.PerCase<std::set<std::string>>();  // jobs
  m.Intercept(kSetValid, [failed](Interception& call) {
    if (call.params[kValue] == true || call.State() != "TRANSFERRED") return call.PassOn();
    failed->insert(call.job());
    return Reply::Result({{"hresult", ToHex(hresult::S_OK)}});
  });
  ShowState(m, failed, "ERROR");
  m.Intercept("job.getError", [failed](Interception& call) {
    if (!failed->contains(call.job())) return call.PassOn();
    return Reply::Result({{"hresult", ToHex(hresult::S_OK)},
                          {"code", ToHex(hresult::BG_E_VALIDATION_FAILED)},
                          {"context", "REMOTE_FILE"}});
  });
  m.AfterSuccess("file.getProgress", [failed](Interception& call, Json& result) {
    if (failed->contains(call.job())) result["bytesTransferred"] = 0;
  });
  m.Before("job.resume", [failed](Interception& call) { failed->erase(call.job()); });
}

// The header fields that only the server knows are those that it gave to HEAD.
void KeepHeadOfProbe(Mutation& m) {
  const auto probed = m.PerCase<std::string>();
  ChangeHeads(m, [probed](const TransportRequest& asked, ResponseHead& head) {
    const auto value = head.headers.Get("X-Of");
    if (!value) return;
    if (asked.method == "HEAD") *probed = *value;
    head.headers = WithField(head.headers, "X-Of", *probed);
  });
}

// What the client sets as response headers is what it reads.
void WriteHeaders(Mutation& m) {
  const auto written = m.PerCase<Json>();
  m.After("file.setProperty", [written](Interception& call, Json& result) {
    if (!Is(result, hresult::BG_E_READ_ONLY_PROPERTY)) return;
    *written = call.params[kValue];
    result = {{"hresult", ToHex(hresult::S_OK)}};
  });
  m.AfterSuccess("file.getProperty", [written](Interception&, Json& result) {
    if (written->is_string()) result[kValue] = *written;
  });
}

// What the client sets is shown, and bytes come from where they came before.
void ShowNewName(Mutation& m) {
  const auto shown = m.PerCase<std::map<std::string, Json>>();  // by job
  m.Intercept(kSetRemote, [shown](Interception& call) {
    (*shown)[call.job()] = call.params[kValue];
    return Reply::Result({{"hresult", ToHex(hresult::S_OK)}});
  });
  m.AfterSuccess("file.getRemoteName", [shown](Interception& call, Json& result) {
    if (const auto it = shown->find(call.job()); it != shown->end()) result[kValue] = it->second;
  });
}

// What is loaded has the remote names with which the files were added.
void ForgetNewNames(Mutation& m) {
  ChangeLoaded(m, [&book = m.book()](StoredJob& stored) {
    const BookedJob* job = book.Find(stored.job.id.ToString());
    if (job == nullptr) return;
    for (std::size_t i = 0; i < stored.files.size() && i < job->files.size(); ++i)
      stored.files[i].remote_name = job->files[i].first;
  });
}

constexpr MutantRow kRows[] = {
    {"file2.ranges-of-whole-files", "F2-RANGES-02", "a file without ranges has one, the whole file",
     [](Mutation& m) {
       m.AfterSuccess("file.getFileRanges", [](Interception&, Json& result) {
         result = {{"hresult", ToHex(hresult::S_OK)},
                   {"ranges", Json::array({{{"initialOffset", 0}, {"length", 1024}}})}};
       });
     }},
    {"file2.remote-name-after-final", "F2-REMOTE-03", "SetRemoteName succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite(kSetRemote, hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"file2.remote-name-at-next-turn", "F2-REMOTE-05",
     "a remote name that is set while bytes move has no effect on the file under way",
     [](Mutation& m) { m.Ignore(kSetRemote, InState("TRANSFERRING")); }},
    {"file2.remote-name-fetches-finished", "F2-REMOTE-05",
     "a transferred file is fetched again from its new remote name",
     [](Mutation& m) { FetchAgainAfter(m, kSetRemote); }},
    {"file2.remote-name-forgotten", "F2-REMOTE-08", "SetRemoteName succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetRemote); }},
    {"file2.remote-name-lost-in-restart", "F2-REMOTE-04",
     "after a restart a file comes from where it came first", ForgetNewNames},
    {"file2.remote-name-mixes-versions", "F2-REMOTE-05",
     "the version behind a new remote name is not compared",
     [](Mutation& m) {
       ChangeHeadsAfter(m, kSetRemote, [](ResponseHead& head) {
         head.headers = WithoutField(head.headers, "Last-Modified");
       });
     }},
    {"file2.remote-name-of-uploads", "F2-REMOTE-02", "SetRemoteName succeeds for uploads",
     [](Mutation& m) { m.Rewrite(kSetRemote, hresult::E_NOTIMPL, hresult::S_OK); }},
    {"file2.remote-name-shown-only", "F2-REMOTE-08",
     "a new remote name is shown, and the bytes come from the old one", ShowNewName},
    {"file2.remote-name-starts-over", "F2-REMOTE-05",
     "a file under way starts over when its remote name changes",
     [](Mutation& m) {
       ChangeHeadsAfter(m, kSetRemote, [](ResponseHead& head) {
         head.headers = WithField(head.headers, "Last-Modified", "Wed, 09 Nov 1994 08:49:37 GMT");
       });
     }},
    {"file2.remote-name-unchecked", "F2-REMOTE-01", "SetRemoteName takes any name",
     [](Mutation& m) { m.Rewrite(kSetRemote, hresult::E_INVALIDARG, hresult::S_OK); }},
    {"file3.all-from-peers", "F3-PEER-01", "every file counts as downloaded from a peer",
     [](Mutation& m) { m.Set("file.isDownloadedFromPeer", kValue, true); }},
    {"file3.complete-validates-nothing", "F3-VALID-06",
     "files are as little validated after Complete as before",
     [](Mutation& m) {
       m.AfterSuccess(kGetValid, [](Interception& call, Json& result) {
         if (call.booked() != nullptr && call.booked()->completed) result[kValue] = false;
       });
     }},
    {"file3.invalid-ignored", "F3-VALID-02", "a file that is called invalid changes nothing",
     [](Mutation& m) { m.Ignore(kSetValid, Says(false)); }},
    {"file3.invalid-keeps-bytes", "F3-VALID-02",
     "the progress of a file that is called invalid stays",
     [](Mutation& m) {
       m.AfterSuccess("file.getProgress", [](Interception& call, Json& result) {
         if (call.State() == "ERROR") result["bytesTransferred"] = result["bytesTotal"];
       });
     }},
    {"file3.invalid-not-fetched-again", "F3-VALID-03",
     "Resume brings a file that was called invalid back as it was", KeepInvalidFile},
    {"file3.invalid-other-code", "F3-VALID-02", "an invalid file is told as a changed file",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_VALIDATION_FAILED),
                 ToHex(hresult::BG_E_REMOTE_FILE_CHANGED));
     }},
    {"file3.progress-never-falls", "F3-TEMP-03",
     "the progress of a file that changed on the server stays until the new bytes are as many",
     [](Mutation& m) {
       const auto most = m.PerCase<std::map<std::string, std::uint64_t>>();  // by job
       m.AfterSuccess("file.getProgress", [most](Interception& call, Json& result) {
         std::uint64_t& bytes = (*most)[call.job()];
         bytes = std::max(bytes, result["bytesTransferred"].get<std::uint64_t>());
         result["bytesTransferred"] = bytes;
       });
     }},
    {"file3.temporary-left-by-cancel", "F3-TEMP-04", "Cancel leaves temporary files",
     [](Mutation& m) {
       ChangeFiles(m, {.remove = [](FileSystem&, const std::string&) { return hresult::S_OK; }});
     }},
    {"file3.temporary-name-elsewhere", "F3-TEMP-02",
     "GetTemporaryName names a file that does not exist",
     [](Mutation& m) {
       m.AfterSuccess(kName, [](Interception&, Json& result) {
         result[kValue] = result[kValue].get<std::string>() + ".part";
       });
     }},
    {"file3.temporary-name-missing", "F3-TEMP-01", "GetTemporaryName succeeds with an empty name",
     [](Mutation& m) { m.Set(kName, kValue, ""); }},
    {"file3.valid-forgotten", "F3-VALID-09", "that a file was called valid is not kept",
     [](Mutation& m) { m.Ignore(kSetValid, Says(true)); }},
    {"file3.valid-lost-in-restart", "F3-VALID-09",
     "that a file was called valid does not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) {
         for (FileRecord& file : stored.files) file.validated = false;
       });
     }},
    {"file3.valid-when-transferred", "F3-VALID-08", "a transferred file counts as validated",
     [](Mutation& m) {
       m.AfterSuccess(kGetValid, [](Interception& call, Json& result) {
         if (call.State() == "TRANSFERRED") result[kValue] = true;
       });
     }},
    {"file3.validation-at-any-time", "F3-VALID-01",
     "SetValidationState succeeds before a file is transferred",
     [](Mutation& m) { m.Rewrite(kSetValid, hresult::E_PENDING, hresult::S_OK); }},
    {"file4.stats-missing", "F4-STATS-01", "no bytes count as those of the server",
     [](Mutation& m) { m.Set("file.getPeerDownloadStats", "fromOrigin", 0); }},
    {"file4.stats-swapped", "F4-STATS-01", "the bytes of the server count as those of peers",
     [](Mutation& m) {
       m.AfterSuccess("file.getPeerDownloadStats", [](Interception&, Json& result) {
         std::swap(result["fromOrigin"], result["fromPeers"]);
       });
     }},
    {"file5.headers-first-line-only", "F5-PROP-02",
     "the response headers are the status line alone",
     [](Mutation& m) {
       m.AfterSuccess("file.getProperty", [](Interception&, Json& result) {
         if (!result[kValue].is_string()) return;
         const auto text = result[kValue].get<std::string>();
         result[kValue] = text.substr(0, text.find('\n') + 1);
       });
     }},
    {"file5.headers-of-head", "F5-PROP-02", "the response headers are those of HEAD",
     KeepHeadOfProbe},
    {"file5.headers-writable", "F5-PROP-04", "the response headers can be set", WriteHeaders},
    {"file5.unknown-property-empty", "F5-PROP-03", "a property that does not exist is empty",
     [](Mutation& m) {
       m.After("file.getProperty", [](Interception&, Json& result) {
         if (Is(result, hresult::BG_E_UNKNOWN_PROPERTY_ID))
           result = {{"hresult", ToHex(hresult::S_OK)}, {kValue, nullptr}};
       });
     }},
    {"file5.unknown-property-taken", "F5-PROP-01", "a property that does not exist can be set",
     [](Mutation& m) {
       m.Rewrite("file.setProperty", hresult::BG_E_UNKNOWN_PROPERTY_ID, hresult::S_OK);
     }},
};

}  // namespace

std::span<const MutantRow> LaterFileMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
