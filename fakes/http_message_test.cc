#include "fakes/http_message.h"

#include <gtest/gtest.h>

namespace bitsproof::fakes {
namespace {

TEST(HttpMessage, ParsesARequest) {
  const auto head = ParseRequestHead(
      "BITS_POST /a?b HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nX-Space:  a b \t\r\nContent-Length: "
      "12\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->request.method, "BITS_POST");
  EXPECT_EQ(head->request.target, "/a?b");
  EXPECT_EQ(head->request.headers.Get("X-Empty"), "");
  EXPECT_EQ(head->request.headers.Get("X-Space"), "a b");
  EXPECT_EQ(head->content_length, 12u);
  EXPECT_EQ(head->http_version, 11);
  EXPECT_TRUE(head->keeps_connection);
  EXPECT_FALSE(head->expects_continue);
}

TEST(HttpMessage, KnowsWhenTheClientLeaves) {
  EXPECT_FALSE(ParseRequestHead("GET / HTTP/1.0\r\n\r\n")->keeps_connection);
  EXPECT_EQ(ParseRequestHead("GET / HTTP/1.0\r\n\r\n")->http_version, 10);
  EXPECT_FALSE(ParseRequestHead("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n")->keeps_connection);
}

TEST(HttpMessage, KnowsWhenTheClientWaitsForAWord) {
  EXPECT_TRUE(ParseRequestHead("PUT / HTTP/1.1\r\nExpect: 100-Continue\r\n\r\n")->expects_continue);
}

TEST(HttpMessage, RefusesWhatIsNoRequest) {
  for (const char* text :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    EXPECT_FALSE(ParseRequestHead(text)) << text;
  }
}

TEST(HttpMessage, FormatsAResponse) {
  HeaderFields headers;
  headers.Add("Content-Length", "0");
  EXPECT_EQ(FormatResponseHead(11, 404, headers),
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(FormatResponseHead(11, 299, {}), "HTTP/1.1 299 \r\n\r\n");
  EXPECT_EQ(FormatResponseHead(10, 404, {}), "HTTP/1.0 404 Not Found\r\n\r\n");
}

}  // namespace
}  // namespace bitsproof::fakes
