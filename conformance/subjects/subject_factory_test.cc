#include "conformance/subject_factory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

std::string RefusalOf(const std::string& name) {
  try {
    MakeSubject(name, Mode::kSim);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(SubjectFactory, MakesTheReferenceForBothModes) {
  for (const Mode mode : {Mode::kSim, Mode::kLive}) {
    const Reply hello =
        MakeSubject("reference", mode)->Call("subject.hello", {{"protocol", "1.0"}});
    EXPECT_EQ(hello.value["clock"], mode == Mode::kSim ? "virtual" : "real");
  }
}

TEST(SubjectFactory, TellsWhatExistsWhenASubjectDoesNot) {
  EXPECT_THAT(RefusalOf("referee"), HasSubstr("There is no subject 'referee'"));
  EXPECT_THAT(RefusalOf("mutant:limits.per-user-71"),
              HasSubstr("did you mean \"mutant:limits.per-user-61\"?"));
  EXPECT_THAT(RefusalOf("something-else-entirely"), HasSubstr("`bitsproof list mutants`"));
}

TEST(SubjectFactory, ListsMutantsByName) {
  const auto by_name = [](const MutantInfo& a, const MutantInfo& b) { return a.name < b.name; };
  EXPECT_GE(Mutants().size(), 60u);
  EXPECT_TRUE(std::is_sorted(Mutants().begin(), Mutants().end(), by_name));
}

}  // namespace
}  // namespace bitsproof::conformance
