#include "reference/transfer/file_download.h"

#include <gtest/gtest.h>

#include <string>

#include "reference/base/http_date.h"
#include "reference/model/http_options.h"

namespace bitsproof {
namespace {

constexpr char kUrl[] = "http://web.test/pkg.bin";
constexpr char kDate[] = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr WallTime kNow = FromUnixSeconds(1'767'225'600);  // 2026
constexpr char kLaterDate[] = "Mon, 07 Nov 1994 08:49:37 GMT";

ResponseHead Head(int status, std::initializer_list<std::pair<const char*, std::string>> headers) {
  ResponseHead head;
  head.status = status;
  for (const auto& [name, value] : headers) head.headers.Add(name, value);
  return head;
}

FileDownload NewDownload(FileDownload::Options options = {}) {
  options.now = kNow;
  return FileDownload(kUrl, {}, {}, 0, options);
}

// A download that has learned that the file has 1,000 bytes of the version kDate.
FileDownload Probed(FileDownload::Options options = {}) {
  FileDownload download = NewDownload(options);
  download.OnHead(Head(200, {{"Content-Length", "1000"}, {"Last-Modified", kDate}}));
  return download;
}

template <typename T>
bool Is(const FileDownload::Step& step) {
  return std::holds_alternative<T>(step);
}

HResult FailureCode(const FileDownload::Step& step) {
  const auto* failure = std::get_if<TransferFailure>(&step);
  return failure == nullptr ? hresult::S_OK : failure->code;
}

TEST(FileDownload, AsksForTheVersionFirst) {
  const TransportRequest request = NewDownload({.user_agent = "Agent/1"}).NextRequest();
  EXPECT_EQ(request.method, "HEAD");
  EXPECT_EQ(request.url, kUrl);
  EXPECT_FALSE(request.range);
  EXPECT_EQ(request.headers.Get("Accept"), "*/*");
  EXPECT_EQ(request.headers.Get("Accept-Encoding"), "identity");
  EXPECT_EQ(request.headers.Get("User-Agent"), "Agent/1");
}

TEST(FileDownload, FetchesAWholeByOneRequest) {
  FileDownload download = NewDownload({.whole_by = "POST"});
  const TransportRequest request = download.NextRequest();
  EXPECT_EQ(request.method, "POST");
  EXPECT_FALSE(request.range);
  EXPECT_EQ(request.headers.Get("If-Unmodified-Since"), std::nullopt);
  ASSERT_TRUE(Is<FileDownload::Body>(
      download.OnHead(Head(200, {{"Content-Length", "10"}, {"Last-Modified", kDate}}))));
  EXPECT_TRUE(download.is_probed());
  EXPECT_EQ(download.size(), 10u);
  EXPECT_EQ(download.version().modified, ParseHttpDate(kDate, kNow));
  EXPECT_FALSE(download.OnBytes(11));
  EXPECT_TRUE(download.OnBytes(4));
  EXPECT_EQ(FailureCode(download.OnEnd()), hresult::BG_E_CONNECTION_CLOSED);
  EXPECT_TRUE(download.OnBytes(6));
  EXPECT_TRUE(Is<FileDownload::Done>(download.OnEnd()));
}

TEST(FileDownload, LearnsTheSizeOfAWholeFromItsEnd) {
  for (const std::uint64_t size : {0, 7}) {
    FileDownload download = NewDownload({.whole_by = "GET"});
    ASSERT_TRUE(Is<FileDownload::Body>(download.OnHead(Head(200, {}))));
    EXPECT_EQ(download.size(), kSizeUnknown);
    EXPECT_TRUE(download.OnBytes(size));
    ASSERT_TRUE(Is<FileDownload::Done>(download.OnEnd())) << size;
    EXPECT_EQ(download.size(), size);
    EXPECT_EQ(download.version().size_bytes, size);
  }
}

TEST(FileDownload, TakesNothingButAWholeForAWhole) {
  for (const int status : {206, 204, 404, 503}) {
    FileDownload download = NewDownload({.whole_by = "GET"});
    EXPECT_EQ(FailureCode(download.OnHead(Head(status, {{"Content-Length", "10"}}))),
              hresult::FromHttpStatus(status));
  }
}

TEST(FileDownload, FollowsARedirectWithTheMethodOfAWhole) {
  FileDownload download = NewDownload({.whole_by = "POST"});
  ASSERT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(302, {{"Location", "/other"}}))));
  EXPECT_EQ(download.NextRequest().method, "POST");
  EXPECT_EQ(download.NextRequest().url, "http://web.test/other");
}

