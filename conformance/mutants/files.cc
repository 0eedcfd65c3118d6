// Mutants of AddFile and AddFileSet.
#include <algorithm>
#include <functional>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"
#include "conformance/mutants/text.h"
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

std::string Without(std::string text, std::string_view characters) {
  std::erase_if(text, [&](char c) { return characters.find(c) != std::string_view::npos; });
  return text;
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

constexpr MutantRow kRows[] = {
    {"files.add-after-final", "CORE-ADD-09", "files can be added to finished jobs",
     [](Mutation& m) { m.Rewrite(kAdditions, hresult::BG_E_INVALID_STATE, hresult::S_OK); }},
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
    {"files.limit-199", "CORE-ADD-06", "the 200th file is refused",
     [](Mutation& m) { m.ChangePolicy("MaxFilesPerJob", [](auto limit) { return limit - 1; }); }},
    {"files.limit-201", "CORE-ADD-06", "a 201st file is allowed",
     [](Mutation& m) { m.ChangePolicy("MaxFilesPerJob", [](auto limit) { return limit + 1; }); }},
    {"files.local-unbounded", "CORE-NAME-07", "local names of any length are accepted",
     [](Mutation& m) { ChangeNames(m, "localName", ShortPath); }},
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
    {"files.set-partial", "CORE-ADDSET-04",
     "AddFileSet adds the files before the one that is refused",
     [](Mutation& m) { m.Intercept("job.addFileSet", AddOneByOne); }},
    {"files.set-reversed", "CORE-ADDSET-01", "AddFileSet adds the files in reverse order",
     [](Mutation& m) {
       m.Before("job.addFileSet", [](Interception& call) {
         Json& files = call.params["files"];
         std::reverse(files.begin(), files.end());
       });
     }},
    {"files.upload-two", "CORE-ADD-05", "an upload takes a second file",
     [](Mutation& m) { m.Rewrite(kAdditions, hresult::BG_E_TOO_MANY_FILES, hresult::S_OK); }},
    {"files.wildcards", "CORE-NAME-05", "wildcards are accepted",
     [](Mutation& m) {
       ChangeNames(m, "localName",
                   [](CaseBook&, std::string path) { return Without(std::move(path), "*?"); });
       ChangeNames(m, "remoteUrl",
                   [](CaseBook&, std::string url) { return Without(std::move(url), "*"); });
     }},
};

}  // namespace

std::span<const MutantRow> FileMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
