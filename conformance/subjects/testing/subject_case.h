// What the tests of subjects share.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "conformance/scenario/scenario.h"
#include "conformance/subject.h"

namespace bitsproof::conformance::testing {

// A subject in a case with alice and bob (standard), root (administrator) and svc (service).
class Case {
 public:
  // `subject` must outlive the case; `work_directory` must exist in live mode.
  Case(Subject& subject, std::string work_directory)
      : subject_(subject), directory_(std::move(work_directory)) {}

  // Resets the subject; `more` is merged into the parameters.
  Reply Reset(const Json& more = Json::object()) {
    Json params{{"case", "test"},
                {"seed", 1},
                {"workDirectory", directory_},
                {"principals",
                 {{"alice", "standard"},
                  {"bob", "standard"},
                  {"root", "administrator"},
                  {"svc", "service"}}}};
    params.update(more);
    return subject_.Call("subject.reset", params);
  }

  // The result object of a call in the name of alice, unless `params` names somebody.
  Json Ask(std::string_view method, Json params = Json::object()) {
    if (!params.contains("as")) params["as"] = "alice";
    const Reply reply = subject_.Call(method, params);
    EXPECT_EQ(reply.kind, Reply::Kind::kResult) << method << ": " << reply.message;
    return reply.value;
  }

  // The id of a new download job.
  std::string Create(const std::string& name = "job", const std::string& as = "alice") {
    return Ask("manager.createJob", {{"as", as}, {"displayName", name}, {"type", "download"}})
        .at("jobId");
  }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  Subject& subject() { return subject_; }

 private:
  Subject& subject_;
  const std::string directory_;
};

}  // namespace bitsproof::conformance::testing