TEST(FileDownload, AsksForARangeOfThatVersionNext) {
  const TransportRequest request = Probed().NextRequest();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.range, (ByteRange{0, 1000}));
  EXPECT_EQ(request.headers.Get("If-Unmodified-Since"), kDate);
}

TEST(FileDownload, AsksWithoutRangeInTheForeground) {
  EXPECT_FALSE(Probed({.foreground = true}).NextRequest().range);
}

TEST(FileDownload, AsksInPiecesOfALargeFile) {
  FileDownload download = Probed({.foreground = true, .piece_bytes_max = 600});
  EXPECT_EQ(download.NextRequest().range, (ByteRange{0, 600}));
  download.OnHead(Head(206, {{"Content-Range", "bytes 0-599/1000"}}));
  EXPECT_TRUE(download.OnBytes(600));
  EXPECT_TRUE(Is<FileDownload::Ask>(download.OnEnd()));
  EXPECT_EQ(download.NextRequest().range, (ByteRange{600, 400}));
}

// Asks for `asked` next, and gets it.
void ExpectNext(FileDownload& download, const ByteRange& asked) {
  ASSERT_EQ(download.NextRequest().range, asked);
  const std::string range =
      std::to_string(asked.offset) + "-" + std::to_string(asked.end() - 1) + "/1000";
  ASSERT_TRUE(
      Is<FileDownload::Body>(download.OnHead(Head(206, {{"Content-Range", "bytes " + range}}))));
  ASSERT_TRUE(download.OnBytes(asked.length));
}

TEST(FileDownload, AsksForOneRangeAfterAnotherInTheirOrder) {
  for (const bool foreground : {false, true}) {
    FileDownload download(kUrl, {{900, kLengthToEof}, {0, 50}, {300, 250}}, {}, 0,
                          {.foreground = foreground, .piece_bytes_max = 200, .now = kNow});
    ASSERT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(200, {{"Content-Length", "1000"}}))));
    EXPECT_EQ(download.size(), 400u);
    ExpectNext(download, {900, 100});
    EXPECT_TRUE(Is<FileDownload::Ask>(download.OnEnd()));
    ExpectNext(download, {0, 50});
    EXPECT_TRUE(Is<FileDownload::Ask>(download.OnEnd()));
    ExpectNext(download, {300, 200});
    EXPECT_TRUE(Is<FileDownload::Ask>(download.OnEnd()));
    ExpectNext(download, {500, 50});
    EXPECT_TRUE(Is<FileDownload::Done>(download.OnEnd()));
  }
}

TEST(FileDownload, ContinuesInTheMiddleOfARange) {
  FileDownload download(kUrl, {{900, 100}, {0, 50}}, {1000, std::nullopt}, 120, {.now = kNow});
  download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  ExpectNext(download, {20, 30});
  EXPECT_TRUE(Is<FileDownload::Done>(download.OnEnd()));
}

TEST(FileDownload, AsksForTheRestOfARangeWhenTheServerSendsLess) {
  FileDownload download(kUrl, {{100, 100}, {500, 10}}, {}, 0, {.now = kNow});
  download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  download.OnHead(Head(206, {{"Content-Range", "bytes 100-139/1000"}}));
  EXPECT_FALSE(download.OnBytes(41));
  EXPECT_TRUE(download.OnBytes(40));
  EXPECT_TRUE(Is<FileDownload::Ask>(download.OnEnd()));
  EXPECT_EQ(download.NextRequest().range, (ByteRange{140, 60}));
  EXPECT_EQ(FailureCode(download.OnHead(Head(206, {{"Content-Range", "bytes 140-200/1000"}}))),
            hresult::BG_E_INVALID_SERVER_RESPONSE);
}

