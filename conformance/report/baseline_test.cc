#include "conformance/report/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/run/testing/sample_results.h"
#include "conformance/scenario/testing/temporary_folder.h"

namespace bitsproof::conformance {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kCase = "limits.per-user[jobType=upload]";

// An entry of SampleFailure's case.
BaselineEntry Entry(const std::string& check, const std::string& signature,
                    BaselineKind kind = BaselineKind::kKnown) {
  BaselineEntry entry;
  entry.case_id = kCase;
  entry.place = {FailurePlace::Type::kCheck, check};
  entry.signature = signature;
  entry.kind = kind;
  entry.reason = "because";
  return entry;
}

std::string SampleSignature() { return Signature(SampleFailure().failures[0].mismatch); }

BaselineEntry MatchingEntry(BaselineKind kind = BaselineKind::kKnown) {
  return Entry("sixty-first-refused", SampleSignature(), kind);
}

Baseline Of(std::vector<BaselineEntry> entries) {
  Baseline baseline;
  baseline.Set(std::move(entries));
  return baseline;
}

// SampleFailure's case, passed.
CaseResult Passed() {
  CaseResult result = SamplePass();
  result.case_id = kCase;
  return result;
}

CaseResult Judged(const Baseline& baseline, CaseResult result) {
  baseline.Judge(result);
  return result;
}

std::vector<BaselineNote::Finding> FindingsOf(const CaseResult& result) {
  std::vector<BaselineNote::Finding> findings;
  for (const BaselineNote& note : result.baseline) findings.push_back(note.finding);
  return findings;
}

using Finding = BaselineNote::Finding;

TEST(BaselineJudge, ExpectsAFailureThatIsExactlyAsRecorded) {
  for (const auto kind : {BaselineKind::kKnown, BaselineKind::kFlaky, BaselineKind::kWontFix}) {
    const CaseResult result = Judged(Of({MatchingEntry(kind)}), SampleFailure());
    EXPECT_EQ(result.verdict, Verdict::kExpectedFail);
    EXPECT_THAT(FindingsOf(result), ElementsAre(Finding::kExpected));
    EXPECT_EQ(result.baseline[0].reason, "because");
  }
}

TEST(BaselineJudge, LeavesCasesThatItDoesNotTellOf) {
  BaselineEntry other_mode = MatchingEntry();
  other_mode.mode = Mode::kLive;
  BaselineEntry other_case = MatchingEntry();
  other_case.case_id = "limits.per-user";
  const CaseResult result = Judged(Of({other_mode, other_case}), SampleFailure());
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_THAT(result.baseline, IsEmpty());
}

TEST(BaselineJudge, FindsAPassUnexpectedUnlessTheEntryIsFlaky) {
  for (const auto kind : {BaselineKind::kKnown, BaselineKind::kWontFix}) {
    const CaseResult result = Judged(Of({MatchingEntry(kind)}), Passed());
    EXPECT_EQ(result.verdict, Verdict::kUnexpectedPass);
    EXPECT_THAT(FindingsOf(result), ElementsAre(Finding::kUnexpectedPass));
  }
  const CaseResult flaky = Judged(Of({MatchingEntry(BaselineKind::kFlaky)}), Passed());
  EXPECT_EQ(flaky.verdict, Verdict::kPass);
  EXPECT_THAT(flaky.baseline, IsEmpty());
}

TEST(BaselineJudge, NoticesAChangedSignature) {
  for (const auto kind : {BaselineKind::kKnown, BaselineKind::kFlaky}) {
    const CaseResult result =
        Judged(Of({Entry("sixty-first-refused", "another", kind)}), SampleFailure());
    EXPECT_EQ(result.verdict, Verdict::kChangedFail);
    EXPECT_THAT(FindingsOf(result), ElementsAre(Finding::kChanged));
  }
}

TEST(BaselineJudge, TakesAnyOfTheSignaturesOfAFlakyCase) {
  const auto flaky = BaselineKind::kFlaky;
  const CaseResult result =
      Judged(Of({MatchingEntry(flaky), Entry("sixty-first-refused", "another", flaky),
                 Entry("elsewhere", "a third", flaky)}),
             SampleFailure());
  EXPECT_EQ(result.verdict, Verdict::kExpectedFail);
  EXPECT_THAT(FindingsOf(result), ElementsAre(Finding::kExpected));
}

TEST(BaselineJudge, LeavesAFailureElsewhereUnexpectedAndFindsTheEntryStale) {
  const CaseResult result = Judged(Of({Entry("elsewhere", "x")}), SampleFailure());
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_THAT(FindingsOf(result), ElementsAre(Finding::kStale));
}

TEST(BaselineJudge, FindsAnEntryStaleBesideTheOneThatMatches) {
  const CaseResult result = Judged(Of({MatchingEntry(), Entry("elsewhere", "x")}), SampleFailure());
  EXPECT_EQ(result.verdict, Verdict::kExpectedFail);
  EXPECT_THAT(FindingsOf(result), ElementsAre(Finding::kStale, Finding::kExpected));
}

TEST(BaselineJudge, NeedsAnEntryForEachPieceOfMissingEvidence) {
  CaseResult result = SampleInconclusive();
  result.failures.push_back(result.failures[0]);
  result.failures[1].mismatch.what = "something else happened";
  Baseline baseline;
  baseline.Update({SampleInconclusive()}, {});
  EXPECT_EQ(Judged(baseline, SampleInconclusive()).verdict, Verdict::kExpectedFail);
  EXPECT_EQ(Judged(baseline, result).verdict, Verdict::kInconclusive);
}

TEST(BaselineJudge, SaysNothingOfSkipsAndFaultsOfTheHarness) {
  for (CaseResult result : {SampleSkip(), SampleHarnessError()}) {
    BaselineEntry entry = MatchingEntry();
    entry.case_id = result.case_id;
    const Verdict before = result.verdict;
    Of({entry}).Judge(result);
    EXPECT_EQ(result.verdict, before);
    EXPECT_THAT(result.baseline, IsEmpty());
  }
}

BaselineScope WholeScope() {
  BaselineScope scope;
  scope.existing = {{kCase, Mode::kSim}};
  scope.whole = true;
  return scope;
}

TEST(BaselineStale, IsAnEntryWithoutACaseWhenEverythingIsSelected) {
  BaselineEntry gone = MatchingEntry();
  gone.case_id = "gone";
  const Baseline baseline = Of({MatchingEntry(), gone});
  EXPECT_THAT(baseline.Stale(WholeScope()), ElementsAre("gone (sim), check sixty-first-refused"));
  BaselineScope part = WholeScope();
  part.whole = false;
  EXPECT_THAT(baseline.Stale(part), IsEmpty());
}

TEST(BaselineStale, IsNotJudgedInAModeThatIsNotSelected) {
  BaselineEntry live = MatchingEntry();
  live.mode = Mode::kLive;
  BaselineScope scope = WholeScope();
  EXPECT_EQ(Of({live}).Stale(scope).size(), 1u);
  scope.live = false;
  EXPECT_THAT(Of({live}).Stale(scope), IsEmpty());
}

TEST(BaselineUpdate, MakesEveryFailureExpected) {
  Baseline baseline;
  const BaselineChange change = baseline.Update(SampleResults(), {});
  EXPECT_EQ(change.added, 2u);
  for (const CaseResult& sample : SampleResults()) {
    const CaseResult result = Judged(baseline, sample);
    const bool deviates =
        sample.verdict == Verdict::kFail || sample.verdict == Verdict::kInconclusive;
    EXPECT_EQ(result.verdict, deviates ? Verdict::kExpectedFail : sample.verdict);
  }
  EXPECT_EQ(baseline.unexplained(), 2u);
}

TEST(BaselineUpdate, KeepsReasonAndKindOfWhatStillMatches) {
  Baseline baseline = Of({MatchingEntry(BaselineKind::kWontFix)});
  const BaselineChange change = baseline.Update({SampleFailure()}, {});
  EXPECT_EQ(change.kept, 1u);
  EXPECT_EQ(change.added + change.removed, 0u);
  EXPECT_EQ(baseline.entries()[0].kind, BaselineKind::kWontFix);
  EXPECT_EQ(baseline.entries()[0].reason, "because");
}

TEST(BaselineUpdate, ReplacesAnEntryWhoseSignatureChanged) {
  Baseline baseline = Of({Entry("sixty-first-refused", "another")});
  const BaselineChange change = baseline.Update({SampleFailure()}, {});
  EXPECT_EQ(change.removed, 1u);
  EXPECT_EQ(change.added, 1u);
  EXPECT_EQ(baseline.entries()[0].signature, SampleSignature());
  EXPECT_EQ(baseline.entries()[0].reason, kUnexplained);
}

TEST(BaselineUpdate, DropsWhatPasses) {
  Baseline baseline = Of({MatchingEntry()});
  EXPECT_EQ(baseline.Update({Passed()}, {}).removed, 1u);
  EXPECT_THAT(baseline.entries(), IsEmpty());
}

TEST(BaselineUpdate, TouchesOnlyCasesThatRan) {
  BaselineEntry skipped = MatchingEntry();
  skipped.case_id = SampleSkip().case_id;
  BaselineEntry faulty = MatchingEntry();
  faulty.case_id = SampleHarnessError().case_id;
  BaselineEntry absent = MatchingEntry();
  absent.case_id = "not.selected";
  Baseline baseline = Of({skipped, faulty, absent});
  const BaselineChange change = baseline.Update({SampleSkip(), SampleHarnessError()}, {});
  EXPECT_EQ(change.kept, 3u);
  EXPECT_EQ(baseline.entries().size(), 3u);
}

TEST(BaselineUpdate, DropsEntriesWithoutACaseWhenEverythingIsSelected) {
  BaselineEntry gone = MatchingEntry(BaselineKind::kFlaky);
  gone.case_id = "gone";
  Baseline baseline = Of({gone});
  EXPECT_EQ(baseline.Update({}, WholeScope()).removed, 1u);
}

TEST(BaselineUpdate, AddsASignatureToAFlakyCaseAndForgetsNone) {
  Baseline baseline = Of({Entry("elsewhere", "x", BaselineKind::kFlaky)});
  baseline.Update({SampleFailure()}, {});
  baseline.Update({Passed()}, {});
  ASSERT_EQ(baseline.entries().size(), 2u);
  EXPECT_EQ(baseline.entries()[1].kind, BaselineKind::kFlaky);
  EXPECT_EQ(Judged(baseline, SampleFailure()).verdict, Verdict::kExpectedFail);
  EXPECT_EQ(Judged(baseline, Passed()).verdict, Verdict::kPass);
}

// --- The file ---

std::vector<std::string> ProblemsOf(const std::string& text,
                                    EmptyReason empty_reason = EmptyReason::kRefused) {
  TemporaryFolder folder;
  folder.Write("b.json", text);
  std::vector<Problem> problems;
  ReadBaseline(folder / "b.json", empty_reason, problems);
  std::vector<std::string> texts;
  for (const Problem& problem : problems) {
    const std::string text_of = ToString(problem);
    texts.push_back(text_of.substr(text_of.find("b.json")));
  }
  return texts;
}

// A file with one entry, in which `what` is replaced.
std::string FileWith(const std::string& what = "", const std::string& by = "") {
  std::string text = R"({"format": "1.0", "entries": [
    {"case": "a", "mode": "sim", "check": "c", "signature": "s", "kind": "known", "reason": "r"}]})";
  return what.empty() ? text : text.replace(text.find(what), what.size(), by);
}

