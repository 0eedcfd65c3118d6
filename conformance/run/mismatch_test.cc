#include "conformance/run/mismatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "conformance/json/schema.h"
#include "conformance/run/matcher.h"

namespace bitsproof::conformance {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using Kind = Mismatch::Kind;

std::vector<Kind> AllKinds() {
  std::vector<Kind> kinds;
  for (int i = 0; i <= static_cast<int>(Mismatch::kLastKind); ++i) {
    kinds.push_back(static_cast<Kind>(i));
  }
  return kinds;
}

// A mismatch of `kind` in which everything is given.
Mismatch Full(Kind kind) {
  return {.kind = kind,
          .expected = "E_FAIL",
          .found = "0x00000000",
          .is_code = true,
          .what = "job.resume",
          .account = " of 1h"};
}

// What differs between two literals at `pointer`.
Mismatch Differing(const std::string& pointer, const Json& expected, const Json& found) {
  return {.pointer = pointer, .expected = expected, .found = found};
}

std::string SignatureOf(const std::string& pointer, const Json& expected, const Json& found) {
  return Signature(Differing(pointer, expected, found));
}

// The mismatch that the matcher finds.
Mismatch Matched(const char* expected, const char* actual) {
  const auto mismatch = Match(Json::parse(expected), Json::parse(actual));
  EXPECT_TRUE(mismatch) << expected << " matches " << actual;
  return mismatch.value_or(Mismatch{.kind = Kind::kHarness});
}

struct Told {
  Mismatch mismatch;
  std::string message;
  std::string signature;
};

TEST(Mismatch, HasAMessageAndASignatureForEveryKind) {
  const Mismatch fault{.kind = Kind::kFault,
                       .what = "job.resume: it was killed by signal 9 (SIGKILL)",
                       .account = "; the end of its stderr:\n    thread 4711 panicked"};
  const std::vector<Told> all = {
      {Matched("{\"state\": \"SUSPENDED\"}", "{\"state\": \"QUEUED\"}"),
       "/state: expected \"SUSPENDED\", found \"QUEUED\"",
       "/state: expected \"SUSPENDED\", found \"QUEUED\""},
      {Matched("[]", "7777"), "expected a list, found 7777", "expected a list, found {number}"},
      {Matched("{\"a\": {\"b\": 1}}", "{}"), "/a: expected an object, found nothing there",
       "/a: expected an object, found nothing there"},
      {Matched("[1]", "[1, 70000]"), "expected 1 elements, found 2: [1,70000]",
       "expected 1 elements, found 2: [...]"},
      {Matched("{\"$any\": true}", "{\"exists\": false}"),
       "expected something, found nothing there", "expected something, found nothing there"},
      {Matched("{\"$absent\": true}", "{\"bytes\": 7}"),
       "expected nothing there, found {\"bytes\":7}", "expected nothing there, found {...}"},
      {Matched("{\"$not\": 1}", "1"), "expected anything but 1, found 1",
       "expected anything but 1, found 1"},
      {Matched("{\"hresult\": {\"$in\": [\"E_FAIL\"]}}", "{\"hresult\": \"0x00000000\"}"),
       "/hresult: expected one of [\"E_FAIL\"], found S_OK (0x00000000)",
       "/hresult: expected one of [\"E_FAIL\"], found S_OK (0x00000000)"},
      {Matched("{\"$gte\": 3}", "2"), "expected a value >= 3, found 2",
       "expected a value >= 3, found 2"},
      {Matched("{\"$gt\": 3}", "2"), "expected a value > 3, found 2",
       "expected a value > 3, found 2"},
      {Matched("{\"$lte\": 3}", "4000"), "expected a value <= 3, found 4000",
       "expected a value <= 3, found {number}"},
      {Matched("{\"$lt\": 3}", "3"), "expected a value < 3, found 3",
       "expected a value < 3, found 3"},
      {Matched("{\"$count\": 3}", "null"), "expected a list or a text to count, found null",
       "expected a list or a text to count, found null"},
      {Matched("{\"$distinct\": true}", "[5, 5]"), "expected distinct elements, found twice 5",
       "expected distinct elements, found twice 5"},
      {Matched("{\"$contains\": \"x\"}", "[\"a b\"]"),
       "expected something with \"x\", found [\"a b\"]",
       "expected something with \"x\", found [...]"},
      {Matched("{\"$set\": [1]}", "[2]"), "expected in any order [1], found [2]",
       "expected in any order [1], found [2]"},
      {Matched("{\"$guid\": true}", "\"\""), "expected a GUID that is not null, found \"\"",
       "expected a GUID that is not null, found \"\""},
      {Matched("{\"$matches\": \"[0-9]+\"}", "\"a b\""),
       "expected a text of the form \"[0-9]+\", found \"a b\"",
       "expected a text of the form \"{text}\", found \"{text}\""},
      {Matched("{\"$succeeded\": true}", "\"0x80004005\""),
       "expected a code of success, found E_FAIL (0x80004005)",
       "expected a code of success, found E_FAIL (0x80004005)"},
      {Matched("{\"$failed\": true}", "\"0x00000000\""),
       "expected a code of failure, found S_OK (0x00000000)",
       "expected a code of failure, found S_OK (0x00000000)"},
      {Matched("{\"$odd\": true}", "1"), "the matcher $odd does not exist",
       "the matcher $odd does not exist"},
      {{.kind = Kind::kNotCollected, .found = "0x80070005", .is_code = true, .what = "\"/jobId\""},
       "the result has nothing at \"/jobId\" to collect (E_ACCESSDENIED (0x80070005))",
       "the result has nothing at \"/jobId\" to collect (E_ACCESSDENIED (0x80070005))"},
      {{.kind = Kind::kNoState, .found = "0x80200001", .is_code = true},
       "job.getState did not answer a state while it was awaited (BG_E_NOT_FOUND (0x80200001))",
       "job.getState did not answer a state while it was awaited (BG_E_NOT_FOUND (0x80200001))"},
      {{.kind = Kind::kUnbound, .what = "$jobs has no element 3"},
       "$jobs has no element 3",
       "$jobs has no element 3"},
      {{.kind = Kind::kTimeLimit, .account = " of 1h"},
       "the case took longer than its limit of 1h",
       "the case took longer than its limit"},
      {{.kind = Kind::kBusy},
       "virtual time does not get on: the subject is busy without end",
       "virtual time does not get on: the subject is busy without end"},
      {{.kind = Kind::kTooManyCalls},
       "the case made more calls than any case needs",
       "the case made more calls than any case needs"},
      {{.kind = Kind::kEvidence, .expected = 5, .found = 3, .what = "the journal shows GET"},
       "evidence is missing: the journal shows GET 3 times, at least 5 are needed",
       "evidence is missing: the journal shows GET {number} times, at least 5 are needed"},
      {fault, fault.what + fault.account, fault.what},
      {{.kind = Kind::kMalformed, .what = "file.get", .account = ": /bytes: must be a number"},
       "file.get gets a malformed answer: /bytes: must be a number",
       "file.get gets a malformed answer"},
      {{.kind = Kind::kUnknownMethod, .what = "job.resume"},
       "the subject does not know job.resume",
       "the subject does not know job.resume"},
      {{.kind = Kind::kNotStarted, .account = " again: no such file"},
       "the subject could not be started again: no such file",
       "the subject could not be started"},
      {{.kind = Kind::kHarness, .what = "the disk is full"},
       "the disk is full",
       "the disk is full"},
  };
  std::set<Kind> told;
  for (const Told& one : all) {
    told.insert(one.mismatch.kind);
    EXPECT_EQ(Message(one.mismatch), one.message);
    EXPECT_EQ(Signature(one.mismatch), one.signature);
  }
  for (const Kind kind : AllKinds()) EXPECT_TRUE(told.contains(kind)) << ToString(kind);
}

TEST(Mismatch, GivesEachKindANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const Kind kind : AllKinds()) {
    EXPECT_FALSE(ToString(kind).empty());
    EXPECT_TRUE(names.insert(ToString(kind)).second) << ToString(kind);
  }
}

