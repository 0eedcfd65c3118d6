#include "conformance/report/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

using ::testing::EndsWith;

// The signature of a comparison with this message.
std::string Compared(const std::string& message) {
  Failure failure;
  failure.message = message;
  failure.expected = {{"x", 1}};
  return SignatureOf(failure);
}

// The signature of a fault, a time limit or missing evidence.
std::string Told(const std::string& message) {
  Failure failure;
  failure.message = message;
  return SignatureOf(failure);
}

TEST(Signature, KeepsResultCodesStatesAndSmallCounts) {
  for (const char* const message :
       {"/hresult: expected BG_E_NOT_FOUND (0x80200001), found S_OK (0x00000000)",
        "/state: expected \"SUSPENDED\", found \"QUEUED\"",
        "/jobs: the count is wrong: expected 60, found 61",
        "turn 200: /hresult: expected S_OK (0x00000000), found 0x80070191",
        "/through: expected 3 elements, found 2: [\"CONNECTING\",\"TRANSFERRING\"]"}) {
    EXPECT_EQ(Compared(message), message);
  }
}

TEST(Signature, KeepsWhatTheScenarioExpects) {
  EXPECT_EQ(Compared("/bytesTotal: expected 66636, found 1100"),
            "/bytesTotal: expected 66636, found {number}");
}

TEST(Signature, LeavesOutWhoAndWhen) {
  EXPECT_EQ(Compared("/0: expected \"{1C2475F2-993D-46BA-AB4E-8F3E2EF694C6}\", found "
                     "\"{86EEBDDD-4861-4F2E-9FD6-B3A0E0A55646}\""),
            "/0: expected \"{guid}\", found \"{guid}\"");
  EXPECT_EQ(Compared("/owner: expected \"S-1-5-21-1-2-3-1003\", found \"S-1-5-18\""),
            "/owner: expected \"{sid}\", found \"S-1-5-18\"");
  EXPECT_EQ(Compared("/modified: expected a value > \"2026-01-01T00:00:10.0000000Z\", found "
                     "\"1601-01-01T00:00:00.0000000Z\""),
            "/modified: expected a value > \"{time}\", found \"{no time}\"");
}

TEST(Signature, LeavesOutPortsAndFolders) {
  EXPECT_EQ(Compared("/url: expected \"http://127.0.0.1:34567/pkg.bin\", found \"x\""),
            "/url: expected \"http://127.0.0.1:{port}/pkg.bin\", found \"x\"");
  EXPECT_EQ(Compared("/localName: expected \"/some/where/17/pkg.bin\", found "
                     "\"Z:\\\\some\\\\where\\\\17\\\\pkg.bin\""),
            "/localName: expected \"{path}/pkg.bin\", found \"{path}/pkg.bin\"");
}

TEST(Signature, LeavesOutHowLongWasWaited) {
  EXPECT_EQ(Compared("after 1m: /state: expected one of [\"ERROR\"], found \"QUEUED\""),
            "after {duration}: /state: expected one of [\"ERROR\"], found \"QUEUED\"");
  EXPECT_EQ(Compared("after 500ms: /count: expected a value >= 3, found 2"),
            "after {duration}: /count: expected a value >= 3, found {number}");
}

TEST(Signature, LeavesOutHowMuchTrafficThereWas) {
  EXPECT_EQ(Compared("/sameBytesAs: expected \"web/a\", found \"other bytes: 12 of 65536\""),
            "/sameBytesAs: expected \"web/a\", found \"other bytes: {number} of {number}\"");
  EXPECT_EQ(Compared("/requests: the count is wrong: expected 0, found 3"),
            "/requests: the count is wrong: expected 0, found {number}");
  EXPECT_EQ(Compared("/requests/4/headers/range: expected \"a\", found nothing there"),
            "/requests/*/headers/range: expected \"a\", found nothing there");
  EXPECT_EQ(Compared("/bytesTotal: expected 5, found 18446744073709551615"),
            "/bytesTotal: expected 5, found 18446744073709551615");
}

TEST(Signature, LeavesOutTheContentOfObjectsAndOfListsThatVary) {
  EXPECT_EQ(Compared("expected nothing there, found {\"exists\":true,\"bytes\":7}"),
            "expected nothing there, found {...}");
  EXPECT_EQ(Compared("/jobs: expected 1 elements, found 2: "
                     "[\"{86EEBDDD-4861-4F2E-9FD6-B3A0E0A55646}\",\"{86EEBDDD... (247 bytes)"),
            "/jobs: expected 1 elements, found 2: [...]");
}

TEST(Signature, OfAFaultIsMethodAndKind) {
  EXPECT_EQ(Told("job.resume: it was killed by signal 9 (SIGKILL); the end of its stderr:\n"
                 "    thread 4711 panicked"),
            "job.resume: it was killed by signal 9 (SIGKILL)");
  EXPECT_EQ(Told("job.resume: no answer within 30s"), "job.resume: no answer within {duration}");
  EXPECT_EQ(Told("job.resume: it sent something that is no message (no JSON: line 1): \"Tue 12\""),
            "job.resume: it sent something that is no message (no JSON: line 1)");
  EXPECT_EQ(Told("job.resume: it answered with another id than 4712: {\"id\":1}"),
            "job.resume: it answered with another id than {number}");
  EXPECT_EQ(Told("job.resume: it answered request 17 a second time"),
            "job.resume: it answered request {number} a second time");
}

TEST(Signature, KeepsThePlaceInAnAnswerOutOfForm) {
  EXPECT_EQ(Told("file.get is answered out of form: /progress/bytesTotal: must be a number"),
            "file.get is answered out of form: /progress/bytesTotal: must be a number");
}

TEST(Signature, OfMissingEvidenceDoesNotCount) {
  EXPECT_EQ(
      Told("evidence is missing: the journal of web shows GET 3 times, at least 5 are needed"),
      "evidence is missing: the journal of web shows GET {number} times, at least 5 are "
      "needed");
}

TEST(Signature, TellsTheCodeOfAResultThatLacksSomething) {
  Failure failure;
  failure.message = "the result has nothing at \"/jobId\" to collect";
  failure.actual = {{"hresult", "0x80070005"}};
  EXPECT_EQ(SignatureOf(failure),
            "the result has nothing at \"/jobId\" to collect (E_ACCESSDENIED (0x80070005))");
}

TEST(Signature, IsOneLineOfTextOfBoundedLength) {
  EXPECT_EQ(Told("odd \x01 bytes \xFF\t."), "odd   bytes \xEF\xBF\xBD .");
  std::string text;
  for (int i = 0; i < 400; ++i) text += "\xC3\xA4";
  EXPECT_LE(Told(text).size(), 403u);
  EXPECT_THAT(Told(text), EndsWith("\xC3\xA4..."));
}

}  // namespace
}  // namespace bitsproof::conformance
