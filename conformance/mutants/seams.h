// Decorators around the seams of a world: what changes a mutant from below.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/mutants/mutation.h"
#include "reference/env/environment.h"

namespace bitsproof::conformance::mutants {

// --- Transport ---

// Stands between an exchange and its observer. A derived class overrides what it changes and hands
// on with the Deliver functions; each of these may end the exchange, after which the others do
// nothing.
class ExchangeFilter : public ExchangeObserver,
                       public std::enable_shared_from_this<ExchangeFilter> {
 public:
  // Called by the transport that installs the filter.
  void Attach(TransportRequest asked, ExchangeObserver& observer);
  void Detach() { observer_ = nullptr; }

  // The filter outlives each of these calls, whatever they lead to.
  void OnHead(const ResponseHead& head) final;
  void OnData(std::span<const std::byte> bytes) final;
  void OnEnd() final;
  void OnFailure(const TransportFailure& failure) final;

 protected:
  // By value: most filters change it in place.
  // NOLINTNEXTLINE(performance-unnecessary-value-param)
  virtual void Head(ResponseHead head) { DeliverHead(head); }
  virtual void Data(std::span<const std::byte> bytes) { DeliverData(bytes); }
  virtual void End() { DeliverEnd(); }
  virtual void Failure(const TransportFailure& failure) { DeliverFailure(failure); }

  void DeliverHead(const ResponseHead& head);
  void DeliverData(std::span<const std::byte> bytes);
  void DeliverEnd();
  void DeliverFailure(const TransportFailure& failure);

  // The request as the manager made it.
  const TransportRequest& asked() const { return asked_; }

 private:
  TransportRequest asked_;
  ExchangeObserver* observer_ = nullptr;  // none once the manager has let go of the exchange
};

// Starts `sent` with `filter` between the exchange and `observer`; `asked` is what the manager
// wanted.
std::unique_ptr<Exchange> StartFiltered(Transport& transport, const TransportRequest& asked,
                                        const TransportRequest& sent,
                                        const std::shared_ptr<ExchangeFilter>& filter,
                                        ExchangeObserver& observer);

// Makes the filter of one exchange; may change the request before it is sent. nullptr: the exchange
// is left alone.
using MakeFilter = std::function<std::shared_ptr<ExchangeFilter>(TransportRequest& request)>;
// Several filters of one mutation nest, the last outermost.
void FilterExchanges(Mutation& mutation, MakeFilter make);

// The first `lost` bytes of the body are missing, and nobody says how long it is.
std::shared_ptr<ExchangeFilter> MakeTailFilter(std::uint64_t lost);

// Changes requests on their way out, and response heads on their way in.
void ChangeRequests(Mutation& mutation, std::function<void(TransportRequest&)> change);
void ChangeHeads(Mutation& mutation,
                 std::function<void(const TransportRequest& asked, ResponseHead&)> change);

// Answers a GET from memory when the same one was answered completely before (shared_downloads.cc).
void ShareDownloads(Mutation& mutation);

// Once a call of `method` came while bytes move, `change` edits response heads, and no request says
// which version it wants.
void ChangeHeadsAfter(Mutation& mutation, const char* method,
                      std::function<void(ResponseHead&)> change);

// Status codes `from` are reported as `to`.
void ChangeStatus(Mutation& mutation, std::set<int> from, int to);

// `fields` with `name` set to `value` only, or without it.
HeaderFields WithField(const HeaderFields& fields, std::string_view name, std::string value);
HeaderFields WithoutField(const HeaderFields& fields, std::string_view name);

// A header field as a number; nullopt when it is none.
std::optional<std::uint64_t> NumberOf(const ResponseHead& head, std::string_view name);

// --- Files ---

// What differs in a file system; an empty function is the plain one. Each is given the file system
// inside.
struct FileChanges {
  std::function<Result<std::string>(FileSystem&, const std::string& directory)> create_temporary =
      nullptr;
  std::function<HResult(FileSystem&, const std::string& path)> remove = nullptr;
  std::function<HResult(FileSystem&, const std::string& from, const std::string& to)> rename =
      nullptr;
  std::function<Result<FileInfo>(FileSystem&, const std::string& path)> stat = nullptr;
  std::function<HResult(FileSystem&, const std::string& directory)> check_writable = nullptr;
  std::function<HResult(FileSystem&, const std::string& path)> set_modified = nullptr;
  std::function<std::optional<HResult>()> before_write =
      nullptr;  // a code: the write fails with it
};
void ChangeFiles(Mutation& mutation, FileChanges changes);

// --- Calls ---

// Calls of `methods` leave the ModificationTime of their job as it was.
void KeepModification(Mutation& mutation, std::string_view methods);

// A call of `method` on a TRANSFERRED job has its first file fetched again.
void FetchAgainAfter(Mutation& mutation, const char* method);

// Jobs of which something was noted, by id.
using Marks = std::shared_ptr<std::set<std::string>>;

// A call of `method` that answers `code` marks its job, when `applies` holds before it.
Marks MarkAfter(
    Mutation& mutation, const char* method, HResult code,
    Mutation::Predicate applies = [](Interception&) { return true; });

// Marked jobs show `shown` as their state: always, or where it is `real`.
void ShowState(Mutation& mutation, const Marks& marks, const std::string& shown,
               const std::string& real = "");

// --- Store, timers, events ---

void ChangeLoad(Mutation& mutation, std::function<void(std::vector<StoredJob>&)> change);
// The same, for each job that is loaded.
void ChangeLoaded(Mutation& mutation, std::function<void(StoredJob&)> change);
void IgnoreErase(Mutation& mutation);

// Changes the instant at which a timer is due; `wait` is the time until then.
void ChangeTimers(Mutation& mutation, std::function<Instant(Instant due, Duration wait)> change);

// Hears every event of the manager with the undecorated world, before it is recorded. Does not call
// back into the manager.
void HearEvents(Mutation& mutation, std::function<void(Environment&, const JobEvent&)> hear);

// Answers in place of the client what it thinks of a server, see EventSink::OnServerCertificate.
using Validate =
    std::function<std::optional<HResult>(Environment&, const JobEvent&, const ServerCertificate&)>;
void ChangeValidation(Mutation& mutation, Validate validate);

// Starts a program, or does not, in place of `inside`.
using StartProgram = std::function<std::unique_ptr<ProgramRun>(
    Programs& inside, const CommandLine& command, Programs::Observer observer)>;
void ChangePrograms(Mutation& mutation, StartProgram start);

// Calls `action` on the manager's thread after `delay`, unless the case is over by then.
void Later(CaseBook& book, Duration delay, std::function<void()> action);

}  // namespace bitsproof::conformance::mutants
