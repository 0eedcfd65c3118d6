#include "reference/platform/response_head_parser.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace bitsproof::platform {
namespace {

using Step = ResponseHeadParser::Step;

// One letter for each line: m(ore), H(ead), X (malformed).
std::string FeedAll(ResponseHeadParser& parser, std::initializer_list<const char*> lines) {
  std::string steps;
  for (const char* line : lines) {
    const Step step = parser.Feed(line);
    steps += step == Step::kMore ? 'm' : step == Step::kHead ? 'H' : 'X';
  }
  return steps;
}

TEST(ResponseHeadParser, ReadsStatusVersionAndFields) {
  ResponseHeadParser parser;
  EXPECT_EQ(FeedAll(parser, {"HTTP/1.1 206 Partial Content\r\n", "Content-Length: 5\r\n",
                             "X-Empty:\r\n", "X-Spaces: \t a b \t\r\n", "\r\n"}),
            "mmmmH");
  EXPECT_EQ(parser.head().status, 206);
  EXPECT_EQ(parser.head().http_version, 11);
  const auto& fields = parser.head().headers.fields();
  ASSERT_EQ(fields.size(), 3u);
  EXPECT_EQ(fields[0], std::pair(std::string("Content-Length"), std::string("5")));
  EXPECT_EQ(fields[1].second, "");
  EXPECT_EQ(fields[2].second, "a b");
}

TEST(ResponseHeadParser, KnowsHttp10AndAMissingReason) {
  ResponseHeadParser parser;
  EXPECT_EQ(FeedAll(parser, {"HTTP/1.0 404\r\n", "\r\n"}), "mH");
  EXPECT_EQ(parser.head().status, 404);
  EXPECT_EQ(parser.head().http_version, 10);
}

TEST(ResponseHeadParser, ReadsOverInterimResponses) {
  ResponseHeadParser parser;
  EXPECT_EQ(FeedAll(parser, {"HTTP/1.1 100 Continue\r\n", "X-Interim: 1\r\n", "\r\n",
                             "HTTP/1.1 103 Early Hints\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
                             "X-Final: 1\r\n", "\r\n"}),
            "mmmmmmmH");
  EXPECT_EQ(parser.head().status, 200);
  EXPECT_FALSE(parser.head().headers.Get("X-Interim"));
  EXPECT_TRUE(parser.head().headers.Get("x-final"));
}

TEST(ResponseHeadParser, IgnoresTrailers) {
  ResponseHeadParser parser;
  EXPECT_EQ(FeedAll(parser, {"HTTP/1.1 200 OK\r\n", "\r\n", "X-Trailer: 1\r\n", "\r\n"}), "mHmm");
  EXPECT_TRUE(parser.head().headers.fields().empty());
}

TEST(ResponseHeadParser, UnfoldsContinuedFields) {
  ResponseHeadParser parser;
  EXPECT_EQ(
      FeedAll(parser, {"HTTP/1.1 200 OK\r\n", "X-A: one\r\n", " \ttwo \r\n", "X-B: 3\r\n", "\r\n"}),
      "mmmmH");
  EXPECT_EQ(parser.head().headers.Get("X-A"), "one two");
  EXPECT_EQ(parser.head().headers.Get("X-B"), "3");
}

TEST(ResponseHeadParser, RefusesWhatIsNotAUsableHead) {
  for (const char* line : {"HTTP/2 200", "HTTP/1.2 200 OK", "ICY 200 OK", "HTTP/1.1 2000 OK",
                           "HTTP/1.1 20", "HTTP/1.1 abc", "HTTP/1.1 099 X", "HTTP/1.1 -10 X",
                           "HTTP/1.1 101 Switching Protocols", ""}) {
    ResponseHeadParser parser;
    EXPECT_EQ(parser.Feed(line), Step::kMalformed) << line;
  }
}

TEST(ResponseHeadParser, RefusesFieldsWithoutAName) {
  for (const char* line : {"no colon", ": nameless", " folded onto nothing"}) {
    ResponseHeadParser parser;
    ASSERT_EQ(parser.Feed("HTTP/1.1 200 OK"), Step::kMore);
    EXPECT_EQ(parser.Feed(line), Step::kMalformed) << line;
  }
}

}  // namespace
}  // namespace bitsproof::platform
