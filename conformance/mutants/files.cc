// Mutants of AddFile and AddFileSet.
#include <algorithm>
#include <functional>
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "conformance/mutants/text.h"
#include "reference/base/text.h"
#include "reference/base/url.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kAdditions[] = "job.addFile job.addFileSet";

// Changes the string parameter `name` of AddFile and of each file of AddFileSet.
void ChangeNames(Mutation& m, const std::string& name,
                 std::function<std::string(CaseBook&, std::string)> change) {
  const auto change_one = [name, change = std::move(change)](CaseBook& book, Json& file) {
    if (file.is_object() && file.contains(name) && file[name].is_string())
      file[name] = change(book, file[name]);
  };
  m.Before("job.addFile", [change_one](Interception& call) { change_one(call.book, call.params); });
  m.Before("job.addFileSet", [change_one](Interception& call) {
    for (Json& file : call.params["files"]) change_one(call.book, file);
  });
}

std::string AsHttp(CaseBook&, std::string url) {
  if (const auto parsed = Url::Parse(url); parsed && parsed->is_http()) return url;
  const std::size_t scheme = url.find("://");
  return scheme == std::string::npos ? "http://origin.test/" + url : "http" + url.substr(scheme);
}

std::string ShortPath(CaseBook&, std::string path) {
  constexpr std::size_t kEnough = 255;
  const std::size_t slash = path.find_last_of("/\\");
  const bool can_cut = slash != std::string::npos && slash + 1 < kEnough;
  if (can_cut && path.size() > kEnough) path.resize(kEnough);
  return path;
}

// Cuts the URL to 2,200 characters and every segment to 260.
std::string ShortUrl(CaseBook&, const std::string& url) {
  constexpr std::size_t kUrlMax = 2200;
  constexpr std::size_t kSegmentMax = 260;
  std::string cut;
  std::size_t segment = 0;
  for (const char c : CutToUnits(url, kUrlMax)) {
    segment = c == '/' ? 0 : segment + 1;
    if (segment <= kSegmentMax) cut += c;
  }
  return cut;
}

std::string InWorkDirectory(CaseBook& book, std::string path) {
  return path.empty() || path.front() == '/' ? path : book.work_directory() + "/" + path;
}

bool IsMissing(const Json& params, const char* name) {
  return params.contains(name) && (params.at(name).is_null() || params.at(name) == "");
}

bool IsBeyondLimit(Interception& call) {
  const BookedJob* job = call.booked();
  if (job == nullptr || job->type != 0 || call.caller().is_standard()) return false;
  const std::size_t added = call.params.contains("files") ? call.params["files"].size() : 1;
  return job->files.size() + added > call.book.policy("MaxFilesPerJob");
}

Reply AddOneByOne(Interception& call) {
  Reply reply = Answer(hresult::E_INVALIDARG);
  for (const Json& file : call.params["files"]) {
    Json params = file;
    params["as"] = call.as();
    params["job"] = call.job();
    reply = call.book.Call("job.addFile", params);
    if (!Succeeded(reply.value)) break;
  }
  return reply;
}

bool NamesMissingDirectory(Interception& call) {
  const std::string directory = DirectoryOf(call.Text("localName"));
  return !call.book.world().files.Stat(directory).has_value();
}

// A file of a missing directory is accepted and forgotten.
void ForgetMissingDirectory(Mutation& m) { m.Ignore("job.addFile", NamesMissingDirectory); }

// The same once the job has another file.
void ForgetWhenNotAlone(Mutation& m) {
  m.Ignore("job.addFile", [](Interception& call) {
    const BookedJob* job = call.booked();
    return job != nullptr && !job->files.empty() && NamesMissingDirectory(call);
  });
}

bool IsSmb(Interception& call) {
  const std::string name = call.Text("remoteUrl");
  return name.starts_with("\\\\") || name.starts_with("file:") ||
         (name.size() > 2 && name[1] == ':');
}

std::string Without(std::string text, std::string_view characters) {
  std::erase_if(text, [&](char c) { return characters.find(c) != std::string_view::npos; });
  return text;
}

