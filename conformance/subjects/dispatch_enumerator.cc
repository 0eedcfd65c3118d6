// IEnumBackgroundCopyJobs and IEnumBackgroundCopyFiles.
#include "conformance/subjects/dispatch.h"

namespace bitsproof::conformance {
namespace {

Json WithHandle(const MethodCall& call, Enumerator<Json> enumerator) {
  Json json = Outcome(hresult::S_OK);
  json.emplace("enumerator", call.session.Keep(std::move(enumerator)));
  return json;
}

Json Jobs(const MethodCall& call) {
  const auto jobs = call.session.manager().EnumJobs(call.caller, call.params.Number32("flags"));
  if (!jobs) return Outcome(jobs.error());
  std::vector<Json> ids;
  for (const std::shared_ptr<Job>& job : *jobs) ids.emplace_back(job->id().ToString());
  return WithHandle(call, Enumerator<Json>(std::move(ids)));
}

Json Files(const MethodCall& call, Job& job) {
  const Result<std::size_t> count = job.GetFileCount(call.caller);
  if (!count) return Outcome(count.error());
  std::vector<Json> files;
  for (std::size_t i = 0; i < *count; ++i) {
    Result<Json> file = FileToJson(job, call.caller, i);
    if (!file) return Outcome(file.error());
    files.push_back(*std::move(file));
  }
  return WithHandle(call, Enumerator<Json>(std::move(files)));
}

Enumerator<Json>& Named(const MethodCall& call) {
  return call.session.FindEnumerator(call.params.Text("enumerator"));
}

Json Next(const MethodCall& call) {
  const auto batch = Named(call).Next(call.params.Number32("count"));
  Json json = Outcome(batch.code);
  json.emplace("items", Json::array_t(batch.items.begin(), batch.items.end()));
  return json;
}

Json Skip(const MethodCall& call) {
  return Outcome(Named(call).Skip(call.params.Number32("count")));
}

Json Reset(const MethodCall& call) {
  Named(call).Reset();
  return Outcome(hresult::S_OK);
}

Json Release(const MethodCall& call) {
  call.session.ReleaseEnumerator(call.params.Text("enumerator"));
  return Outcome(hresult::S_OK);
}

Json Clone(const MethodCall& call) { return WithHandle(call, Named(call).Clone()); }

Json GetCount(const MethodCall& call) {
  Json json = Outcome(hresult::S_OK);
  json.emplace("count", Named(call).count());
  return json;
}

constexpr Method kMethods[] = {
    {"enumerator.jobs", Jobs},   {"enumerator.files", OnJob<Files>},
    {"enumerator.next", Next},   {"enumerator.skip", Skip},
    {"enumerator.reset", Reset}, {"enumerator.release", Release},
    {"enumerator.clone", Clone}, {"enumerator.getCount", GetCount},
};

}  // namespace

std::span<const Method> EnumeratorMethods() { return kMethods; }

}  // namespace bitsproof::conformance
