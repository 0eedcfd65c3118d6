#include "reference/base/url.h"

#include <gtest/gtest.h>

#include <string>

namespace bitsproof {
namespace {

// The text of what `reference` means at `base`, "" when it means nothing.
std::string Resolved(const std::string& base, const std::string& reference) {
  const auto url = Url::Parse(base);
  const auto resolved = url ? url->Resolve(reference) : std::nullopt;
  return resolved ? resolved->text() : "";
}

TEST(Url, TellsItsParts) {
  const auto url = Url::Parse("HTTPS://user:pw@Web.Test:8443/a/b;c?q=1/2#part");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->text(), "HTTPS://user:pw@Web.Test:8443/a/b;c?q=1/2#part");
  EXPECT_EQ(url->scheme(), "https");
  EXPECT_EQ(url->host(), "web.test");
  EXPECT_EQ(url->port(), 8443);
  EXPECT_EQ(url->host_and_port(), "Web.Test:8443");
  EXPECT_EQ(url->path(), "/a/b;c");
  EXPECT_EQ(url->request_target(), "/a/b;c?q=1/2");
  EXPECT_TRUE(url->is_http());
  EXPECT_TRUE(url->is_https());
}

TEST(Url, TakesTheSchemeInAnyCase) {
  EXPECT_TRUE(Url::Parse("HTTP://host/x")->is_http());
  EXPECT_FALSE(Url::Parse("Http://host/x")->is_https());
  EXPECT_FALSE(Url::Parse("httpx://host/x")->is_http());
  EXPECT_EQ(Url::Parse("FILE://server/share")->scheme(), "file");
}

TEST(Url, AsksForTheRootWithoutAPath) {
  EXPECT_EQ(Url::Parse("http://host")->path(), "");
  EXPECT_EQ(Url::Parse("http://host")->request_target(), "/");
  EXPECT_EQ(Url::Parse("http://host#part")->request_target(), "/");
  EXPECT_EQ(Url::Parse("http://host?q")->request_target(), "/?q");
}

TEST(Url, KnowsThePortOfItsScheme) {
  EXPECT_EQ(Url::Parse("http://host/")->port(), 80);
  EXPECT_EQ(Url::Parse("https://host/")->port(), 443);
  EXPECT_EQ(Url::Parse("http://host:/x")->port(), 80);
  EXPECT_EQ(Url::Parse("http://host:/x")->path(), "/x");
  EXPECT_EQ(Url::Parse("ftp://host/x")->port(), 0);
  EXPECT_EQ(Url::Parse("http://host:0/")->port(), 0);
  EXPECT_EQ(Url::Parse("http://host:065535/")->port(), 65535);
}

TEST(Url, TakesAddressesAsHosts) {
  EXPECT_EQ(Url::Parse("http://127.0.0.1:80/x")->host(), "127.0.0.1");
  const auto six = Url::Parse("http://u@[2001:DB8::1]:81/x");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host(), "2001:db8::1");
  EXPECT_EQ(six->host_and_port(), "[2001:DB8::1]:81");
  EXPECT_EQ(Url::Parse("http://[::1]")->host_and_port(), "[::1]");
  EXPECT_EQ(Url::Parse("http://[::1]?q")->request_target(), "/?q");
}

TEST(Url, RefusesAMalformedAuthority) {
  for (const char* text : {"http://",         "http:///file",        "http://:80/",
                           "http://user@/",   "http://host:99999/",  "http://host:65536/",
                           "http://host:-1/", "http://host:8x/",     "http://host:80:80/",
                           "http://[::1/",    "http://::1]/",        "http://[::1]x/",
                           "http://[::g]/",   "http://[1:2]/",       "http://[v1.x]/",
                           "http://[]/",      "http://ho st/",       "http://ho|st/",
                           "http://ho%zzst/", "http://h\xC3\xB6st/", "http://host\\x",
                           "http://a@b@c/"}) {
    EXPECT_FALSE(Url::Parse(text)) << text;
  }
}

TEST(Url, RefusesWhatIsNotAnAbsoluteUrlWithAnAuthority) {
  for (const char* text :
       {"", "x", "/x", "//host/x", "host/x", "http:", "http:/host/x", "http:host", "mailto:a@host",
        "://host/x", "1http://host/x", "ht tp://host/x", "Z:\\file", "\\\\server\\share",
        "file:/dir/x", "file:x"}) {
    EXPECT_FALSE(Url::Parse(text)) << text;
  }
}

