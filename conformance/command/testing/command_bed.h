// CommandBed: runs commands in this process, on a small suite in a temporary folder and on
// CountingSubjects.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "conformance/command/command.h"
#include "conformance/run/testing/counting_subject.h"
#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {

class CommandBed {
 public:
  CommandBed() {
    folder_.Write("suite/requirements/limits.json", kRequirements);
    folder_.Write("suite/limits/third-refused.json", kThirdRefused);
    folder_.Write("suite/names/first-accepted.json", kFirstAccepted);
  }

  // Runs the program; returns its exit code and keeps what it wrote.
  int Bitsproof(const std::vector<std::string>& args, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    CommandContext context{in, out, err};
    context.cores = 2;
    context.variables = [this](const std::string& name) -> std::optional<std::string> {
      const auto it = variables_.find(name);
      if (it == variables_.end()) return std::nullopt;
      return it->second;
    };
    context.scenarios = folder_.path() / "suite";
    context.make_subject = make_subject_;
    context.make_stored_subject = make_stored_subject_;
    context.mutants = [this]() -> const std::vector<MutantInfo>& { return mutants_; };
    const int code = Main(args, context);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  std::string Path(const std::string& name) const { return folder_ / name; }

  // Four cases: two scenarios with an axis of two values and one in both modes.
  static constexpr const char* kThirdRefused = R"({
    "format": "1.0", "id": "limits.third-refused", "title": "A third job is refused",
    "needs": {"capabilities": ["job.create"], "modes": ["sim"]},
    "matrix": {"jobType": ["download", "upload"]},
    "setup": {"principals": {"alice": "standard"}},
    "steps": [
      {"id": "fill", "call": "manager.createJob", "as": "alice", "times": 2,
       "with": {"displayName": "x", "type": {"$axis": "jobType"}}, "expect": {"hresult": "S_OK"},
       "check": {"id": "two-allowed", "requirement": "T-1", "level": "must"}},
      {"id": "third", "call": "manager.createJob", "as": "alice",
       "with": {"displayName": "x", "type": {"$axis": "jobType"}}, "expect": {"hresult": "BG_E_TOO_MANY_JOBS_PER_USER"},
       "check": {"id": "third-refused", "requirement": "T-2", "level": "must"}}],
    "kills": ["limits.one", "limits.three"]})";

  static constexpr const char* kFirstAccepted = R"({
    "format": "1.0", "id": "names.first-accepted", "title": "The first job is accepted",
    "needs": {"capabilities": ["job.create"]},
    "setup": {"principals": {"alice": "standard"}},
    "steps": [
      {"id": "first", "call": "manager.createJob", "as": "alice", "with": {"displayName": "x", "type": "download"},
       "expect": {"hresult": "S_OK"}, "check": {"id": "plain-ok", "requirement": "T-3", "level": "should"}},
      {"id": "second", "call": "manager.createJob", "as": "alice", "with": {"displayName": "x", "type": "download"},
       "expect": {"hresult": "S_OK"}, "check": {"id": "second-too", "requirement": "T-1", "level": "must"}}],
    "kills": ["limits.one"]})";

  static constexpr const char* kRequirements =
      R"({"format": "1.0", "topic": "limits", "title": "Queue limits", "requirements": [
    {"id": "T-1", "level": "must", "status": "documented", "statement": "Two jobs are allowed.", "source": "page"},
    {"id": "T-2", "level": "must", "status": "documented", "statement": "A third job is refused.", "source": "page"},
    {"id": "T-3", "level": "should", "status": "documented", "statement": "Success is S_OK.", "source": "page"},
    {"id": "T-4", "level": "must", "status": "documented", "statement": "Nothing covers this.", "source": "page"}]})";

 protected:
  TemporaryFolder folder_;
  std::map<std::string, std::string> variables_;
  std::function<std::unique_ptr<Subject>(const SubjectOptions&, Mode, std::size_t)> make_subject_ =
      [](const SubjectOptions& options, Mode mode, std::size_t) {
        return MakeCountingSubject(options.name, mode);
      };
  std::vector<MutantInfo> mutants_ = CountingMutants();
  std::function<std::unique_ptr<Subject>(const std::string& store)> make_stored_subject_;
  std::string out_;
  std::string err_;
};

}  // namespace bitsproof::conformance