TEST(BaselineFile, IsReadBackAsItWasWritten) {
  Baseline baseline;
  baseline.description = "what it is";
  baseline.Update(SampleResults(), {});
  TemporaryFolder folder;
  folder.Write("b.json", WriteBaseline(baseline));
  std::vector<Problem> problems;
  const Baseline again = ReadBaseline(folder / "b.json", EmptyReason::kRefused, problems);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(again.entries().size(), 2u);
  EXPECT_EQ(WriteBaseline(again), WriteBaseline(baseline));
}

TEST(BaselineFile, IsSortedWhateverTheOrderOfTheEntries) {
  BaselineEntry a = MatchingEntry();
  BaselineEntry b = MatchingEntry();
  b.case_id = "a.first";
  EXPECT_EQ(WriteBaseline(Of({a, b})), WriteBaseline(Of({b, a})));
  EXPECT_EQ(Of({a, b}).entries()[0].case_id, "a.first");
}

TEST(BaselineFile, IsTextThatAPersonCanReview) {
  EXPECT_EQ(WriteBaseline(Of({Entry("c", "/hresult: expected S_OK, found E_FAIL")})),
            "{\n"
            "  \"format\": \"1.0\",\n"
            "  \"entries\": [\n"
            "    {\n"
            "      \"case\": \"limits.per-user[jobType=upload]\",\n"
            "      \"mode\": \"sim\",\n"
            "      \"check\": \"c\",\n"
            "      \"signature\": \"/hresult: expected S_OK, found E_FAIL\",\n"
            "      \"kind\": \"known\",\n"
            "      \"reason\": \"because\"\n"
            "    }\n"
            "  ]\n"
            "}\n");
}

