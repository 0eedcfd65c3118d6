// Mutation: the building blocks of which a mutant is made.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/mutants/case_book.h"
#include "conformance/subject.h"
#include "conformance/subjects/reference_subject.h"

namespace bitsproof::conformance::mutants {

class Mutation;

// A call of the harness on its way through a mutant. `params` may be changed before PassOn.
class Interception {
 public:
  Interception(CaseBook& the_book, std::string_view the_method, const Json& the_params,
               std::function<Reply(Interception&)> pass_on)
      : book(the_book), method(the_method), params(the_params), pass_on_(std::move(pass_on)) {}

  CaseBook& book;
  const std::string_view method;
  Json params;

  // Goes on to the subject inside, through the interceptors that were added later.
  Reply PassOn() { return pass_on_(*this); }

  // The string parameter `name`, or "".
  std::string Text(const char* name) const;
  // Whether there is an unsigned parameter `name`, and its value or 0.
  bool HasNumber(const char* name) const;
  std::uint64_t Number(const char* name) const;

  std::string as() const { return Text("as"); }
  std::string job() const { return Text("job"); }
  const BookedPrincipal& caller() const { return book.principal(as()); }
  // The job that is named, or nullptr.
  BookedJob* booked() const { return book.Find(job()); }
  // Its state, "" when there is none.
  std::string State() const { return book.State(job()); }

 private:
  std::function<Reply(Interception&)> pass_on_;
};

// What makes one mutant differ from the reference: interceptors around its methods and decorators
// around the seams of its world. `methods` is one name or several with spaces between; a "*" at the
// end of a name stands for anything. Interceptors of one method nest in the order in which they
// were added, the first outermost.
class Mutation {
 public:
  using Around = std::function<Reply(Interception&)>;
  using Predicate = std::function<bool(Interception&)>;
  using Edit = std::function<void(Interception&)>;
  using EditResult = std::function<void(Interception&, Json& result)>;
  using EditNumber = std::function<std::uint64_t(std::uint64_t)>;
  using Together = std::function<std::vector<Reply>(
      CaseBook&, const std::vector<Request>&, const std::function<std::vector<Reply>()>& pass_on)>;

  // `book` must outlive the mutation.
  explicit Mutation(CaseBook& book) : book_(book) {}

  // --- Interceptors ---

  void Intercept(std::string_view methods, Around around);
  // Changes parameters.
  void Before(std::string_view methods, Edit edit);
  // Changes any result object, or a successful one.
  void After(std::string_view methods, EditResult edit);
  void AfterSuccess(std::string_view methods, EditResult edit);
  // Answers `code` without passing the call on, when `applies`.
  void Refuse(std::string_view methods, HResult code, Predicate applies);
  // Answers BG_E_INVALID_STATE while the job is in `state`.
  void RefuseIn(std::string_view methods, std::string state);
  // Answers S_OK without passing the call on.
  void Ignore(
      std::string_view methods, Predicate applies = [](Interception&) { return true; });
  // The result code `from` becomes `to`.
  void Rewrite(std::string_view methods, HResult from, HResult to);
  // In successful results the member becomes `to`: always, or where it was `from`.
  void Set(std::string_view methods, std::string member, Json to);
  void Replace(std::string_view methods, std::string member, Json from, Json to);
  // A setter passes something else on than it is given, while the getter answers what was given.
  void PassOnAs(const std::string& setter, const std::string& getter, const std::string& member,
                std::function<Json(const Json&)> change);
  // The getter answers `value` until the setter has succeeded.
  void Default(const std::string& setter, const std::string& getter, const std::string& member,
               Json value);
  // A policy is changed on its way, also the default in force without one.
  void ChangePolicy(const std::string& name, EditNumber change);
  // A call of several clients at once.
  void AroundTogether(Together together) { together_ = std::move(together); }
  // Called after each successful reset, before any other call.
  void OnReset(std::function<void()> action) { on_reset_.push_back(std::move(action)); }

  // A value that begins anew with each case.
  template <typename T>
  std::shared_ptr<T> PerCase() {
    auto value = std::make_shared<T>();
    OnReset([value] { *value = T(); });
    return value;
  }

  CaseBook& book() { return book_; }

  // --- For the subject that is mutated ---

  WorldDecorators decorators;

  bool Intercepts(std::string_view method) const;
  Reply Call(std::string_view method, const Json& params);
  const Together& together() const { return together_; }

 private:
  struct Interceptor {
    std::vector<std::string> methods;
    Around around;
  };

  Reply Continue(std::size_t index, Interception& call);

  CaseBook& book_;
  std::vector<Interceptor> interceptors_;
  std::vector<std::function<void()>> on_reset_;
  Together together_;
};

// Whether the job of a call is in `state`.
Mutation::Predicate InState(std::string state);

// One mutant: everything that is told of it, and what makes it so.
struct MutantRow {
  std::string_view name;         // "limits.per-user-61"
  std::string_view requirement;  // the rule that it breaks
  std::string_view description;  // one sentence: what is wrong with it
  void (*build)(Mutation&);
};

// The tables, by topic.
std::span<const MutantRow> BandwidthMutants();
std::span<const MutantRow> CancelMutants();
std::span<const MutantRow> CompleteMutants();
std::span<const MutantRow> CreateMutants();
std::span<const MutantRow> EnumerateMutants();
std::span<const MutantRow> ErrorMutants();
std::span<const MutantRow> FileMutants();
std::span<const MutantRow> HttpOptionsMutants();
std::span<const MutantRow> HttpsMutants();
std::span<const MutantRow> IdentityMutants();
std::span<const MutantRow> Job2Mutants();
std::span<const MutantRow> Job3Mutants();
std::span<const MutantRow> Job4Mutants();
std::span<const MutantRow> Job5Mutants();
std::span<const MutantRow> LaterFileMutants();
std::span<const MutantRow> LimitMutants();
std::span<const MutantRow> NetworkMutants();
std::span<const MutantRow> NotificationMutants();
std::span<const MutantRow> OwnershipMutants();
std::span<const MutantRow> PeerCacheMutants();
std::span<const MutantRow> PersistenceMutants();
std::span<const MutantRow> ProgressMutants();
std::span<const MutantRow> PropertyMutants();
std::span<const MutantRow> RangeMutants();
std::span<const MutantRow> ResumeMutants();
std::span<const MutantRow> SchedulingMutants();
std::span<const MutantRow> StateRuleMutants();
std::span<const MutantRow> TimeMutants();
std::span<const MutantRow> TokenOptionsMutants();
std::span<const MutantRow> TransferMutants();

}  // namespace bitsproof::conformance::mutants
