#include "conformance/mutants/case_book.h"

#include <algorithm>

namespace bitsproof::conformance::mutants {
namespace {

const std::map<std::string, std::uint64_t>& DefaultPolicy() {
  static const auto* const policy =
      new std::map<std::string, std::uint64_t>{{"MaxJobsPerUser", 60},
                                               {"MaxJobsPerMachine", 300},
                                               {"MaxFilesPerJob", 200},
                                               {"MaxRangesPerFile", 500},
                                               {"JobInactivityTimeout", 90}};
  return *policy;
}

std::string TextOf(const Json& params, const char* name) {
  const auto it = params.find(name);
  return it != params.end() && it->is_string() ? it->get<std::string>() : "";
}

}  // namespace

int TypeOf(const Json& type) {
  if (type.is_number_integer()) return type.get<int>();
  if (type == "upload") return 1;
  return type == "upload-reply" ? 2 : 0;
}

bool Succeeded(const Json& result) {
  const auto code = ParseHResult(TextOf(result, "hresult"));
  return code && code->succeeded();
}

bool Is(const Json& result, HResult code) { return TextOf(result, "hresult") == ToHex(code); }

Json Outcome(HResult code) { return Json{{"hresult", ToHex(code)}}; }

Reply Answer(HResult code) { return Reply::Result(Outcome(code)); }

void CaseBook::Hear(std::string_view method, const Json& params) {
  if (method == "environment.set") HearPolicy(params);
  if (method != "subject.reset") return;
  principals_.clear();
  jobs_.clear();
  by_id_.clear();
  policy_ = DefaultPolicy();
  HearPolicy(params);
  profile_ = TextOf(params, "profile");
  work_directory_ = TextOf(params, "workDirectory");
}

void CaseBook::HearPolicy(const Json& params) {
  const auto policy = params.find("policy");
  if (policy == params.end() || !policy->is_object()) return;
  for (const auto& [name, value] : policy->items()) {
    if (value.is_number_integer()) policy_[name] = value.get<std::uint64_t>();
  }
}

Reply CaseBook::Call(std::string_view method, const Json& params) {
  const std::string_view outer = std::exchange(current_, method);
  Reply reply = inner_.Call(method, params);
  current_ = outer;
  if (reply.kind == Reply::Kind::kResult) Note(method, params, reply.value);
  return reply;
}

Json CaseBook::Ask(std::string_view method, const Json& params) {
  return Call(method, params).value;
}

Json CaseBook::AskOwner(const BookedJob& job, std::string_view method, Json params) {
  params["as"] = job.owner;
  params["job"] = job.id;
  return Ask(method, params);
}

std::vector<BookedJob> CaseBook::JobsIn(std::string_view state) {
  std::vector<BookedJob> found;
  for (const BookedJob& job : jobs_) {
    if (State(job.id) == state) found.push_back(job);
  }
  return found;
}

std::string CaseBook::State(const std::string& job) {
  const BookedJob* entry = Find(job);
  return entry == nullptr ? "" : TextOf(AskOwner(*entry, "job.getState"), "state");
}

BookedJob* CaseBook::Find(const std::string& job) {
  const auto it = by_id_.find(job);
  return it == by_id_.end() ? nullptr : &jobs_[it->second];
}

const BookedPrincipal& CaseBook::principal(const std::string& name) const {
  static const BookedPrincipal* const kNobody = new BookedPrincipal;
  const auto it = principals_.find(name);
  return it == principals_.end() ? *kNobody : it->second;
}

std::uint64_t CaseBook::policy(const std::string& name) const {
  const auto it = policy_.find(name);
  return it == policy_.end() ? 0 : it->second;
}

std::size_t CaseBook::CountLiving(const std::function<bool(const BookedJob&)>& counts) const {
  return static_cast<std::size_t>(
      std::count_if(jobs_.begin(), jobs_.end(),
                    [&](const BookedJob& job) { return job.is_living() && counts(job); }));
}

void CaseBook::Note(std::string_view method, const Json& params, const Json& result) {
  if (method == "subject.reset") {
    for (const auto& [name, kind] : params.at("principals").items()) {
      principals_[name] = {kind, result.at("principals").at(name)};
    }
  } else if (method == "manager.createJob" && Succeeded(result)) {
    BookedJob job{.id = result.at("jobId"),
                  .owner = params.at("as"),
                  .name = params.at("displayName"),
                  .type = TypeOf(params.at("type"))};
    by_id_[job.id] = jobs_.size();
    jobs_.push_back(std::move(job));
  } else if (method.starts_with("job.") && Succeeded(result)) {
    if (BookedJob* job = Find(TextOf(params, "job"))) NoteJob(method, *job, params);
  }
}

void CaseBook::NoteJob(std::string_view method, BookedJob& job, const Json& params) {
  if (method == "job.cancel") {
    job.cancelled = true;
  } else if (method == "job.complete") {
    job.completed = true;
  } else if (method == "job.suspend") {
    job.suspended = true;
  } else if (method == "job.resume") {
    job.suspended = false;
  } else if (method == "job.takeOwnership") {
    job.owner = params.at("as");
  } else if (method == "job.setNotifyInterface") {
    job.has_interface = params.at("registered");
  } else if (method == "job.addFile") {
    job.files.emplace_back(params.at("remoteUrl"), params.at("localName"));
  } else if (method == "job.addFileSet") {
    for (const Json& file : params.at("files"))
      job.files.emplace_back(file.at("remoteUrl"), file.at("localName"));
  }
}

}  // namespace bitsproof::conformance::mutants