TEST(BaselineFile, NamesFileAndPointerOfWhatIsWrong) {
  EXPECT_THAT(ProblemsOf(FileWith()), IsEmpty());
  const std::vector<std::tuple<std::string, std::string, std::string>> bad = {
      {"\"kind\": \"known\"", "\"kind\": \"sometimes\"",
       "b.json#/entries/0/kind: must be \"known\" or \"flaky\" or \"wont-fix\", not \"sometimes\""},
      {"\"mode\": \"sim\"", "\"mode\": \"both\"",
       "b.json#/entries/0/mode: must be \"sim\" or \"live\", not \"both\""},
      {"\"check\": \"c\", ", "",
       "b.json#/entries/0: an entry needs one of \"check\", \"step\" and \"pointer\""},
      {"\"check\": \"c\"", "\"check\": \"c\", \"step\": \"d\"",
       "b.json#/entries/0/step: \"step\" cannot stand beside \"check\""},
      {"\"signature\": \"s\"", "\"signature\": \"\"",
       "b.json#/entries/0/signature: must be a text that is not empty, not \"\""},
      {"\"case\"", "\"cas\"",
       "b.json#/entries/0/cas: unknown key \"cas\" in an entry: did you mean \"case\"?"},
      {"\"1.0\"", "\"2.0\"", "b.json#/format: must be \"1.0\", not \"2.0\""},
      {"\"entries\"", "\"entry\"", "b.json: a baseline lacks the member \"entries\""}};
  for (const auto& [what, by, problem] : bad) {
    EXPECT_THAT(ProblemsOf(FileWith(what, by)), Contains(problem));
  }
}