TEST(Url, RefusesControlCharacters) {
  EXPECT_FALSE(Url::Parse("http://host/a\r\nX: y"));
  EXPECT_FALSE(Url::Parse("http://host/a\tb"));
  EXPECT_FALSE(Url::Parse(std::string_view("http://host/a\0b", 15)));
  EXPECT_FALSE(Url::Parse("http://host/a\x7F"));
}

TEST(Url, LetsTheHostOfAFileBeEmpty) {
  EXPECT_EQ(Url::Parse("file:///dir/file")->path(), "/dir/file");
  EXPECT_EQ(Url::Parse("file:///dir/file")->host(), "");
  EXPECT_EQ(Resolved("file:///dir/file", "/x"), "file:///x");
  EXPECT_FALSE(Url::Parse("file://user@/x"));
  EXPECT_FALSE(Url::Parse("file://:80/x"));
}

TEST(Url, KeepsWhatTheRfcWouldHaveEscaped) {
  const std::string target = "/a b/%zz/100%/%2F+/[1]|{2}^`\"<>\\/\xC3\xA4?x=[y]|\xE2\x82\xAC%";
  const auto url = Url::Parse("http://host" + target + "#f#g [h]");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->text(), "http://host" + target + "#f#g [h]");
  EXPECT_EQ(url->request_target(), target);
  EXPECT_EQ(url->path(), target.substr(0, target.find('?')));
}

TEST(Url, TakesALongText) {
  const std::string target = "/" + std::string(1'000'000, 'a') + "?" + std::string(1'000'000, '/');
  EXPECT_EQ(Url::Parse("http://host" + target)->request_target(), target);
}

// The examples of RFC 3986, sections 5.4.1 and 5.4.2, with a scheme that has an authority.
TEST(Url, ResolvesReferencesAsTheRfcSays) {
  constexpr char kBase[] = "http://a/b/c/d;p?q";
  constexpr const char* kExamples[][2] = {
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/./x", "http://a/b/c/g#s/./x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
      {"https://o/z", "https://o/z"},
  };
  for (const auto& [reference, expected] : kExamples) {
    EXPECT_EQ(Resolved(kBase, reference), expected) << reference;
  }
}

TEST(Url, ResolvesAReferenceWhoseQueryContainsAUrl) {
  EXPECT_EQ(Resolved("http://h/a/b", "/login?next=http://o/x"), "http://h/login?next=http://o/x");
  EXPECT_EQ(Resolved("http://h/a/b", "c?next=http://o/x"), "http://h/a/c?next=http://o/x");
  EXPECT_EQ(Resolved("http://h/a/b?back=http://o/../x", "c"), "http://h/a/c");
}

TEST(Url, ResolvesAReferenceThatBeginsWithWhatTheRfcWouldHaveEscaped) {
  EXPECT_EQ(Resolved("http://h/a/b", "^ |/c"), "http://h/a/^ |/c");
}

TEST(Url, ResolvesAtABaseWithoutPath) {
  EXPECT_EQ(Resolved("http://h", "z"), "http://h/z");
  EXPECT_EQ(Resolved("http://h", "."), "http://h/");
  EXPECT_EQ(Resolved("http://h", "?q"), "http://h?q");
  EXPECT_EQ(Resolved("http://h", ""), "http://h");
  EXPECT_EQ(Resolved("http://h#part", ""), "http://h");
  EXPECT_EQ(Resolved("http://h/.//b/..", "?q"), "http://h/.//b/..?q") << "the path is the base's";
  EXPECT_EQ(Resolved("http://h?q", "../z"), "http://h/z");
}

TEST(Url, KeepsTheTextOfWhatItResolves) {
  EXPECT_EQ(Resolved("http://u@[2001:DB8::1]:080/a%2F/b c/d", "../e f%2e|?[g]"),
            "http://u@[2001:DB8::1]:080/a%2F/e f%2e|?[g]");
  EXPECT_EQ(Resolved("HTTP://Host:/a//b/", "c//d/"), "HTTP://Host:/a//b/c//d/");
  EXPECT_EQ(Resolved("http://h/a", ".//b"), "http://h//b");
  EXPECT_EQ(Resolved("http://h///a", "b"), "http://h///b");
  EXPECT_EQ(Resolved("https://h/a", "//U@[::1]:81/%zz"), "https://U@[::1]:81/%zz");
}

TEST(Url, ResolvesNothingThatIsNotAUrlInTheEnd) {
  for (const char* reference : {"mailto:a@b", "http:g", "//", "//h:99999/", "http://[::1/", "1:b",
                                "a\r\nb", "//ho st/", "//u@/x", "//:80", "file:x"}) {
    EXPECT_EQ(Resolved("http://h/a", reference), "") << reference;
  }
}

}  // namespace
}  // namespace bitsproof
