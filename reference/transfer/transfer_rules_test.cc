#include <gtest/gtest.h>

#include <string>

#include "reference/transfer/failure.h"
#include "reference/transfer/retry.h"

namespace bitsproof {
namespace {

using std::chrono::seconds;

TEST(FailureOfStatus, SortsStatusesIntoTheDocumentedClasses) {
  std::string fatal;
  for (int status = 100; status < 600; ++status) {
    if (FailureOfStatus(status).fatal) fatal += std::to_string(status) + " ";
  }
  std::string expected = "300 301 302 303 304 305 307 ";
  for (int status = 400; status < 500; ++status) {
    if (status != 408 && status != 409) expected += std::to_string(status) + " ";
  }
  expected += "501 505 ";
  EXPECT_EQ(fatal, expected);
}

TEST(FailureOfStatus, CarriesTheStatusInTheCode) {
  EXPECT_EQ(NameOf(FailureOfStatus(404).code), "BG_E_HTTP_ERROR_404");
  EXPECT_EQ(FailureOfStatus(404).context, ErrorContext::kRemoteFile);
}

TEST(FailureOfTransport, WaitsForTheNetworkWhenThereIsNone) {
  const TransferFailure failure = FailureOfTransport({hresult::BG_E_NETWORK_DISCONNECTED, ""});
  EXPECT_TRUE(failure.event_driven);
  EXPECT_FALSE(failure.fatal);
  EXPECT_FALSE(FailureOfTransport({hresult::BG_E_TIMEOUT, ""}).event_driven);
}

TEST(FailureOfTransport, IsFatalForMalformedProxySettingsAndNamesThatNobodyTakesOnly) {
  EXPECT_TRUE(FailureOfTransport({hresult::BG_E_INVALID_PROXY_INFO, ""}).fatal);
  EXPECT_TRUE(FailureOfTransport({hresult::E_INVALIDARG, ""}).fatal);
  EXPECT_FALSE(FailureOfTransport({hresult::BG_E_CONNECT_FAILURE, ""}).fatal);
}

TEST(FailureOfTransport, NamesTheTransportForWhatConcernsEveryFile) {
  const auto context = [](HResult code) { return FailureOfTransport({code, ""}).context; };
  EXPECT_EQ(context(hresult::BG_E_NETWORK_DISCONNECTED), ErrorContext::kGeneralTransport);
  EXPECT_EQ(context(hresult::BG_E_INVALID_PROXY_INFO), ErrorContext::kGeneralTransport);
  EXPECT_EQ(context(hresult::BG_E_CONNECT_FAILURE), ErrorContext::kRemoteFile);
}

TEST(FailureOfLocalFile, IsFatalUnlessTheFileIsInUse) {
  EXPECT_TRUE(FailureOfLocalFile(hresult::E_DISK_FULL).fatal);
  EXPECT_FALSE(FailureOfLocalFile(hresult::E_SHARING_VIOLATION).fatal);
  EXPECT_EQ(FailureOfLocalFile(hresult::E_DISK_FULL).context, ErrorContext::kLocalFile);
}

TEST(FailureOfServer, IsFatal) {
  EXPECT_TRUE(FailureOfServer(hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT).fatal);
  EXPECT_EQ(FailureOfServer(hresult::BG_E_INSUFFICIENT_RANGE_SUPPORT).context,
            ErrorContext::kRemoteFile);
}

TEST(RetryPlan, RetriesAfterTheDelay) {
  RetryPlan plan;
  const auto next = plan.OnTransientError(Instant{seconds(100)}, 600, 1'209'600, false);
  EXPECT_FALSE(next.give_up);
  EXPECT_EQ(next.at, Instant{seconds(700)});
}

TEST(RetryPlan, CountsTheTimeoutFromTheFirstErrorUntilProgress) {
  RetryPlan plan;
  const auto again = [&](int at) {
    return plan.OnTransientError(Instant{seconds(at)}, 10, 25, false);
  };
  EXPECT_FALSE(again(0).give_up);
  EXPECT_FALSE(again(10).give_up);
  EXPECT_TRUE(again(20).give_up);
  EXPECT_EQ(again(20).at, Instant{seconds(25)});
  plan.OnProgress();
  EXPECT_FALSE(again(20).give_up);
}

TEST(RetryPlan, GivesUpAtOnceWithoutATimeToRetryIn) {
  RetryPlan plan;
  EXPECT_TRUE(plan.OnTransientError(Instant{seconds(7)}, 5, 0, false).give_up);
  EXPECT_EQ(plan.OnTransientError(Instant{seconds(7)}, 5, 0, false).at, Instant{seconds(7)});
  EXPECT_EQ(plan.OnTransientError(Instant{seconds(7)}, 60, 30, false).at, Instant{seconds(7)});
}

TEST(RetryPlan, PlansNoTimedRetryForAnErrorThatEndsWithAnEvent) {
  RetryPlan plan;
  const auto next = plan.OnTransientError(Instant{seconds(0)}, 5, 3600, true);
  EXPECT_TRUE(next.give_up);
  EXPECT_EQ(next.at, Instant{seconds(3600)});
}

}  // namespace
}  // namespace bitsproof