TEST(Mismatch, ReadsBackWhatTheResultsFileHolds) {
  for (const Kind kind : AllKinds()) {
    Mismatch mismatch = Full(kind);
    mismatch.pointer = "/a";
    mismatch.is_count = true;
    mismatch.moment = {.turn = 3, .waited = 90s};
    const Json json = Json::parse(ToJson(mismatch).dump());
    EXPECT_EQ(WrongForm(*BuiltInSchema("results-1.0").Find("mismatch"), json), "");
    const Mismatch read = MismatchFromJson(json);
    EXPECT_EQ(ToJson(read), ToJson(mismatch));
    EXPECT_EQ(Message(read), Message(mismatch));
    EXPECT_EQ(Signature(read), Signature(mismatch));
  }
}

TEST(Mismatch, KeepsNullAndNothingApartInTheResultsFile) {
  const auto read = [](const Mismatch& mismatch) {
    return MismatchFromJson(ToJson(mismatch)).found;
  };
  EXPECT_FALSE(read({.expected = 1}));
  EXPECT_EQ(read({.expected = 1, .found = Json()}), std::optional(Json()));
}

TEST(Message, TellsTheTurnTheWaitAndWhatWasCounted) {
  Mismatch mismatch = Matched("{\"jobs\": {\"$count\": 60}}", "{\"jobs\": [1]}");
  EXPECT_EQ(Message(mismatch), "/jobs: the count is wrong: expected 60, found 1");
  mismatch.moment.turn = 200;
  EXPECT_EQ(Message(mismatch), "turn 200: /jobs: the count is wrong: expected 60, found 1");
  mismatch.moment = {.waited = 60s};
  EXPECT_EQ(Message(mismatch), "after 1m: /jobs: the count is wrong: expected 60, found 1");
}