TEST(BaselineFile, RefusesOneFailureTwice) {
  const std::string entry =
      R"({"case": "a", "mode": "sim", "check": "c", "signature": "s", "kind": "known", "reason": "r"})";
  const std::string again =
      R"({"case": "a", "mode": "sim", "check": "c", "signature": "s", "kind": "flaky", "reason": "q"})";
  EXPECT_THAT(
      ProblemsOf("{\"format\": \"1.0\", \"entries\": [" + entry + "," + again + "]}"),
      ElementsAre("b.json#/entries/1: is the same failure as /entries/0: a (sim), check c"));
}

TEST(BaselineFile, RefusesAnEmptyReasonUnlessItIsWrittenAnew) {
  const std::string blank = FileWith("\"reason\": \"r\"", "\"reason\": \" \"");
  const std::string missing = FileWith(", \"reason\": \"r\"", "");
  for (const std::string& text : {blank, missing}) {
    EXPECT_THAT(ProblemsOf(text),
                ElementsAre(AnyOf("b.json#/entries/0: an entry lacks the member \"reason\"",
                                  HasSubstr("b.json#/entries/0/reason: must be a text that says "
                                            "why this failure is accepted"))));
    EXPECT_THAT(ProblemsOf(text, EmptyReason::kFilledIn), IsEmpty());
  }
}

TEST(BaselineFile, ListsEveryProblem) {
  const std::string text = R"({"format": "1.0", "entries": [{}, 7, {"case": ""}]})";
  for (const char* const place : {"#/entries/0: ", "#/entries/1: ", "#/entries/2: "}) {
    EXPECT_THAT(ProblemsOf(text), Contains(HasSubstr(place)));
  }
  EXPECT_EQ(ProblemsOf("[").size(), 1u);
  EXPECT_THAT(ProblemsOf("[]"), ElementsAre("b.json: must be a baseline, not []"));
}

TEST(BaselineFile, SaysWhenItCannotBeRead) {
  std::vector<Problem> problems;
  ReadBaseline("/nowhere/at/all.json", EmptyReason::kRefused, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(ToString(problems[0]), "/nowhere/at/all.json: the baseline cannot be read");
}

}  // namespace
}  // namespace bitsproof::conformance