TEST(FileDownload, FailsForARangeThatTheFileDoesNotHave) {
  for (const ByteRange& range : {ByteRange{1000, kLengthToEof}, ByteRange{999, 2}}) {
    FileDownload download(kUrl, {{0, 1}, range}, {}, 0, {.now = kNow});
    const auto step = download.OnHead(Head(200, {{"Content-Length", "1000"}}));
    EXPECT_EQ(FailureCode(step), hresult::BG_E_INVALID_RANGE);
    EXPECT_EQ(std::get<TransferFailure>(step).context, ErrorContext::kRemoteFile);
    EXPECT_TRUE(std::get<TransferFailure>(step).fatal);
  }
}

TEST(FileDownload, TakesTheWholeFileForNoRange) {
  FileDownload download(kUrl, {{0, 10}}, {}, 0, {.foreground = true, .now = kNow});
  download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  EXPECT_EQ(FailureCode(download.OnHead(Head(200, {{"Content-Length", "1000"}}))),
            hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT);
}

TEST(FileDownload, IsDoneWhenTheLastByteIsThere) {
  FileDownload download = Probed();
  EXPECT_TRUE(
      Is<FileDownload::Body>(download.OnHead(Head(206, {{"Content-Range", "bytes 0-999/1000"}}))));
  EXPECT_TRUE(download.OnBytes(1000));
  EXPECT_TRUE(Is<FileDownload::Done>(download.OnEnd()));
}

TEST(FileDownload, AsksWhetherAnEmptyFileIsOne) {
  FileDownload download = NewDownload();
  EXPECT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(200, {{"Content-Length", "0"}}))));
  EXPECT_EQ(download.NextRequest().method, "GET");
  EXPECT_FALSE(download.NextRequest().range);
  EXPECT_TRUE(Is<FileDownload::Body>(download.OnHead(Head(200, {{"Content-Length", "0"}}))));
  EXPECT_TRUE(Is<FileDownload::Done>(download.OnEnd()));
}

TEST(FileDownload, BelievesNoHeadThatCallsAFileEmptyWhichIsNot) {
  FileDownload counted = NewDownload();
  counted.OnHead(Head(200, {{"Content-Length", "0"}}));
  EXPECT_TRUE(Is<FileDownload::Restart>(counted.OnHead(Head(200, {{"Content-Length", "7"}}))));
  FileDownload chunked = NewDownload();
  chunked.OnHead(Head(200, {{"Content-Length", "0"}}));
  EXPECT_TRUE(Is<FileDownload::Body>(chunked.OnHead(Head(200, {}))));
  EXPECT_FALSE(chunked.OnBytes(7));
}

TEST(FileDownload, TakesAFirstTimeStampForNoChange) {
  FileDownload download(kUrl, {}, {1000, std::nullopt}, 400, {.now = kNow});
  EXPECT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(200, {{"Content-Length", "1000"}}))));
  EXPECT_TRUE(Is<FileDownload::Body>(download.OnHead(
      Head(206, {{"Content-Range", "bytes 400-999/1000"}, {"Last-Modified", kDate}}))));
  EXPECT_EQ(download.version().modified, ParseHttpDate(kDate, kNow));
  FileDownload again(kUrl, {}, download.version(), 500, {.now = kNow});
  EXPECT_TRUE(Is<FileDownload::Ask>(again.OnHead(Head(200, {{"Content-Length", "1000"}}))));
  EXPECT_EQ(again.NextRequest().headers.Get("If-Unmodified-Since"), kDate);
}

TEST(FileDownload, LearnsNoTimeStampThatItCannotTell) {
  FileDownload download = NewDownload();
  download.OnHead(
      Head(200, {{"Content-Length", "1000"}, {"Last-Modified", "Mon, 01 Jan 0001 00:00:00 GMT"}}));
  EXPECT_FALSE(download.version().modified);
  EXPECT_FALSE(download.NextRequest().headers.Get("If-Unmodified-Since"));
}

TEST(FileDownload, ContinuesWhereItStopped) {
  FileDownload download(kUrl, {}, {1000, ParseHttpDate(kDate, kNow)}, 400, {});
  EXPECT_TRUE(Is<FileDownload::Ask>(
      download.OnHead(Head(200, {{"Content-Length", "1000"}, {"Last-Modified", kDate}}))));
  EXPECT_EQ(download.NextRequest().range, (ByteRange{400, 600}));
}