TEST(Message, CutsLongValuesBetweenCharacters) {
  Json actual = std::string(200, 'a');
  actual.get_ref<std::string&>().insert(158, "\u20ac\u20ac");
  const std::string message = Message(Differing("", "short", actual));
  EXPECT_LT(message.size(), 260u);
  EXPECT_NO_THROW(Json(message).dump());
}

// One failure as two runs see it.
struct TwoRuns {
  Mismatch first;
  Mismatch second;
};

TEST(Signature, IsTheSameOnOtherPortsInOtherDirectoriesAndWithOtherIds) {
  Mismatch early = Differing("/state", "ERROR", "QUEUED");
  Mismatch late = early;
  early.moment.waited = 59999ms;
  late.moment.waited = 1min;
  const std::vector<TwoRuns> all = {
      {Differing("/url", "http://127.0.0.1:34567/pkg.bin", "http://127.0.0.1:34567/b"),
       Differing("/url", "http://127.0.0.1:1024/pkg.bin", "http://127.0.0.1:1024/b")},
      {Differing("/localName", "/tmp/a1/pkg.bin", "Z:\\tmp\\a1\\b"),
       Differing("/localName", "/tmp/b2/pkg.bin", "Z:\\tmp\\b2\\b")},
      {Differing("/0", "{1C2475F2-993D-46BA-AB4E-8F3E2EF694C6}",
                 "{86EEBDDD-4861-4F2E-9FD6-B3A0E0A55646}"),
       Differing("/0", "{2C2475F2-993D-46BA-AB4E-8F3E2EF694C6}",
                 "{96EEBDDD-4861-4F2E-9FD6-B3A0E0A55646}")},
      {Differing("/owner", "S-1-5-21-1-2-3-1003", "S-1-5-18"),
       Differing("/owner", "S-1-5-21-9-8-7-1004", "S-1-5-18")},
      {Differing("/names", Json::array({"a"}), {"BIT12AB.tmp", "a"}),
       Differing("/names", Json::array({"a"}), {"BIT9.tmp", "a"})},
      {Differing("/modified", "2026-01-01T00:00:10.0000000Z", "2026-01-01T00:00:11.0000000Z"),
       Differing("/modified", "2026-02-01T00:00:10.0000000Z", "2026-02-01T00:00:12.0000000Z")},
      {Differing("/requests/3/headers/range", "bytes=0-", nullptr),
       Differing("/requests/4/headers/range", "bytes=0-", nullptr)},
      {Differing("/bytesTransferred", 1, 12), Differing("/bytesTransferred", 1, 70000)},
      {Differing("", 1, {{"job", "{1C2475F2-993D-46BA-AB4E-8F3E2EF694C6}"}}),
       Differing("", 1, {{"job", "{2C2475F2-993D-46BA-AB4E-8F3E2EF694C6}"}})},
      {{.kind = Kind::kFault, .what = "job.resume: no answer", .account = " within 30s"},
       {.kind = Kind::kFault, .what = "job.resume: no answer", .account = " within 3s"}},
      {early, late},
  };
  for (const TwoRuns& runs : all) {
    EXPECT_NE(Message(runs.first), Message(runs.second));
    EXPECT_EQ(Signature(runs.first), Signature(runs.second));
  }
}

