// What the tests of the runner have in common.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <regex>
#include <string>

#include "conformance/run/runner.h"
#include "conformance/run/testing/scripted_subject.h"
#include "conformance/scenario/matrix.h"
#include "conformance/scenario/scenario_parser.h"

namespace bitsproof::conformance {

// A subject, and the way to put it through a scenario that a test writes down.
class RunnerTest : public ::testing::Test {
 protected:
  // The id of job `number`; a test's scenario may write "{1}" for that of job 1, up to 9.
  static std::string JobId(int number) {
    const std::string digits = std::to_string(number);
    return "{00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits + "}";
  }

  // `members`: those of a scenario beside format, id and title.
  static Case Parse(const std::string& members) {
    auto scenario = std::make_shared<Scenario>();
    const std::string text = R"({"format": "1.0", "id": "topic.test", "title": "A test.", )" +
                             std::regex_replace(members, std::regex(R"("\{(\d)\}")"),
                                                R"("{00000000-0000-4000-8000-00000000000$1}")") +
                             "}";
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