TEST(FileDownload, StartsAnewWhenTheProbeShowsAnotherTimeStamp) {
  FileDownload download(kUrl, {}, {1000, ParseHttpDate(kDate, kNow)}, 400, {});
  EXPECT_TRUE(Is<FileDownload::Restart>(
      download.OnHead(Head(200, {{"Content-Length", "1000"}, {"Last-Modified", kLaterDate}}))));
  EXPECT_EQ(download.offset(), 0u);
  EXPECT_EQ(download.NextRequest().headers.Get("If-Unmodified-Since"), kLaterDate);
}

TEST(FileDownload, StartsAnewWithAProbeWhenTheContentIsAnotherVersion) {
  for (const ResponseHead& changed :
       {Head(412, {}), Head(416, {}), Head(206, {{"Content-Range", "bytes 0-999/1001"}}),
        Head(206, {{"Content-Range", "bytes 0-999/1000"}, {"Last-Modified", kLaterDate}})}) {
    FileDownload download = Probed();
    EXPECT_TRUE(Is<FileDownload::Restart>(download.OnHead(changed))) << changed.status;
    EXPECT_EQ(download.NextRequest().method, "HEAD");
  }
}

TEST(FileDownload, GivesUpForNowOnAFileThatChangesAgainAndAgain) {
  FileDownload download = Probed();
  FileDownload::Step step;
  for (int i = 0; i < 6; ++i) {
    EXPECT_FALSE(std::holds_alternative<TransferFailure>(step)) << i;
    step = download.OnHead(Head(412, {}));
    if (i < 5) download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  }
  EXPECT_EQ(FailureCode(step), hresult::BG_E_REMOTE_FILE_CHANGED);
  EXPECT_EQ(std::get<TransferFailure>(step).context, ErrorContext::kRemoteFile);
  EXPECT_FALSE(std::get<TransferFailure>(step).fatal);
}

TEST(FileDownload, StartsAtTheBeginningOfAFileThatChanged) {
  FileDownload download = Probed();
  download.OnHead(Head(206, {{"Content-Range", "bytes 0-999/1000"}}));
  download.OnBytes(10);
  EXPECT_TRUE(Is<FileDownload::Restart>(download.OnHead(Head(412, {}))));
  EXPECT_EQ(download.offset(), 0u);
}

TEST(FileDownload, ForgetsTheTimeStampOfAnotherVersion) {
  FileDownload download(kUrl, {}, {1000, ParseHttpDate(kDate, kNow)}, 400, {.now = kNow});
  EXPECT_TRUE(Is<FileDownload::Restart>(download.OnHead(Head(200, {{"Content-Length", "999"}}))));
  EXPECT_FALSE(download.NextRequest().headers.Get("If-Unmodified-Since"));
}

TEST(FileDownload, HasNothingToDropOfAFileThatChangedBeforeItsFirstByte) {
  FileDownload download(kUrl, {}, {1000, std::nullopt}, 0, {.now = kNow});
  EXPECT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(200, {{"Content-Length", "999"}}))));
}

TEST(FileDownload, TellsTheStatusOfContentThatIsRefused) {
  for (const int status : {204, 404, 500})
    EXPECT_EQ(FailureCode(Probed().OnHead(Head(status, {}))), hresult::FromHttpStatus(status));
}

TEST(FileDownload, AsksForARangeInTheForegroundFromTheSecondByteOn) {
  FileDownload download(kUrl, {}, {1000, std::nullopt}, 1, {.foreground = true, .now = kNow});
  download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  EXPECT_EQ(download.NextRequest().range, (ByteRange{1, 999}));
}

TEST(FileDownload, AsksForARangeInTheForegroundWhenTheFileIsAsLongAsAPiece) {
  EXPECT_TRUE(Probed({.foreground = true, .piece_bytes_max = 1000}).NextRequest().range);
  EXPECT_FALSE(Probed({.foreground = true, .piece_bytes_max = 1001}).NextRequest().range);
}

TEST(FileDownload, TakesNoByteBeyondAPartInTheMiddle) {
  FileDownload download(kUrl, {}, {1000, std::nullopt}, 400, {.now = kNow});
  download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  download.OnHead(Head(206, {{"Content-Range", "bytes 400-499/1000"}}));
  EXPECT_FALSE(download.OnBytes(101));
  EXPECT_TRUE(download.OnBytes(100));
}