// The port as it stands is taken for a part of the path, and a missing host for one.
std::string SoundUrl(CaseBook&, std::string url) {
  if (!url.starts_with("http://") || Url::Parse(url)) return url;
  return "http://origin.test/" + Without(url.substr(7), ":[] *");
}

bool HasLongSegment(const std::string& url) {
  constexpr std::size_t kShort = 255;
  std::size_t segment = 0;
  for (const char c : url.substr(0, url.find('?'))) {
    segment = c == '/' ? 0 : segment + 1;
    if (segment > kShort) return true;
  }
  return false;
}

// Adds the first file of a set for an upload before the set is refused.
Reply AddFirstOfUpload(Interception& call) {
  const BookedJob* job = call.booked();
  const Json files = call.params.value("files", Json::array());
  if (job != nullptr && job->type != 0 && job->files.empty() && files.size() > 1) {
    Json params = files[0];
    params["as"] = call.as();
    params["job"] = call.job();
    static_cast<void>(call.book.Ask("job.addFile", params));
  }
  return call.PassOn();
}

// The count of an enumerator of files grows with the job.
void CountLive(Mutation& m) {
  const auto jobs = m.PerCase<std::map<std::string, std::string>>();  // by enumerator
  m.AfterSuccess("enumerator.files", [jobs](Interception& call, Json& result) {
    (*jobs)[result["enumerator"]] = call.job();
  });
  m.AfterSuccess("enumerator.getCount", [jobs](Interception& call, Json& result) {
    const auto job = jobs->find(call.Text("enumerator"));
    if (job != jobs->end()) result["count"] = call.book.Find(job->second)->files.size();
  });
}

void RefuseAfterLogOff(Mutation& m) {
  const auto logged_off = m.PerCase<bool>();
  m.Before("environment.set", [logged_off](Interception& call) {
    *logged_off = *logged_off || call.params.contains("loggedOn");
  });
  m.Refuse(kAdditions, hresult::E_ACCESSDENIED,
           [logged_off](Interception&) { return *logged_off; });
}

