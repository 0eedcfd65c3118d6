#include "conformance/mutants/seams.h"

#include <gtest/gtest.h>

#include "conformance/command/subject_factory.h"
#include "conformance/subjects/testing/subject_case.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr unsigned kSize = 200'000;
constexpr unsigned kCut = 100'000;

// A simulated subject that downloads /pkg.bin; the first GET is cut at kCut.
class Download {
 public:
  explicit Download(const std::string& subject, bool cut = true)
      : subject_(MakeSubject(subject, Mode::kSim)), test_(*subject_, "/case") {
    test_.Reset();
    Json script{{"resources", {{"/pkg.bin", {{"body", {{"seed", 42u}, {"bytes", kSize}}}}}}}};
    if (cut) {
      script["faults"] = {
          {{"id", "cut"},
           {"when", {{"method", "GET"}, {"path", "/pkg.bin"}, {"resourceOffset", kCut}}},
           {"do", "reset"}}};
    }
    Ask("origin.start", {{"name", "web"}, {"script", script}});
    Ask("files.write", {{"path", "/expected"}, {"seed", 42u}, {"bytes", kSize}});
    job_ = Start("pkg.bin");
  }

  std::string Start(const std::string& local) {
    const std::string job = test_.Create();
    test_.Ask(
        "job.addFile",
        {{"job", job}, {"remoteUrl", "http://web.test/pkg.bin"}, {"localName", test_.Path(local)}});
    test_.Ask("job.resume", {{"job", job}});
    return job;
  }

  Json Ask(const char* method, const Json& params) { return subject_->Call(method, params).value; }
  void Advance(const char* by) { Ask("clock.advance", {{"by", by}}); }
  std::string State() { return test_.Ask("job.getState", {{"job", job_}})["state"]; }
  void Complete() { test_.Ask("job.complete", {{"job", job_}}); }
  bool Exists() { return Ask("files.stat", {{"path", "/case/pkg.bin"}})["exists"]; }
  bool IsIdentical() {
    return Ask("files.stat", {{"path", "/case/pkg.bin"}})["sha256"] ==
           Ask("files.stat", {{"path", "/expected"}})["sha256"];
  }
  // The requests of one method, in order.
  std::vector<Json> Requests(const std::string& method) {
    std::vector<Json> found;
    const Json journal = Ask("origin.journal", {{"name", "web"}});
    for (const Json& request : journal["requests"]) {
      if (request["method"] == method) found.push_back(request);
    }
    return found;
  }

 private:
  std::unique_ptr<Subject> subject_;
  testing::Case test_;
  std::string job_;
};

TEST(Seams, LeaveTheReferenceAsItIs) {
  Download download("reference");
  download.Advance("1m");
  EXPECT_EQ(download.State(), "TRANSIENT_ERROR");
  download.Advance("11m");
  EXPECT_EQ(download.State(), "TRANSFERRED");
  EXPECT_GT(download.Requests("GET").at(1)["rangeStart"], 0);
  EXPECT_FALSE(download.Exists());
  download.Complete();
  EXPECT_TRUE(download.IsIdentical());
}

TEST(Seams, RestartFromZeroAsksForEverythingAndDeliversTheRest) {
  Download download("mutant:range.restart-from-zero");
  download.Advance("12m");
  EXPECT_EQ(download.State(), "TRANSFERRED");
  EXPECT_EQ(download.Requests("GET").at(1)["rangeStart"], 0);
  download.Complete();
  EXPECT_TRUE(download.IsIdentical());
}

TEST(Seams, OffByOneSpoilsTheFile) {
  Download download("mutant:range.off-by-one");
  download.Advance("12m");
  EXPECT_EQ(download.State(), "TRANSFERRED");
  download.Complete();
  EXPECT_FALSE(download.IsIdentical());
}

TEST(Seams, WritesEarlyShowsTheDestinationBeforeComplete) {
  Download download("mutant:complete.writes-early", false);
  download.Advance("1m");
  EXPECT_EQ(download.State(), "TRANSFERRED");
  EXPECT_TRUE(download.Exists());
}

TEST(Seams, RetryNeverWaitsForEver) {
  Download download("mutant:retry.never");
  download.Advance("1d");
  EXPECT_EQ(download.State(), "TRANSIENT_ERROR");
}

TEST(Seams, RetryTooEarlyHalvesTheDelay) {
  Download download("mutant:retry.too-early");
  download.Advance("6m");
  EXPECT_EQ(download.State(), "TRANSFERRED");
}

TEST(Seams, ResetIsFatalEndsInError) {
  Download download("mutant:transfer.reset-fatal");
  download.Advance("1m");
  EXPECT_EQ(download.State(), "ERROR");
}

TEST(Seams, SharedDownloadsAskOnce) {
  Download download("mutant:transfer.shares-downloads", false);
  download.Advance("1m");
  download.Start("second.bin");
  download.Advance("1m");
  EXPECT_EQ(download.Requests("HEAD").size(), 2u);
  EXPECT_EQ(download.Requests("GET").size(), 1u);
}

TEST(Seams, UnheardRequestsReachTheOrigin) {
  Download download("mutant:resume.head-before-resume", false);
  download.Advance("1m");
  EXPECT_EQ(download.Requests("HEAD").size(), 2u);
  EXPECT_EQ(download.State(), "TRANSFERRED");
}

TEST(Seams, NoHeadAsksForTheSizeWithGet) {
  Download download("mutant:transfer.no-head", false);
  download.Advance("1m");
  EXPECT_TRUE(download.Requests("HEAD").empty());
  EXPECT_EQ(download.State(), "TRANSFERRED");
}

TEST(Seams, DropsLastByteSpoilsTheFileAtComplete) {
  Download download("mutant:transfer.drops-last-byte", false);
  download.Advance("1m");
  download.Complete();
  EXPECT_TRUE(download.Exists());
  EXPECT_FALSE(download.IsIdentical());
}

TEST(Seams, StartsAfterAnHourWithoutResume) {
  const auto subject = MakeSubject("mutant:resume.starts-after-an-hour", Mode::kSim);
  testing::Case test(*subject, "/case");
  test.Reset();
  const std::string job = test.Create();
  test.Ask("job.addFile",
           {{"job", job}, {"remoteUrl", "http://web.test/a"}, {"localName", "/case/a"}});
  subject->Call("clock.advance", {{"by", "59m"}});
  EXPECT_EQ(test.Ask("job.getState", {{"job", job}})["state"], "SUSPENDED");
  subject->Call("clock.advance", {{"by", "2m"}});
  EXPECT_NE(test.Ask("job.getState", {{"job", job}})["state"], "SUSPENDED");
}

TEST(HeaderFieldsOfMutants, AreReplacedWithoutRegardToCase) {
  HeaderFields fields;
  fields.Add("content-length", "1");
  fields.Add("ETag", "x");
  EXPECT_EQ(WithField(fields, "Content-Length", "2").Get("Content-Length"), "2");
  EXPECT_EQ(WithField(fields, "Content-Length", "2").fields().size(), 2u);
  EXPECT_EQ(WithoutField(fields, "etag").fields().size(), 1u);
}

}  // namespace
}  // namespace bitsproof::conformance::mutants