TEST(FileDownload, RefusesAServerThatDoesNotTellTheSize) {
  const FileDownload::Step step = NewDownload().OnHead(Head(200, {}));
  EXPECT_EQ(FailureCode(step), hresult::BG_E_MISSING_FILE_SIZE);
  EXPECT_TRUE(std::get<TransferFailure>(step).fatal);
  for (const char* size : {"", "12x", "-1", "99999999999999999999"}) {
    EXPECT_EQ(FailureCode(NewDownload().OnHead(Head(200, {{"Content-Length", size}}))),
              hresult::BG_E_MISSING_FILE_SIZE)
        << size;
  }
}

TEST(FileDownload, RefusesTheWholeFileWhereARangeWasAsked) {
  const FileDownload::Step step = Probed().OnHead(Head(200, {{"Content-Length", "1000"}}));
  EXPECT_EQ(FailureCode(step), hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT);
}

TEST(FileDownload, RefusesAPartWithoutContentRange) {
  EXPECT_EQ(FailureCode(Probed().OnHead(Head(206, {}))), hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT);
}

TEST(FileDownload, RefusesAPartThatWasNotAskedFor) {
  for (const char* range :
       {"bytes 1-999/1000", "bytes 0-1000/2000", "bytes=0-999", "bytes 5-4/1000", "nonsense"}) {
    EXPECT_EQ(FailureCode(Probed().OnHead(Head(206, {{"Content-Range", range}}))),
              hresult::BG_E_INVALID_SERVER_RESPONSE)
        << range;
  }
}

TEST(FileDownload, TakesNoByteBeyondThePart) {
  FileDownload download = Probed();
  download.OnHead(Head(206, {{"Content-Range", "bytes 0-99/1000"}}));
  EXPECT_FALSE(download.OnBytes(101));
  EXPECT_TRUE(download.OnBytes(100));
}

TEST(FileDownload, TreatsABodyThatEndsEarlyAsAClosedConnection) {
  FileDownload download = Probed();
  download.OnHead(Head(206, {{"Content-Range", "bytes 0-999/1000"}}));
  download.OnBytes(10);
  const FileDownload::Step step = download.OnEnd();
  EXPECT_EQ(FailureCode(step), hresult::BG_E_CONNECTION_CLOSED);
  EXPECT_EQ(std::get<TransferFailure>(step).context, ErrorContext::kRemoteFile);
  EXPECT_FALSE(std::get<TransferFailure>(step).fatal);
  EXPECT_EQ(download.offset(), 10u);
}

TEST(FileDownload, FollowsARedirectWithoutLosingItsPlace) {
  FileDownload download(kUrl, {}, {1000, std::nullopt}, 400, {});
  EXPECT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(302, {{"Location", "/other/pkg.bin"}}))));
  EXPECT_EQ(download.NextRequest().url, "http://web.test/other/pkg.bin");
  EXPECT_EQ(download.NextRequest().method, "HEAD");
  EXPECT_EQ(download.offset(), 400u);
}

TEST(FileDownload, BeginsEachRequestAtTheRemoteName) {
  FileDownload download = NewDownload({.piece_bytes_max = 600});
  download.OnHead(Head(302, {{"Location", "/signed?1"}}));
  download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  EXPECT_EQ(download.NextRequest().url, kUrl);
  download.OnHead(Head(307, {{"Location", "/signed?2"}}));
  EXPECT_EQ(download.NextRequest().url, "http://web.test/signed?2");
  EXPECT_EQ(download.NextRequest().range, (ByteRange{0, 600}));
  download.OnHead(Head(206, {{"Content-Range", "bytes 0-599/1000"}}));
  EXPECT_TRUE(download.OnBytes(600));
  download.OnEnd();
  EXPECT_EQ(download.NextRequest().url, kUrl);
}

TEST(FileDownload, ResolvesARedirectAsTheRfcSays) {
  constexpr const char* kLocations[][2] = {
      {"../up?next=ftp://o/x", "http://web.test/up?next=ftp://o/x"},
      {"?q", "http://web.test/dir/pkg.bin?q"},
      {"//o:81/z", "http://o:81/z"},
      {"HTTPS://Other.Test/a%2Fb", "HTTPS://Other.Test/a%2Fb"},
      {"/a b?c d", "http://web.test/a%20b?c%20d"},
      {"/a!b", "http://web.test/a!b"},
  };
  for (const auto& [location, target] : kLocations) {
    FileDownload download("http://web.test/dir/pkg.bin", {}, {}, 0, {});
    download.OnHead(Head(302, {{"Location", location}}));
    EXPECT_EQ(download.NextRequest().url, target) << location;
  }
}

