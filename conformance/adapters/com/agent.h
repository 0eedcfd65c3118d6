// Agent: the clients' side of BITS in one process, which acts with the token of that process.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "conformance/adapters/com/callback.h"
#include "conformance/adapters/com/com_ptr.h"
#include "conformance/adapters/com/interfaces.h"

namespace com_adapter {

// An enumerator that the harness holds: one of the two is set.
struct Enumerator {
  ComPtr<IEnumBackgroundCopyJobs> jobs;
  ComPtr<IEnumBackgroundCopyFiles> files;
  std::size_t position = 0;  // of the next item
  ULONG count = 0;           // of files
};

// Holds the manager and the objects that a case has seen, by their names in the protocol. Any
// thread that is in the multithreaded apartment; calls on different threads run at the same time.
class Agent {
 public:
  // `announce` takes the events of callback objects, without "sequence", on threads of COM.
  explicit Agent(Announce announce);

  // The manager, which is made if there is none: the code of that.
  HRESULT Manager(ComPtr<IBackgroundCopyManager>& manager);

  // Whether the service that objects belong to is there to be told of their release.
  enum class Objects { kAlive, kDead };

  // Lets go of what the case has seen; later events of its callback objects are dropped. Dead
  // objects are never released, as each would look for its service first; of living ones the
  // manager and those of Hold stay.
  void Abandon(Objects objects);

  // The ids of the jobs that EnumJobs lists: the first failure, or S_OK.
  HRESULT ListAll(DWORD flags, std::vector<std::string>& ids);

  // Jobs that manager.enumJobs does not list in this case: they belong to others.
  void Hide(std::set<std::string> jobs);
  bool IsHidden(const std::string& job) const { return hidden_.count(job) != 0; }

  // Keeps `job` readable until Abandon.
  void Keep(const GUID& id, ComPtr<IBackgroundCopyJob> job);

  // The ids of all that `jobs` lists, which are kept: the first failure, or S_OK.
  HRESULT List(IEnumBackgroundCopyJobs& jobs, std::vector<std::string>& ids);

  // The job of that id: one that was kept, else what GetJob answers.
  HRESULT FindJob(const GUID& id, ComPtr<IBackgroundCopyJob>& job);

  // The ids of the jobs that CreateJob made here.
  void Own(const std::string& job);
  std::set<std::string> owned() const;

  // A handle for an enumerator, and back: throws ParamError for one that does not exist.
  std::string Keep(Enumerator enumerator);
  std::shared_ptr<Enumerator> FindEnumerator(const std::string& handle);
  void ReleaseEnumerator(const std::string& handle);

  // Keeps the first object of each interface as long as the service lives. It may stop answering
  // when the last object of an interface goes (Wine's does).
  template <typename T>
  void Hold(const ComPtr<T>& object) {
    const std::lock_guard lock(mutex_);
    HoldLocked(object);
  }

  // Where callback objects of this case announce events.
  std::shared_ptr<CaseEvents> events() const { return events_; }

 private:
  template <typename T>
  void HoldLocked(const ComPtr<T>& object) {
    auto& held = given_->held[ToText(IidOf<T>())];
    if (held == nullptr) held = std::make_shared<ComPtr<T>>(object);
  }

  // What the service has given.
  struct Given {
    ComPtr<IBackgroundCopyManager> manager;
    std::map<std::string, ComPtr<IBackgroundCopyJob>> jobs;
    std::map<std::string, std::shared_ptr<Enumerator>> enumerators;
    std::map<std::string, std::shared_ptr<void>> held;  // by IID
  };

  mutable std::mutex mutex_;
  const Announce announce_;
  std::shared_ptr<CaseEvents> events_;
  std::set<std::string> hidden_;
  std::set<std::string> owned_;
  std::size_t next_enumerator_ = 1;
  std::unique_ptr<Given> given_ = std::make_unique<Given>();
};

}  // namespace com_adapter
