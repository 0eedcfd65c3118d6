#include "reference/job/file_names.h"

#include <gtest/gtest.h>

#include <string>

namespace bitsproof {
namespace {

bool Remote(const std::string& name, JobType type = JobType::kDownload,
            Profile profile = kNewestProfile) {
  return CheckRemoteName(name, type, profile).succeeded();
}

TEST(CheckRemoteName, AcceptsHttpUrlsAsTheyAre) {
  EXPECT_TRUE(Remote("http://server/path/file.bin?x=1&y=%20#part"));
  EXPECT_TRUE(Remote("HTTPS://server:8443/"));
  EXPECT_TRUE(Remote("http://server"));
  EXPECT_TRUE(Remote("http://server/!~"));
  EXPECT_TRUE(Remote("http://server/a?filter=*&b=?"));
  EXPECT_TRUE(Remote("http://user:pw@[::1]:80/a%zz?[b]"));
}

TEST(CheckRemoteName, RefusesWhatIsNoUrl) {
  for (const char* name : {"",
                           "server/file",
                           "http://",
                           "http:///file",
                           "ftp://server/file",
                           "http://server/a b",
                           "http://server/a*",
                           "http://server/\xC3\xA4",
                           "http://server/a\\b",
                           "http://server:65536/",
                           "http://server:x/",
                           "http://[::1/",
                           "HTTP://:80/",
                           "http://server/\x7F",
                           "http://server/\x80",
                           "Z:file",
                           "1:\\file",
                           "ZZ\\file",
                           "\\\\.\\pipe\\x",
                           "\\\\?\\Z:\\file",
                           "\\\\server\\share\\*"}) {
    EXPECT_EQ(CheckRemoteName(name, JobType::kDownload, kNewestProfile), hresult::E_INVALIDARG)
        << name;
  }
}

TEST(CheckRemoteName, LimitsTheNameTo2200Characters) {
  std::string name = "http://server";
  while (name.size() < 2200)
    name += "/" + std::string(std::min<std::size_t>(99, 2199 - name.size()), 'a');
  ASSERT_EQ(name.size(), 2200u);
  EXPECT_TRUE(Remote(name));
  EXPECT_EQ(CheckRemoteName(name + "a", JobType::kDownload, kNewestProfile), hresult::E_INVALIDARG);
}

TEST(CheckRemoteName, LimitsEachSegmentToMaxPath) {
  EXPECT_TRUE(Remote("http://server/" + std::string(260, 'a') + "/b"));
  EXPECT_FALSE(Remote("http://server/" + std::string(261, 'a') + "/b"));
  EXPECT_FALSE(Remote("http://server/b/" + std::string(261, 'a') + "?q"));
  EXPECT_TRUE(Remote("http://server/b?" + std::string(300, 'q')));
}

TEST(CheckRemoteName, AcceptsSmbFromVersion20OnButForUploadReply) {
  for (const char* name : {"\\\\server\\share\\file", "Z:\\file", "Z:\\",
                           "file://server/share/a file", "FILE:///dir/file"}) {
    EXPECT_TRUE(Remote(name)) << name;
    EXPECT_TRUE(Remote(name, JobType::kUpload, Profile::k2_0)) << name;
    EXPECT_FALSE(Remote(name, JobType::kUploadReply)) << name;
    EXPECT_FALSE(Remote(name, JobType::kDownload, Profile::k1_5)) << name;
  }
}

TEST(CheckLocalName, AcceptsFullPaths) {
  for (const char* name :
       {"/dir/file", "C:\\dir\\file", "c:/dir/file", "\\\\server\\share\\file"}) {
    EXPECT_TRUE(CheckLocalName(name).succeeded()) << name;
  }
}

TEST(CheckLocalName, RefusesEverythingElse) {
  for (const char* name : {"", "file", "dir/file", "C:file", "/dir/", "/dir/a*", "/dir/a?",
                           "C:\\file:stream", "\\\\?\\C:\\file", "\\\\.\\pipe\\x", "/dir/a:b"}) {
    EXPECT_EQ(CheckLocalName(name), hresult::E_INVALIDARG) << name;
  }
  EXPECT_TRUE(CheckLocalName("/" + std::string(259, 'a')).succeeded());
  EXPECT_FALSE(CheckLocalName("/" + std::string(260, 'a')).succeeded());
}

}  // namespace
}  // namespace bitsproof
