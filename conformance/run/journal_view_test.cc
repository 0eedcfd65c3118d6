#include "conformance/run/journal_view.h"

#include <gtest/gtest.h>

namespace bitsproof::conformance {
namespace {

Json Get(int status, std::uint64_t sent, const char* fault = nullptr) {
  Json request{
      {"method", "GET"}, {"path", "/a"}, {"status", status}, {"bytesSent", sent}, {"open", false}};
  if (fault != nullptr) request["fault"] = fault;
  return request;
}

Json Range(std::uint64_t first, std::uint64_t last, std::uint64_t sent,
           const char* fault = nullptr) {
  Json request = Get(206, sent, fault);
  request["rangeStart"] = first;
  request["rangeEnd"] = last;
  return request;
}

Json Journal(const std::vector<Json>& requests) {
  return {{"connections", 1}, {"requests", requests}, {"faultsFired", Json::array()}};
}

Json Covered(const std::vector<Json>& requests) {
  return JournalView(Journal(requests), Json::object())["rangesCoverExactly"];
}

TEST(JournalView, PicksRequestsByMatchersOfTheirMembers) {
  Json head = Get(200, 0);
  head["method"] = "HEAD";
  const Json view = JournalView(Journal({head, Get(200, 5), Get(404, 7)}),
                                Json::parse(R"({"method": "GET", "status": {"$lt": 300}})"));
  EXPECT_EQ(view["requests"].size(), 1u);
  EXPECT_EQ(view["bytesSent"], 5);
  EXPECT_EQ(view["connections"], 1);
}

TEST(JournalView, PicksByMembersThatAreAbsent) {
  const Json filter = Json::parse(R"({"rangeStart": {"$absent": true}})");
  EXPECT_EQ(CountRequests(Journal({Get(200, 5), Range(0, 4, 5)}), filter), 1u);
}

TEST(JournalView, ShowsTheFirstPickedRequestAfterAFault) {
  Json head = Get(200, 0);
  head["method"] = "HEAD";
  const Json view =
      JournalView(Journal({Get(200, 5, "cut"), head, Range(5, 9, 5)}), {{"method", "GET"}});
  EXPECT_EQ(view["afterFault"]["first"]["rangeStart"], 5);
  EXPECT_FALSE(JournalView(Journal({Get(200, 5)}), Json::object())["afterFault"].contains("first"));
}

TEST(RangesCoverExactly, CountsOneWholeResponse) { EXPECT_EQ(Covered({Get(200, 100)}), 100); }

TEST(RangesCoverExactly, CountsNothingAsZero) { EXPECT_EQ(Covered({}), 0); }

TEST(RangesCoverExactly, JoinsRangesInAnyOrder) {
  EXPECT_EQ(Covered({Range(50, 99, 50), Range(0, 49, 50)}), 100);
}

TEST(RangesCoverExactly, SeesAGap) {
  EXPECT_EQ(Covered({Range(0, 49, 50), Range(51, 99, 49)}), -1);
  EXPECT_EQ(Covered({Range(1, 99, 99)}), -1);
}

TEST(RangesCoverExactly, SeesAnOverlapOfWholeRanges) {
  EXPECT_EQ(Covered({Range(0, 49, 50), Range(49, 99, 51)}), -1);
}

TEST(RangesCoverExactly, SeesARestartFromZero) {
  EXPECT_EQ(Covered({Get(200, 50, "cut"), Get(200, 100)}), -1);
}

TEST(RangesCoverExactly, CountsBytesThatAResetLostForTheExchangeThatSendsThemAgain) {
  EXPECT_EQ(Covered({Get(200, 50, "cut"), Range(30, 99, 70)}), 100);
}

TEST(RangesCoverExactly, CountsBytesOfAnAbandonedResponseLikewise) {
  EXPECT_EQ(Covered({Get(200, 50), Range(30, 99, 70)}), 100);
}

TEST(RangesCoverExactly, IgnoresErrorBodies) {
  EXPECT_EQ(Covered({Get(503, 20), Get(200, 100)}), 100);
}

TEST(HasOpenRequests, SeesAResponseUnderWay) {
  Json open = Get(200, 5);
  open["open"] = true;
  EXPECT_TRUE(HasOpenRequests(Journal({Get(200, 5), open})));
  EXPECT_FALSE(HasOpenRequests(Journal({Get(200, 5)})));
}

}  // namespace
}  // namespace bitsproof::conformance
