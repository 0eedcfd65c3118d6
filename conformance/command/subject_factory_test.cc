#include "conformance/command/subject_factory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "conformance/mutants/mutant_list.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

std::string RefusalOf(const std::string& name) {
  try {
    MakeSubject(SubjectNamed(name), Mode::kSim);
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
  const std::string refusal = RefusalOf("something-else-entirely");
  EXPECT_THAT(refusal, HasSubstr("There is no subject 'something-else-entirely'. There are"));
  for (const char* const form : {"'reference'", "'mutant:NAME'", "`bitsproof list mutants`",
                                 "'stdio:CMD ARG...'", "'http://HOST:PORT'"}) {
    EXPECT_THAT(refusal, HasSubstr(form));
  }
}

TEST(SubjectFactory, RefusesAddressesAndCommandsThatAreNone) {
  EXPECT_THAT(RefusalOf("http://127.0.0.1"), HasSubstr("write http://HOST:PORT"));
  EXPECT_THAT(RefusalOf("https://127.0.0.1:1"), HasSubstr("There is no subject"));
  EXPECT_THAT(RefusalOf("stdio:"), HasSubstr("no command; write stdio:'CMD ARG...'"));
  EXPECT_THAT(RefusalOf("stdio:a 'b"), HasSubstr("is not closed"));
}

TEST(SubjectFactory, ListsMutantsByName) {
  const auto by_name = [](const MutantInfo& a, const MutantInfo& b) { return a.name < b.name; };
  EXPECT_GE(Mutants().size(), 60u);
  EXPECT_TRUE(std::is_sorted(Mutants().begin(), Mutants().end(), by_name));
}

}  // namespace
}  // namespace bitsproof::conformance
