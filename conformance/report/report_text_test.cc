#include "conformance/report/report_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/run/testing/sample_results.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DescribeValue, GivesResultCodesNameAndNumber) {
  EXPECT_EQ(DescribeValue(Json({{"hresult", "0x80200001"}, {"jobs", {"0x00000000", 3}}})),
            R"json({"hresult":"BG_E_NOT_FOUND (0x80200001)","jobs":["S_OK (0x00000000)",3]})json");
  EXPECT_EQ(DescribeValue("BG_E_NOT_FOUND"), R"json("BG_E_NOT_FOUND (0x80200001)")json");
}

TEST(DescribeValue, LeavesOtherTextsAlone) {
  EXPECT_EQ(DescribeValue(Json({{"state", "QUEUED"}, {"text", "0x8020000"}, {"name", "E_of_me"}})),
            R"json({"state":"QUEUED","text":"0x8020000","name":"E_of_me"})json");
}

TEST(DescribeValue, ShowsACodeWithoutANameAsItIs) {
  EXPECT_EQ(DescribeValue("0x81234567"), R"json("0x81234567")json");
}

TEST(DescribeValue, CutsTheMiddleOutOfALongValueBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xC3\xA4";
  const std::string cut = DescribeValue(text, 21);
  EXPECT_THAT(cut, HasSubstr("characters)..."));
  EXPECT_LT(cut.size(), 60u);
  EXPECT_EQ(Json(cut).dump().find("\\ufffd"), std::string::npos);
}

TEST(DescribeFailure, TellsEverythingAboutAFailedCheck) {
  const CaseResult result = SampleFailure();
  EXPECT_EQ(DescribeFailure(result, result.failures[0], SampleCatalogue()),
            "  at        scenarios/limits/x.json /steps/2\n"
            "  step      overflow\n"
            "  check     sixty-first-refused (must)\n"
            "  rule      CORE-CREATE-07: A standard user may have 60 jobs.\n"
            "  message   /hresult: expected BG_E_TOO_MANY_JOBS_PER_USER (0x80200049), found S_OK "
            "(0x00000000)\n"
            "  expected  {\"hresult\":\"BG_E_TOO_MANY_JOBS_PER_USER (0x80200049)\"}\n"
            "  actual    {\"hresult\":\"S_OK (0x00000000)\"}\n"
            "  events    0.000 create 1\n"
            "            0.000 create 2\n");
}

TEST(DescribeFailure, LeavesOutWhatAFailureDoesNotHave) {
  const CaseResult result = SampleInconclusive();
  EXPECT_EQ(DescribeFailure(result, result.failures[0], SampleCatalogue()),
            "  at        scenarios/resume/x.json /evidence/journal/web/GET\n"
            "  message   evidence is missing: the journal of web shows GET 1 times, at least 2 are "
            "needed\n");
}

TEST(DescribeRequirement, SaysWhenARuleIsUnknown) {
  EXPECT_EQ(DescribeRequirement("X-1", SampleCatalogue()), "X-1 (not in the catalogue)");
}

TEST(ShellQuote, LeavesPlainWordsAlone) {
  EXPECT_EQ(ShellQuote("mutant:limits.per-user-61"), "mutant:limits.per-user-61");
}

TEST(ShellQuote, QuotesWhatAShellWouldTouch) {
  EXPECT_EQ(ShellQuote(""), "''");
  EXPECT_EQ(ShellQuote("a[b=c]"), "'a[b=c]'");
  EXPECT_EQ(ShellQuote("it's $HOME"), "'it'\\''s $HOME'");
}

TEST(ReplayCommand, NamesCaseModeSeedAndSubject) {
  CaseResult result = SampleFailure();
  EXPECT_EQ(ReplayCommand(result, {}),
            "bitsproof run --case 'limits.per-user[jobType=upload]' --mode sim --seed 7 --subject "
            "reference");
}

TEST(ReplayCommand, AddsWhatIsNotTheDefault) {
  ReplayRecipe recipe;
  recipe.subject = "mutant:a";
  recipe.scenarios = "my scenarios";
  recipe.strict = "must";
  EXPECT_THAT(ReplayCommand(SampleFailure(), recipe),
              HasSubstr("--subject mutant:a --strict must --scenarios 'my scenarios'"));
}

}  // namespace
}  // namespace bitsproof::conformance