TEST(FileDownload, FollowsNoRedirectToAnythingButHttp) {
  for (const char* location :
       {"ftp://web.test/a", "mailto:a@web.test", "http://web.test:99999/a"}) {
    FileDownload download = NewDownload();
    EXPECT_EQ(FailureCode(download.OnHead(Head(302, {{"Location", location}}))),
              hresult::FromHttpStatus(302))
        << location;
  }
}

TEST(FileDownload, FollowsNoRedirectAwayFromHttps) {
  FileDownload download("HTTPS://web.test/a", {}, {}, 0, {});
  EXPECT_EQ(FailureCode(download.OnHead(Head(302, {{"Location", "http://web.test/a"}}))),
            hresult::FromHttpStatus(302));
}

TEST(FileDownload, FollowsRedirectsFromHttpsToHttps) {
  FileDownload download("https://web.test/a", {}, {}, 0, {});
  EXPECT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(302, {{"Location", "/b"}}))));
  EXPECT_EQ(download.NextRequest().url, "https://web.test/b");
}

TEST(FileDownload, LeavesHttpsWhereThatIsAllowed) {
  FileDownload download("https://web.test/a", {}, {}, 0,
                        {.security_flags = kRedirectAllowHttpsToHttp});
  EXPECT_TRUE(
      Is<FileDownload::Ask>(download.OnHead(Head(302, {{"Location", "http://web.test/b"}}))));
}

TEST(FileDownload, ReadsThePolicyOfRedirectsBesideOtherFlags) {
  for (const std::uint32_t ssl : {0u, kSslAll}) {
    FileDownload reported = NewDownload({.security_flags = kRedirectAllowReport | ssl});
    reported.OnHead(Head(302, {{"Location", "/b"}}));
    reported.OnHead(Head(200, {{"Content-Length", "1000"}}));
    EXPECT_EQ(reported.url(), "http://web.test/b");
    FileDownload silent = NewDownload({.security_flags = ssl});
    silent.OnHead(Head(302, {{"Location", "/b"}}));
    silent.OnHead(Head(200, {{"Content-Length", "1000"}}));
    EXPECT_EQ(silent.url(), kUrl);
    FileDownload secure("https://web.test/a", {}, {}, 0, {.security_flags = ssl});
    EXPECT_EQ(FailureCode(secure.OnHead(Head(302, {{"Location", "http://web.test/a"}}))),
              hresult::FromHttpStatus(302));
  }
}

TEST(FileDownload, TakesARedirectToNowhereForAFailure) {
  EXPECT_EQ(FailureCode(NewDownload().OnHead(Head(302, {}))), hresult::FromHttpStatus(302));
  FileDownload download = NewDownload({.security_flags = kRedirectDisallow});
  EXPECT_EQ(FailureCode(download.OnHead(Head(302, {}))), hresult::FromHttpStatus(302));
  EXPECT_EQ(download.url(), kUrl);
}

TEST(FileDownload, CountsTheRedirectsOfEachRequest) {
  FileDownload download = NewDownload();
  const auto follow_ten = [&download] {
    for (int hop = 0; hop < 10; ++hop)
      EXPECT_TRUE(Is<FileDownload::Ask>(download.OnHead(Head(302, {{"Location", kUrl}})))) << hop;
  };
  follow_ten();
  download.OnHead(Head(200, {{"Content-Length", "1000"}}));
  follow_ten();
  EXPECT_EQ(FailureCode(download.OnHead(Head(302, {{"Location", kUrl}}))),
            hresult::FromHttpStatus(302));
}

TEST(FileDownload, EndsARedirectLoop) {
  FileDownload download = NewDownload();
  FileDownload::Step step = FileDownload::Ask{};
  int hops = 0;
  while (Is<FileDownload::Ask>(step) && hops < 100) {
    step = download.OnHead(Head(302, {{"Location", kUrl}}));
    ++hops;
  }
  EXPECT_EQ(hops, 11);
  EXPECT_EQ(FailureCode(step), hresult::FromHttpStatus(302));
}

}  // namespace
}  // namespace bitsproof