constexpr MutantRow kRows[] = {
    {"files.drive-without-root", "LF-14", "a local name that has a drive and no root is accepted",
     [](Mutation& m) {
       m.Before("job.addFile", [](Interception& call) {
         const std::string name = call.Text("localName");
         if (name.size() > 2 && name[1] == ':' && name[2] != '\\')
           call.params["localName"] = call.book.work_directory() + "/" + name.substr(2);
       });
     }},
    {"files.unlisted-while-transferring", "CORE-EFILES-01",
     "a TRANSFERRING job has no files to list",
     [](Mutation& m) {
       m.AfterSuccess("job.enumFiles", [](Interception& call, Json& result) {
         if (call.State() == "TRANSFERRING") result["files"] = Json::array();
       });
     }},
    {"files.add-after-final", "CORE-ADD-09", "files can be added to finished jobs",
     [](Mutation& m) { m.Rewrite(kAdditions, hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"files.add-keeps-modification", "CORE-ADD-11", "AddFile does not move ModificationTime",
     [](Mutation& m) { KeepModification(m, "job.addFile job.addFileSet"); }},
    {"files.add-later-forgotten", "ST-58", "files added to a job that was resumed are forgotten",
     [](Mutation& m) {
       m.Ignore("job.addFile", [](Interception& call) {
         return call.booked() != nullptr && call.booked()->is_living() &&
                call.State() != "SUSPENDED";
       });
     }},
    {"files.add-only-suspended", "CORE-ADD-08", "files can be added only while SUSPENDED",
     [](Mutation& m) {
       m.Refuse(kAdditions, hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return call.State() != "SUSPENDED"; });
     }},
    {"files.administrator-limited", "CORE-ADD-07",
     "the limit of files binds administrators and services",
     [](Mutation& m) { m.Refuse(kAdditions, hresult::BG_E_TOO_MANY_FILES_IN_JOB, IsBeyondLimit); }},
    {"files.any-protocol", "CORE-NAME-03", "any URL scheme is accepted",
     [](Mutation& m) { ChangeNames(m, "remoteUrl", AsHttp); }},
    {"files.authority-not-checked", "CORE-ADD-02", "a malformed host or port is accepted",
     [](Mutation& m) { ChangeNames(m, "remoteUrl", SoundUrl); }},
    {"files.count-is-live", "CORE-EFILES-02", "an enumerator counts files that were added later",
     CountLive},
    {"files.drive-names-refused", "CORE-NAME-03", "names on drives are refused",
     [](Mutation& m) {
       m.Refuse("job.addFile", hresult::E_INVALIDARG,
                [](Interception& call) { return IsSmb(call) && call.Text("remoteUrl")[1] == ':'; });
     }},
    {"files.enumerator-refused", "CORE-EFILES-01", "the files of a job cannot be enumerated",
     [](Mutation& m) {
       m.Refuse("enumerator.files", hresult::E_FAIL, [](Interception&) { return true; });
     }},
    {"files.capped-at-default", "GP-05", "a policy cannot raise the limit of files above 200",
     [](Mutation& m) {
       m.ChangePolicy("MaxFilesPerJob",
                      [](std::uint64_t n) { return std::min<std::uint64_t>(n, 200); });
     }},
    {"files.limit-199", "CORE-ADD-06", "the 200th file is refused",
     [](Mutation& m) { m.ChangePolicy("MaxFilesPerJob", [](auto limit) { return limit - 1; }); }},
    {"files.limit-201", "CORE-ADD-06", "a 201st file is allowed",
     [](Mutation& m) { m.ChangePolicy("MaxFilesPerJob", [](auto limit) { return limit + 1; }); }},
    {"files.local-name-cut", "CORE-FILE-02", "GetLocalName answers without the directory",
     [](Mutation& m) {
       m.AfterSuccess("file.getLocalName", [](Interception&, Json& result) {
         const std::string path = result["value"];
         result["value"] = path.substr(path.find_last_of('/') + 1);
       });
     }},
    {"files.limit-default-300", "VER-LIM-03", "the limit of files is 300 where no policy sets it",
     [](Mutation& m) {
       m.ChangePolicy("MaxFilesPerJob",
                      [](std::uint64_t limit) { return limit == 200 ? 300 : limit; });
     }},
    {"files.local-unbounded", "CORE-NAME-07", "local names of any length are accepted",
     [](Mutation& m) { ChangeNames(m, "localName", ShortPath); }},
    {"files.missing-directory-forgotten", "CORE-ADD-01",
     "a file of a missing directory is accepted and forgotten", ForgetMissingDirectory},
    {"files.missing-directory-made", "CORE-NAME-08", "a missing directory is no obstacle",
     [](Mutation& m) {
       ChangeNames(m, "localName", [](CaseBook& book, std::string path) {
         const std::size_t slash = path.find_last_of('/');
         const bool is_there = book.world().files.Stat(DirectoryOf(path)).has_value();
         return is_there || slash == std::string::npos
                    ? path
                    : book.work_directory() + path.substr(slash) + ".elsewhere";
       });
     }},
    {"files.missing-directory-unlisted", "CORE-NAME-08",
     "a second file of a missing directory is accepted and forgotten", ForgetWhenNotAlone},
    {"files.names-in-lower-case", "CORE-ADD-12", "names are read back in lower case",
     [](Mutation& m) {
       m.AfterSuccess("job.enumFiles", [](Interception&, Json& result) {
         for (Json& file : result["files"])
           file["remoteName"] = LowerCase(file["remoteName"].get<std::string>());
       });
     }},
    {"files.next-without-names", "CORE-FILE-01", "the files of an enumerator have no names",
     [](Mutation& m) {
       m.AfterSuccess("enumerator.next", [](Interception&, Json& result) {
         for (Json& item : result["items"]) {
           if (item.is_object()) item["remoteName"] = "";
         }
       });
     }},
    {"files.null-names", "CORE-ADD-03", "NULL and empty names are accepted",
     [](Mutation& m) {
       m.Ignore("job.addFile", [](Interception& call) {
         return IsMissing(call.params, "remoteUrl") || IsMissing(call.params, "localName");
       });
     }},
    {"files.readonly-directory", "CORE-ADD-04",
     "a directory without write permission is noticed only in the transfer",
     [](Mutation& m) {
       ChangeFiles(
           m, {.check_writable = [](FileSystem&, const std::string&) { return hresult::S_OK; }});
     }},
    {"files.refused-after-log-off", "CORE-ADD-01", "files are refused once a user was logged off",
     RefuseAfterLogOff},
    {"files.relative-from-the-root", "LF-14", "relative local names are taken from the root",
     [](Mutation& m) {
       ChangeNames(m, "localName", [](CaseBook&, std::string path) {
         const bool is_relative = !path.empty() && path.find_first_of("/\\:*?") != 0 &&
                                  path.find(':') == std::string::npos;
         return is_relative ? "/" + path : path;
       });
     }},
    {"files.relative-local", "CORE-NAME-06", "relative local names are accepted",
     [](Mutation& m) { ChangeNames(m, "localName", InWorkDirectory); }},
    {"files.remote-limit-short", "CORE-NAME-01",
     "remote names of more than 2,048 characters are refused",
     [](Mutation& m) {
       m.Refuse("job.addFile", hresult::E_INVALIDARG,
                [](Interception& call) { return call.Text("remoteUrl").size() > 2048; });
     }},
    {"files.remote-unbounded", "CORE-NAME-01", "remote names of any length are accepted",
     [](Mutation& m) { ChangeNames(m, "remoteUrl", ShortUrl); }},
    {"files.segment-limit-short", "CORE-NAME-02",
     "segments of more than 255 characters are refused",
     [](Mutation& m) {
       m.Refuse("job.addFile", hresult::E_INVALIDARG,
                [](Interception& call) { return HasLongSegment(call.Text("remoteUrl")); });
     }},
    {"files.set-limit-ignored", "CORE-ADDSET-03", "AddFileSet does not mind the limit of files",
     [](Mutation& m) {
       m.Rewrite("job.addFileSet", hresult::BG_E_TOO_MANY_FILES_IN_JOB, hresult::S_OK);
     }},
    {"files.set-added-after-final", "CORE-ADD-09", "AddFileSet succeeds on finished jobs",
     [](Mutation& m) { m.Rewrite("job.addFileSet", hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
    {"files.set-partial", "CORE-ADDSET-04",
     "AddFileSet adds the files before the one that is refused",
     [](Mutation& m) { m.Intercept("job.addFileSet", AddOneByOne); }},
    {"files.set-refused-later", "CORE-ADD-08", "AddFileSet is refused once the job was resumed",
     [](Mutation& m) {
       m.Refuse("job.addFileSet", hresult::BG_E_INVALID_STATE,
                [](Interception& call) { return call.State() != "SUSPENDED"; });
     }},
    {"files.set-reversed", "CORE-ADDSET-01", "AddFileSet adds the files in reverse order",
     [](Mutation& m) {
       m.Before("job.addFileSet", [](Interception& call) {
         Json& files = call.params["files"];
         std::reverse(files.begin(), files.end());
       });
     }},
    {"files.smb-always", "CORE-NAME-03", "names of SMB are accepted before BITS 2.0",
     [](Mutation& m) {
       ChangeNames(m, "remoteUrl", [](CaseBook& book, std::string url) {
         const bool is_old = book.profile().starts_with("1.");
         return is_old && !url.starts_with("http") ? "http://origin.test/smb" : url;
       });
     }},
    {"files.smb-never", "CORE-NAME-03", "names of SMB are refused",
     [](Mutation& m) { m.Refuse("job.addFile", hresult::E_INVALIDARG, IsSmb); }},
    {"files.upload-set-leaves-one", "CORE-ADDSET-02",
     "a refused set leaves its first file in an upload",
     [](Mutation& m) { m.Intercept("job.addFileSet", AddFirstOfUpload); }},
    {"files.upload-two", "CORE-ADD-05", "an upload takes a second file",
     [](Mutation& m) { m.Rewrite(kAdditions, hresult::BG_E_TOO_MANY_FILES, hresult::S_OK); }},
    {"files.wildcard-in-query-refused", "CORE-NAME-05", "wildcards are refused in a query too",
     [](Mutation& m) {
       m.Refuse("job.addFile", hresult::E_INVALIDARG, [](Interception& call) {
         return call.Text("remoteUrl").find('*') != std::string::npos;
       });
     }},
};

}  // namespace

std::span<const MutantRow> FileMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
