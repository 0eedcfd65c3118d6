// CaseBook: what has happened in a case so far, for mutants that must know.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/subject.h"
#include "conformance/subjects/reference_subject.h"
#include "reference/base/hresult.h"

namespace bitsproof::conformance::mutants {

// One job of the case, by the names of the protocol.
struct BookedJob {
  std::string id;
  std::string owner;  // name of the principal
  Json name;          // display name as it was passed on
  int type = 0;       // BG_JOB_TYPE
  bool cancelled = false;
  bool completed = false;
  bool suspended = false;      // by job.suspend, and not resumed since
  bool has_interface = false;  // by job.setNotifyInterface
  std::vector<std::pair<std::string, std::string>> files{};  // remote and local names

  bool is_living() const { return !cancelled && !completed; }
};

struct BookedPrincipal {
  std::string kind;
  std::string sid;

  bool is_standard() const { return kind == "standard"; }
};

// Keeps the books between a mutant and the subject inside it. Policies are recorded as the harness
// asked for them, jobs as the subject inside knows them. Runs on the manager's thread, like
// everything that a mutant does.
class CaseBook {
 public:
  // `inner` must outlive the book.
  explicit CaseBook(ReferenceSubject& inner) : inner_(inner) {}

  // Takes note of a request of the harness before any mutation.
  void Hear(std::string_view method, const Json& params);

  // Passes a call on to the subject inside and takes note of what it did.
  Reply Call(std::string_view method, const Json& params);

  // The same; the result object, or null for a JSON-RPC error.
  Json Ask(std::string_view method, const Json& params);

  // Calls `method` of a job in the name of its owner.
  Json AskOwner(const BookedJob& job, std::string_view method, Json params = Json::object());

  // "SUSPENDED", ...; "" for an unknown id.
  std::string State(const std::string& job);

  // nullptr for an unknown id.
  BookedJob* Find(const std::string& job);
  const std::vector<BookedJob>& jobs() const { return jobs_; }  // in order of creation
  // Those that are in `state`; copies, which no call changes.
  std::vector<BookedJob> JobsIn(std::string_view state);

  // The principal called `name`; of no kind when there is none.
  const BookedPrincipal& principal(const std::string& name) const;

  // The policy that the harness asked for, or its default.
  std::uint64_t policy(const std::string& name) const;
  const std::string& profile() const { return profile_; }
  const std::string& work_directory() const { return work_directory_; }

  std::size_t CountLiving(const std::function<bool(const BookedJob&)>& counts) const;

  // The undecorated world, and a request besides the manager's whose answer is ignored.
  Environment& world() { return inner_.world(); }
  void Fetch(const TransportRequest& request) { inner_.SendUnheard(request); }

  // Whether the subject inside is working on `method` now.
  bool is_in(std::string_view method) const { return current_ == method; }

 private:
  void HearPolicy(const Json& params);
  void Note(std::string_view method, const Json& params, const Json& result);
  void NoteJob(std::string_view method, BookedJob& job, const Json& params);

  ReferenceSubject& inner_;
  std::string_view current_;
  std::map<std::string, BookedPrincipal> principals_;
  std::map<std::string, std::uint64_t> policy_;
  std::string profile_;
  std::string work_directory_;
  std::vector<BookedJob> jobs_;
  std::map<std::string, std::size_t> by_id_;
};

// BG_JOB_TYPE of a `type` parameter.
int TypeOf(const Json& type);

// Whether a result object holds a success code, or `code`.
bool Succeeded(const Json& result);
bool Is(const Json& result, HResult code);

// {"hresult": code} and the reply that carries it.
Json Outcome(HResult code);
Reply Answer(HResult code);

}  // namespace bitsproof::conformance::mutants
