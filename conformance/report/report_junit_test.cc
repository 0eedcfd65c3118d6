#include "conformance/report/report_junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "conformance/run/testing/sample_results.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

class JUnitTest : public ::testing::Test {
 protected:
  void Write(const std::vector<CaseResult>& cases) {
    text_ = WriteJUnit(cases, SampleCatalogue(), counts_);
    ASSERT_TRUE(document_.load_string(text_.c_str())) << text_;
  }

  pugi::xml_node Case(const std::string& name) const {
    return document_.select_node(("//testcase[@name='" + name + "']").c_str()).node();
  }

  RequirementCounts counts_;
  std::string text_;
  pugi::xml_document document_;
};

TEST_F(JUnitTest, TellsOfTheWholeCatalogueInASuiteWithoutCases) {
  counts_.Add({RequirementVerdict::kPass, "", ""});
  counts_.Add({RequirementVerdict::kNotApplicable, "", "needs capability limits"});
  Write({SamplePass()});
  const pugi::xml_node suite = document_.select_node("//testsuite[@name='requirements']").node();
  EXPECT_EQ(suite.attribute("tests").as_int(-1), 0);
  const auto value = [&](const std::string& name) {
    return suite.select_node((".//property[@name='" + name + "']").c_str())
        .node()
        .attribute("value")
        .as_int(-1);
  };
  EXPECT_EQ(value("all"), 2);
  EXPECT_EQ(value("judged"), 1);
  EXPECT_EQ(value("notApplicable: needs capability limits"), 1);
}

TEST_F(JUnitTest, CountsTheWholeAndEachTopic) {
  Write(SampleResults());
  const pugi::xml_node root = document_.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 6);
  EXPECT_EQ(root.attribute("failures").as_int(), 2);
  EXPECT_EQ(root.attribute("errors").as_int(), 1);
  EXPECT_EQ(root.attribute("skipped").as_int(), 1);
  EXPECT_STREQ(root.attribute("time").value(), "1.500");
  const pugi::xml_node limits = root.find_child_by_attribute("testsuite", "name", "limits");
  EXPECT_EQ(limits.attribute("tests").as_int(), 3);
  EXPECT_EQ(limits.attribute("failures").as_int(), 1);
  EXPECT_EQ(std::distance(limits.children("testcase").begin(), limits.children("testcase").end()),
            3);
}

TEST_F(JUnitTest, WritesAFailureAsAFailure) {
  Write(SampleResults());
  const pugi::xml_node node = Case("limits.per-user[jobType=upload] (sim)");
  EXPECT_STREQ(node.attribute("classname").value(), "limits.per-user");
  EXPECT_STREQ(node.attribute("file").value(), "scenarios/limits/x.json");
  EXPECT_FALSE(node.child("error"));
  const pugi::xml_node failure = node.child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "CORE-CREATE-07/sixty-first-refused");
  EXPECT_THAT(failure.attribute("message").value(), HasSubstr("expected BG_E_TOO_MANY"));
  EXPECT_THAT(failure.text().get(), HasSubstr("A standard user may have 60 jobs."));
  EXPECT_THAT(failure.text().get(), HasSubstr("S_OK (0x00000000)"));
}

TEST_F(JUnitTest, WritesMissingEvidenceAsAFailure) {
  Write(SampleResults());
  const pugi::xml_node failure = Case("resume.gate (live)").child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "inconclusive");
}

TEST_F(JUnitTest, WritesAFaultOfTheHarnessAsAnError) {
  Write(SampleResults());
  const pugi::xml_node node = Case("resume.broken (sim)");
  EXPECT_TRUE(node.child("error"));
  EXPECT_FALSE(node.child("failure"));
}

TEST_F(JUnitTest, WritesASkipWithItsReason) {
  Write(SampleResults());
  EXPECT_STREQ(Case("resume.restart (sim)").child("skipped").attribute("message").value(),
               "needs capability service.restart");
}

TEST_F(JUnitTest, HasNothingInsideAPassedCase) {
  Write(SampleResults());
  EXPECT_FALSE(Case("limits.per-user[jobType=download] (sim)").first_child());
}

TEST_F(JUnitTest, WritesAnExpectedFailureAsASkipThatSaysWhy) {
  Write({SampleExpectedFailure()});
  const pugi::xml_node node = Case("limits.per-user[jobType=upload] (sim)");
  EXPECT_STREQ(node.child("skipped").attribute("type").value(), "expected-fail");
  EXPECT_THAT(node.child("skipped").attribute("message").value(), HasSubstr("it counts otherwise"));
  EXPECT_FALSE(node.child("failure"));
  EXPECT_EQ(document_.child("testsuites").attribute("skipped").as_int(), 1);
  EXPECT_EQ(document_.child("testsuites").attribute("failures").as_int(), 0);
}

TEST_F(JUnitTest, WritesWhatTheBaselineSaysAndIsNotSoAsAFailure) {
  CaseResult passed = SamplePass();
  passed.verdict = Verdict::kUnexpectedPass;
  passed.baseline = {SampleNote(BaselineNote::Finding::kUnexpectedPass)};
  CaseResult stale = SampleExpectedFailure();
  stale.baseline.push_back(SampleNote(BaselineNote::Finding::kStale));
  Write({passed, stale});
  const pugi::xml_node failure = Case("limits.per-user[jobType=download] (sim)").child("failure");
  EXPECT_THAT(failure.attribute("message").value(),
              HasSubstr("the baseline is outdated: unexpected-pass: known"));
  EXPECT_TRUE(Case("limits.per-user[jobType=upload] (sim)").child("failure"));
  EXPECT_EQ(document_.child("testsuites").attribute("failures").as_int(), 2);
}

TEST_F(JUnitTest, WritesAnEntryWithoutACaseAsAFailedCase) {
  text_ = WriteJUnit({SamplePass()}, SampleCatalogue(), {}, {"gone (sim), check x"});
  ASSERT_TRUE(document_.load_string(text_.c_str()));
  EXPECT_TRUE(Case("gone (sim), check x").child("failure"));
  EXPECT_EQ(document_.child("testsuites").attribute("tests").as_int(), 2);
  EXPECT_EQ(document_.child("testsuites").attribute("failures").as_int(), 1);
}

TEST_F(JUnitTest, EscapesMarkup) {
  CaseResult result = SampleFailure();
  result.failures[0].mismatch = {.kind = Mismatch::Kind::kFault, .what = "<b> & \"quotes\" ]]>"};
  Write({result});
  EXPECT_STREQ(document_.select_node("//failure").node().attribute("message").value(),
               "<b> & \"quotes\" ]]>");
}

TEST_F(JUnitTest, ReplacesWhatXmlCannotCarry) {
  CaseResult result = SampleFailure();
  result.failures[0].mismatch = {.kind = Mismatch::Kind::kFault,
                                 .what = std::string("bell \x07 nul \0 bad \xFF tab \t", 23)};
  Write({result});
  for (const char c : text_)
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
  EXPECT_THAT(text_, HasSubstr("bell \xEF\xBF\xBD nul \xEF\xBF\xBD bad \xEF\xBF\xBD tab"));
}

TEST_F(JUnitTest, IsADocumentWithoutCases) {
  Write({});
  EXPECT_EQ(document_.child("testsuites").attribute("tests").as_int(-1), 0);
}

}  // namespace
}  // namespace bitsproof::conformance
