// What the tests of the runner have in common.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "conformance/run/runner.h"
#include "conformance/run/scripted_subject.h"
#include "conformance/scenario/matrix.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance {

// A subject, and the way to put it through a scenario that a test writes down.
class RunnerTest : public ::testing::Test {
 protected:
  // `members`: those of a scenario beside format, id and title.
  static Case Parse(const std::string& members) {
    auto scenario = std::make_shared<Scenario>();
    const std::string text =
        R"({"format": "1.0", "id": "topic.test", "title": "A test.", )" + members + "}";
    for (const Problem& problem : ParseScenario("topic/test.json", text, scenario.get())) {
      ADD_FAILURE() << ToString(problem);
    }
    return Expand(scenario).front();
  }

  // A scenario of `steps` with a principal "alice", and the check `c` to make it one.
  static std::string Steps(const std::string& steps) {
    return R"("setup": {"principals": {"alice": "standard"}}, "steps": [)" + steps + "]";
  }

  CaseResult Run(const std::string& members) {
    const Case test_case = Parse(members);
    const SubjectInfo info = Handshake(subject_);
    subject_.requests.clear();
    return RunCase(subject_, info, test_case, options_);
  }

  CaseResult RunSteps(const std::string& steps) { return Run(Steps(steps)); }

  ScriptedSubject subject_;
  RunOptions options_;
};

}  // namespace bitsproof::conformance
