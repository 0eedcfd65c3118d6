// CountingSubject: a tiny subject with a quota, and ways to be wrong, for tests of the commands.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "conformance/run/mutant_info.h"
#include "conformance/subject.h"

namespace bitsproof::conformance {

// Creates as many jobs as its limit allows, finds none, and knows nothing else.
class CountingSubject final : public Subject {
 public:
  struct Rules {
    int limit = 2;
    std::string first_code = "0x00000000";  // what the first creation answers
    bool breaking = false;                  // creations break the adapter
    bool mute = false;                      // the handshake gets a malformed answer
    bool looping = false;                   // creations in cases of the topic "names" never end
  };

  CountingSubject(Rules rules, Mode mode) : rules_(std::move(rules)), mode_(mode) {}

  Reply Call(std::string_view method, const Json& params) override {
    if (method == "subject.hello") return Hello();
    if (method == "subject.reset") return Reset(params);
    if (method == "manager.createJob") return CreateJob();
    if (method == "manager.getJob") return Reply::Result({{"hresult", "0x80200001"}});
    if (method == "clock.advance" && mode_ == Mode::kSim) {
      return Reply::Result({{"advanced", params["by"]}, {"idle", true}});
    }
    return Reply::Error(kMethodNotFound, "unknown");
  }

 private:
  Reply Hello() const {
    if (rules_.mute) return Reply::Result("what?");
    return Reply::Result({{"name", "counting"},
                          {"version", "1"},
                          {"profile", "10.3"},
                          {"profiles", {"10.3"}},
                          {"capabilities", {"job.create"}},
                          {"principals", {"standard"}},
                          {"clock", mode_ == Mode::kSim ? "virtual" : "real"}});
  }

  Reply Reset(const Json& params) {
    jobs_ = 0;
    loops_ = rules_.looping && params["case"].get<std::string>().starts_with("names.");
    Json sids = Json::object();
    for (const auto& principal : params["principals"].items()) {
      sids[principal.key()] = "S-1-5-21-" + std::to_string(sids.size() + 1);
    }
    return Reply::Result({{"foreignJobs", 0}, {"principals", std::move(sids)}});
  }

  Reply CreateJob() {
    while (loops_) std::this_thread::yield();
    if (rules_.breaking) return Reply::Error(kInternalError, "out of order");
    if (jobs_ == 0 && rules_.first_code != "0x00000000") {
      ++jobs_;
      return Created(rules_.first_code);
    }
    if (jobs_ >= rules_.limit) return Reply::Result({{"hresult", "0x80200049"}});
    ++jobs_;
    return Created("0x00000000");
  }

  static Reply Created(const std::string& code) {
    return Reply::Result({{"hresult", code}, {"jobId", "{5CE34C0D-0DC9-4C1F-897C-DAA1B78CEE7C}"}});
  }

  const Rules rules_;
  const Mode mode_;
  int jobs_ = 0;
  bool loops_ = false;
};

inline const std::vector<MutantInfo>& CountingMutants() {
  static const std::vector<MutantInfo> mutants = {
      {"limits.one", "T-1", "only one job is allowed"},
      {"limits.three", "T-2", "three jobs are allowed"},
  };
  return mutants;
}

// "reference", the mutants above, "mutant:harmless" (the reference under another name), and
// subjects that put the harness out.
inline std::unique_ptr<Subject> MakeCountingSubject(const std::string& name, Mode mode) {
  CountingSubject::Rules rules;
  if (name == "mutant:limits.one") {
    rules.limit = 1;
  } else if (name == "mutant:limits.three") {
    rules.limit = 3;
  } else if (name == "first-is-false") {
    rules.first_code = "0x00000001";
  } else if (name == "breaking") {
    rules.breaking = true;
  } else if (name == "mute") {
    rules.mute = true;
  } else if (name == "looping") {
    rules.looping = true;
  } else if (name != "reference" && name != "mutant:harmless") {
    throw std::invalid_argument("there is no subject '" + name +
                                "'; there are: reference, mutant:NAME");
  }
  return std::make_unique<CountingSubject>(rules, mode);
}

}  // namespace bitsproof::conformance