TEST(Signature, TellsFailuresApart) {
  const std::string base = SignatureOf("/state", "ERROR", "QUEUED");
  EXPECT_NE(base, SignatureOf("/status", "ERROR", "QUEUED"));
  EXPECT_NE(base, SignatureOf("/state", "SUSPENDED", "QUEUED"));
  EXPECT_NE(base, SignatureOf("/state", "ERROR", "TRANSFERRED"));
  EXPECT_NE(
      base,
      Signature(
          {.kind = Kind::kExcluded, .pointer = "/state", .expected = "ERROR", .found = "QUEUED"}));
  EXPECT_NE(base, Signature({.pointer = "/state", .expected = "ERROR"}));
}

TEST(Signature, KeepsWhatTheScenarioExpects) {
  EXPECT_EQ(SignatureOf("/bytesTotal", 66636, 1100), "/bytesTotal: expected 66636, found {number}");
  EXPECT_EQ(SignatureOf("/sameBytesAs", "web/pkg.bin#1", "other bytes: 3 of 4"),
            "/sameBytesAs: expected \"web/pkg.bin#1\", found \"{text}\"");
  EXPECT_EQ(SignatureOf("", {{"kind", {{"$in", {"error", "transferred"}}}}}, nullptr),
            "expected {\"kind\":{\"$in\":[\"error\",\"transferred\"]}}, found null");
}

TEST(Signature, KeepsSizesThatMeanUnknown) {
  EXPECT_EQ(SignatureOf("/seconds", 5, 4294967295), "/seconds: expected 5, found 4294967295");
  EXPECT_EQ(SignatureOf("/seconds", 5, 18446744073709551615U),
            "/seconds: expected 5, found 18446744073709551615");
}

TEST(Signature, SaysThatATimeIsZero) {
  EXPECT_EQ(SignatureOf("/modified", "2026-01-01T00:00:10Z", "1601-01-01T00:00:00.0000000Z"),
            "/modified: expected \"{time}\", found \"{no time}\"");
}

TEST(Signature, ShowsListsInWhichNothingVaries) {
  EXPECT_EQ(SignatureOf("/through", 3, {"CONNECTING", "TRANSFERRING"}),
            "/through: expected 3, found [\"CONNECTING\",\"TRANSFERRING\"]");
}

TEST(Signature, IsOneLineOfTextOfBoundedLength) {
  EXPECT_EQ(Signature({.kind = Kind::kHarness, .what = "odd \x01 bytes \xFF\t."}),
            "odd   bytes \xEF\xBF\xBD .");
  std::string text;
  for (int i = 0; i < 400; ++i) text += "\xC3\xA4";
  const std::string signature = Signature({.kind = Kind::kHarness, .what = text});
  EXPECT_LE(signature.size(), 403u);
  EXPECT_THAT(signature, EndsWith("\xC3\xA4..."));
}

}  // namespace
}  // namespace bitsproof::conformance
