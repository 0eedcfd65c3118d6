#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/command/testing/command_bed.h"
#include "fakes/http_server.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class OriginCommand : public ::testing::Test, protected CommandBed {
 protected:
  void SetUp() override {
    folder_.Write("script.json", R"({"resources": {"/a": {"body": {"text": "hello"}}}})");
  }
};

TEST_F(OriginCommand, PrintsItsUrlAndAtTheEndOfTheInputItsJournal) {
  EXPECT_EQ(Bitsproof({"origin", Path("script.json"), "--port", "0"}, "first line\nsecond line\n"),
            0)
      << err_;
  EXPECT_TRUE(out_.starts_with("http://127.0.0.1:")) << out_;
  const Json journal = Json::parse(out_.substr(out_.find('\n')));
  EXPECT_EQ(journal["connections"], 0);
}

TEST_F(OriginCommand, WritesTheJournalToAFile) {
  EXPECT_EQ(Bitsproof({"origin", Path("script.json"), "--journal", Path("journal.json")}), 0);
  EXPECT_TRUE(Json::parse(folder_.Read("journal.json")).contains("requests"));
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 1);
}

TEST_F(OriginCommand, SpeaksHttpsAndWritesWhomToTrust) {
  folder_.Write("script.json", R"({"tls": {"certificate": "good"}, "resources": {}})");
  EXPECT_EQ(Bitsproof({"origin", Path("script.json"), "--authorities", Path("ca.pem")}), 0) << err_;
  EXPECT_TRUE(out_.starts_with("https://127.0.0.1:")) << out_;
  EXPECT_THAT(folder_.Read("ca.pem"), HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(folder_.Read("ca.pem"), HasSubstr("BEGIN X509 CRL"));
  EXPECT_EQ(Bitsproof({"origin", Path("script.json"), "--authorities", "/proc/nowhere/x"}), 64);
}

TEST_F(OriginCommand, Exits4WhenThePortIsInUse) {
  const fakes::HttpServer other(fakes::OriginScript{});
  EXPECT_EQ(Bitsproof({"origin", Path("script.json"), "--port", std::to_string(other.port())}), 4);
  EXPECT_THAT(err_, HasSubstr(std::to_string(other.port())));
  EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), 1);
}

TEST_F(OriginCommand, Exits64WithThePlaceForABadScript) {
  folder_.Write("script.json", R"({"resources": {"/a": {"boddy": 1}}})");
  EXPECT_EQ(Bitsproof({"origin", Path("script.json")}), 64);
  EXPECT_THAT(err_, HasSubstr("script.json#/resources/~1a"));
  folder_.Write("script.json", "{");
  EXPECT_EQ(Bitsproof({"origin", Path("script.json")}), 64);
  EXPECT_EQ(Bitsproof({"origin", Path("none.json")}), 64);
  EXPECT_THAT(err_, HasSubstr("none.json: cannot be read"));
}

TEST_F(OriginCommand, Exits64ForAPortThatIsNone) {
  EXPECT_EQ(Bitsproof({"origin", Path("script.json"), "--port", "65536"}), 64);
}

TEST_F(OriginCommand, Exits64ForAnUnwritableJournal) {
  EXPECT_EQ(Bitsproof({"origin", Path("script.json"), "--journal", "/proc/nowhere/x"}), 64);
}

}  // namespace
}  // namespace bitsproof::conformance
