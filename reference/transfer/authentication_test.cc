#include "reference/transfer/authentication.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

constexpr std::string_view kUrl = "http://www.example.org/dir/index.html";

Credentials Of(AuthTarget target, AuthScheme scheme) {
  return {target, scheme, "Mufasa", "Circle of Life"};
}

const Credentials kBasic = Of(AuthTarget::kServer, AuthScheme::kBasic);
const Credentials kDigest = Of(AuthTarget::kServer, AuthScheme::kDigest);

ResponseHead Challenge(int status, const std::string& field, const std::string& value) {
  ResponseHead head;
  head.status = status;
  head.headers.Add(field, value);
  return head;
}

ResponseHead Ask(const std::string& value) { return Challenge(401, "WWW-Authenticate", value); }

TransportRequest Get(std::string_view url = kUrl) {
  TransportRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

// What a request to `url` carries in `field`, "" for nothing.
std::string Sent(Authenticator& authenticator, std::string_view url = kUrl,
                 std::string_view field = "Authorization") {
  TransportRequest request = Get(url);
  authenticator.Authorize(request);
  return std::string(request.headers.Get(field).value_or(""));
}

// The example of RFC 7616, 3.9.1.
constexpr char kNonce[] = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
constexpr char kOpaque[] = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
constexpr char kClientNonce[] = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

std::string DigestChallenge(const std::string& algorithm, const std::string& nonce = kNonce) {
  return "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm +
         ", nonce=\"" + nonce + "\", opaque=\"" + kOpaque + "\"";
}

TEST(Authenticator, SendsNothingUnasked) {
  Authenticator authenticator({kBasic, kDigest}, kUrl, "n");
  EXPECT_EQ(Sent(authenticator), "");
}

TEST(Authenticator, AnswersBasic) {
  Authenticator authenticator({kBasic}, kUrl, "n");
  EXPECT_TRUE(authenticator.OnChallenge(Ask("Negotiate, basic realm=\"a\\\"b, c\""), Get()));
  EXPECT_EQ(Sent(authenticator), "Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl");
  EXPECT_FALSE(authenticator.OnChallenge(Ask("Basic realm=\"a\""), Get())) << "refused";
}

TEST(Authenticator, AnswersDigestAsRfc7616Does) {
  for (const auto& [algorithm, response] :
       {std::pair("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        std::pair("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")}) {
    Authenticator authenticator({kDigest}, kUrl, kClientNonce);
    ASSERT_TRUE(authenticator.OnChallenge(Ask(DigestChallenge(algorithm)), Get()));
    const std::string head =
        "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"";
    EXPECT_EQ(Sent(authenticator), head + kNonce + "\", uri=\"/dir/index.html\", response=\"" +
                                       response + "\", algorithm=" + algorithm + ", opaque=\"" +
                                       kOpaque + "\", qop=auth, nc=00000001, cnonce=\"" +
                                       kClientNonce + "\"");
    const std::string second = Sent(authenticator);
    EXPECT_NE(second.find("nc=00000002"), std::string::npos) << second;
    EXPECT_EQ(second.find(response), std::string::npos) << second;
  }
}

TEST(Authenticator, AnswersDigestWithoutQualityAsRfc2617Does) {
  Credentials credentials = kDigest;
  credentials.password = "Circle Of Life";
  Authenticator authenticator({credentials}, kUrl, "n");
  ASSERT_TRUE(authenticator.OnChallenge(
      Ask("Digest realm=\"testrealm@host.com\",nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
      Get()));
  EXPECT_EQ(Sent(authenticator),
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
            "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
            "response=\"670fd8c2df070c60b045671b8b24ff02\"");
}

TEST(Authenticator, PrefersDigest) {
  Authenticator both({kBasic, kDigest}, kUrl, "n");
  EXPECT_TRUE(both.OnChallenge(Ask("Basic realm=\"a\", Digest nonce=x"), Get()));
  EXPECT_EQ(Sent(both).substr(0, 6), "Digest");
  Authenticator basic({kBasic}, kUrl, "n");
  EXPECT_TRUE(basic.OnChallenge(Ask("Digest nonce=x, Basic realm=\"a\""), Get()));
  EXPECT_EQ(Sent(basic).substr(0, 5), "Basic");
}

TEST(Authenticator, DoesNotAnswerWhatItHasNothingFor) {
  Authenticator digest({kDigest}, kUrl, "n");
  for (const char* challenge :
       {"", "Basic realm=\"a\"", "Negotiate abc==", "Digest realm=\"a\"",
        "Digest nonce=x, qop=\"auth-int\"", "Digest nonce=x, algorithm=SHA-512-256", ", ,", "=",
        "\"Digest\" nonce=x"}) {
    EXPECT_FALSE(digest.OnChallenge(Ask(challenge), Get())) << challenge;
  }
  EXPECT_EQ(Sent(digest), "");
  Authenticator none({}, kUrl, "");
  EXPECT_FALSE(none.OnChallenge(Ask("Basic realm=\"a\""), Get()));
}

// RFC 9110, 11.2: blanks around "=", quoted pairs, and several fields.
TEST(Authenticator, ReadsChallengesHoweverTheyAreWritten) {
  for (const auto& [challenge, sent] :
       {std::pair(R"(Digest realm="a\"b\\c, d",nonce="x")", R"(realm="a\"b\\c, d", nonce="x")"),
        std::pair("Digest\trealm =\t\"a\" ,\tnonce= x", R"(realm="a", nonce="x")"),
        std::pair("Digest nonce=x, qop=\"auth-int ,\tauth \", realm=a", R"(realm="a", nonce="x")"),
        std::pair(R"(Digest nonce=x, realm="a)", R"(realm="a", nonce="x")"),
        std::pair(R"(Digest nonce=x, realm="a\)", R"(realm="a\\", nonce="x")")}) {
    Authenticator authenticator({kDigest}, kUrl, "n");
    ResponseHead head = Challenge(401, "Proxy-Authenticate", "Digest nonce=z");
    head.headers.Add("www-authenticate", "Negotiate");
    head.headers.Add("WWW-Authenticate", challenge);
    ASSERT_TRUE(authenticator.OnChallenge(head, Get())) << challenge;
    EXPECT_NE(Sent(authenticator).find(sent), std::string::npos) << challenge << "\n"
                                                                 << Sent(authenticator);
  }
}

TEST(Authenticator, TakesANewNonceForOneThatWasGoodOnce) {
  Authenticator authenticator({kDigest}, kUrl, "n");
  ASSERT_TRUE(authenticator.OnChallenge(Ask("Digest nonce=x"), Get()));
  Sent(authenticator);
  const ResponseHead stale = Ask("Digest nonce=y, stale=TRUE");
  EXPECT_FALSE(authenticator.OnChallenge(stale, Get())) << "or it would never end";
  Sent(authenticator);
  EXPECT_FALSE(authenticator.OnChallenge(Ask("Digest nonce=y"), Get())) << "the password is wrong";
  EXPECT_TRUE(authenticator.OnChallenge(stale, Get()));
  EXPECT_NE(Sent(authenticator).find("nonce=\"y\""), std::string::npos);
}

TEST(Authenticator, TellsNoOtherServer) {
  for (const char* url : {"http://www.example.com/dir/index.html", "http://www.example.org:81/",
                          "https://www.example.org/dir/index.html",
                          "https://www.example.org:80/dir/index.html", "not a url"}) {
    Authenticator authenticator({kBasic}, kUrl, "n");
    EXPECT_FALSE(authenticator.OnChallenge(Ask("Basic realm=\"a\""), Get(url))) << url;
    ASSERT_TRUE(authenticator.OnChallenge(Ask("Basic realm=\"a\""), Get())) << url;
    EXPECT_EQ(Sent(authenticator, url), "") << url;
    EXPECT_NE(Sent(authenticator, "http://www.EXAMPLE.org:80/other"), "");
  }
}

TEST(Authenticator, TellsAProxyThatTheJobChose) {
  const ResponseHead asked = Challenge(407, "Proxy-Authenticate", "Basic realm=\"a\"");
  Authenticator authenticator({Of(AuthTarget::kProxy, AuthScheme::kBasic)}, kUrl, "n");
  TransportRequest request = Get();
  EXPECT_FALSE(authenticator.OnChallenge(asked, request)) << "no proxy";
  request.proxy = {ProxyUsage::kOverride, "proxy:8080", std::nullopt};
  EXPECT_FALSE(authenticator.OnChallenge(Ask("Basic realm=\"a\""), request)) << "the server asks";
  ASSERT_TRUE(authenticator.OnChallenge(asked, request));
  authenticator.Authorize(request);
  EXPECT_EQ(request.headers.Get("Proxy-Authorization"), "Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl");
  EXPECT_EQ(request.headers.Get("Authorization"), std::nullopt);
  EXPECT_EQ(Sent(authenticator, kUrl, "Proxy-Authorization"), "") << "no proxy";
  TransportRequest secure = Get("https://www.example.org/");
  secure.proxy = request.proxy;
  authenticator.Authorize(secure);
  EXPECT_EQ(secure.headers.Get("Proxy-Authorization"), std::nullopt) << "the server would read it";
}

TEST(Authenticator, QuotesNames) {
  Credentials credentials = kDigest;
  credentials.user_name = "a\"b\\c";
  Authenticator authenticator({credentials}, kUrl, "n");
  ASSERT_TRUE(authenticator.OnChallenge(Ask("Digest nonce=x"), Get()));
  EXPECT_NE(Sent(authenticator).find(R"(username="a\"b\\c")"), std::string::npos);
}

}  // namespace
}  // namespace bitsproof
