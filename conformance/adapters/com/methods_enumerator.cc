// IEnumBackgroundCopyJobs and IEnumBackgroundCopyFiles. What the service says is passed on as it
// is: on a machine with jobs of others these see them too.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

// More would be an array that no caller asks for.
constexpr UINT32 kCountMax = 1'000'000;

Json Jobs(const MethodCall& call) {
  ComPtr<IBackgroundCopyManager> manager;
  HRESULT code = call.agent.Manager(manager);
  if (FAILED(code)) return Outcome(code);
  Received<IEnumBackgroundCopyJobs> received;
  code = manager->EnumJobs(call.params.Number32("flags"), received.Out());
  if (FAILED(code)) return Outcome(code);
  Enumerator enumerator;
  enumerator.jobs = received.Keep();
  return Outcome(code, "enumerator", call.agent.Keep(std::move(enumerator)));
}

Json Files(const MethodCall& call, IBackgroundCopyJob& job) {
  Received<IEnumBackgroundCopyFiles> received;
  const HRESULT code = job.EnumFiles(received.Out());
  if (FAILED(code)) return Outcome(code);
  Enumerator enumerator;
  enumerator.files = received.Keep();
  const HRESULT counted = enumerator.files->GetCount(&enumerator.count);
  if (FAILED(counted)) return Outcome(counted);
  return Outcome(code, "enumerator", call.agent.Keep(std::move(enumerator)));
}

// Handler of a method that names an enumerator; `Handler` takes it and one of its two objects.
template <typename Handler>
Json OnEnumerator(const MethodCall& call, Handler handler) {
  const std::shared_ptr<Enumerator> enumerator =
      call.agent.FindEnumerator(call.params.Text("enumerator"));
  return enumerator->jobs ? handler(*enumerator, enumerator->jobs)
                          : handler(*enumerator, enumerator->files);
}

HRESULT ItemToJson(const MethodCall& call, ComPtr<IBackgroundCopyJob> job, std::size_t, ULONG,
                   Json& item) {
  GUID id;
  const HRESULT code = job->GetId(&id);
  if (FAILED(code)) return code;
  call.agent.Keep(id, std::move(job));
  item = ToText(id);
  return code;
}

HRESULT ItemToJson(const MethodCall&, const ComPtr<IBackgroundCopyFile>& file, std::size_t position,
                   ULONG count, Json& item) {
  return FileToJson(*file.get(), IndexAt(position, count), item);
}

template <typename Item, typename Objects>
Json NextOf(const MethodCall& call, Enumerator& enumerator, const Objects& objects) {
  const UINT32 count = call.params.Number32("count");
  if (count > kCountMax) throw ParamError("Parameter 'count' must be at most 1000000.");
  std::vector<Item*> raw(count + 1);  // never empty: a count of zero is a call too
  ULONG fetched = 0;
  const HRESULT code = objects->Next(count, raw.data(), &fetched);
  if (FAILED(code)) return Outcome(code);
  Json items = Json::array();
  HRESULT read = S_OK;
  for (ULONG i = 0; i < fetched; ++i) {
    ComPtr<Item> object(raw[i]);
    Json item;
    if (SUCCEEDED(read)) {
      read = ItemToJson(call, std::move(object), enumerator.position + i, enumerator.count, item);
    }
    items.push_back(std::move(item));
  }
  if (FAILED(read)) return Outcome(read);
  enumerator.position += fetched;
  return Outcome(code, "items", std::move(items));
}

Json Next(const MethodCall& call) {
  const std::shared_ptr<Enumerator> found =
      call.agent.FindEnumerator(call.params.Text("enumerator"));
  return found->jobs ? NextOf<IBackgroundCopyJob>(call, *found, found->jobs)
                     : NextOf<IBackgroundCopyFile>(call, *found, found->files);
}

Json Skip(const MethodCall& call) {
  return OnEnumerator(call, [&](Enumerator& enumerator, const auto& objects) {
    const UINT32 count = call.params.Number32("count");
    const HRESULT code = objects->Skip(count);
    if (code == S_OK) enumerator.position += count;
    return Outcome(code);
  });
}

Json Reset(const MethodCall& call) {
  return OnEnumerator(call, [](Enumerator& enumerator, const auto& objects) {
    const HRESULT code = objects->Reset();
    if (SUCCEEDED(code)) enumerator.position = 0;
    return Outcome(code);
  });
}

Json Release(const MethodCall& call) {
  call.agent.ReleaseEnumerator(call.params.Text("enumerator"));
  return Outcome(S_OK);
}

template <typename T>
HRESULT CloneOf(const ComPtr<T>& objects, ComPtr<T>& clone) {
  Received<T> received;
  const HRESULT code = objects->Clone(received.Out());
  if (SUCCEEDED(code)) clone = received.Keep();
  return code;
}

Json Clone(const MethodCall& call) {
  const std::shared_ptr<Enumerator> found =
      call.agent.FindEnumerator(call.params.Text("enumerator"));
  Enumerator clone;
  clone.position = found->position;
  clone.count = found->count;
  const HRESULT code =
      found->jobs ? CloneOf(found->jobs, clone.jobs) : CloneOf(found->files, clone.files);
  if (FAILED(code)) return Outcome(code);
  return Outcome(code, "enumerator", call.agent.Keep(std::move(clone)));
}

Json GetCount(const MethodCall& call) {
  return OnEnumerator(call, [](Enumerator&, const auto& objects) {
    ULONG count = 0;
    const HRESULT code = objects->GetCount(&count);
    return Outcome(code, "count", count);
  });
}

constexpr Method kMethods[] = {
    {"enumerator.jobs", Jobs},   {"enumerator.files", OnJob<Files>},
    {"enumerator.next", Next},   {"enumerator.skip", Skip},
    {"enumerator.reset", Reset}, {"enumerator.release", Release},
    {"enumerator.clone", Clone}, {"enumerator.getCount", GetCount},
};

}  // namespace

std::span<const Method> EnumeratorMethods() { return kMethods; }

}  // namespace com_adapter
