#include "reference/job/error_text.h"

#include <gtest/gtest.h>

namespace bitsproof {
namespace {

constexpr std::uint32_t kAmericanEnglish = 0x0409;

TEST(DescribeCode, SpeaksEveryEnglish) {
  for (const std::uint32_t language : {0x0009u, kAmericanEnglish, 0x0809u}) {
    EXPECT_EQ(DescribeCode(hresult::BG_E_NOT_FOUND, language).value(),
              MeaningOf(hresult::BG_E_NOT_FOUND));
  }
}

TEST(DescribeCode, SpeaksNoOtherLanguage) {
  for (const std::uint32_t language : {0x0007u, 0x0407u, 0x040Au, 0x0400u}) {
    EXPECT_EQ(CodeOf(DescribeCode(hresult::BG_E_NOT_FOUND, language)),
              hresult::E_RESOURCE_LANG_NOT_FOUND);
  }
  EXPECT_EQ(CodeOf(DescribeCode(hresult::BG_E_NOT_FOUND, 0)), hresult::E_INVALIDARG);
}

TEST(DescribeCode, NamesTheNumberOfACodeThatItDoesNotKnow) {
  EXPECT_EQ(DescribeCode(HResult{0x8123ABCD}, kAmericanEnglish).value(),
            "Unknown result code 0x8123ABCD.");
}

TEST(DescribeErrorContext, HasASentenceForEachContext) {
  const std::pair<ErrorContext, HResult> kCodes[] = {
      {ErrorContext::kNone, hresult::BG_S_ERROR_CONTEXT_NONE},
      {ErrorContext::kUnknown, hresult::BG_E_ERROR_CONTEXT_UNKNOWN},
      {ErrorContext::kGeneralQueueManager, hresult::BG_E_ERROR_CONTEXT_GENERAL_QUEUE_MANAGER},
      {ErrorContext::kQueueManagerNotification,
       hresult::BG_E_ERROR_CONTEXT_QUEUE_MANAGER_NOTIFICATION},
      {ErrorContext::kLocalFile, hresult::BG_E_ERROR_CONTEXT_LOCAL_FILE},
      {ErrorContext::kRemoteFile, hresult::BG_E_ERROR_CONTEXT_REMOTE_FILE},
      {ErrorContext::kGeneralTransport, hresult::BG_E_ERROR_CONTEXT_GENERAL_TRANSPORT},
      {ErrorContext::kRemoteApplication, hresult::BG_E_ERROR_CONTEXT_REMOTE_APPLICATION},
      {static_cast<ErrorContext>(9), hresult::BG_E_ERROR_CONTEXT_UNKNOWN},
  };
  for (const auto& [context, code] : kCodes) {
    EXPECT_EQ(DescribeErrorContext(context, kAmericanEnglish).value(), MeaningOf(code));
  }
}

}  // namespace
}  // namespace bitsproof
