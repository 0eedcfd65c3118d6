#include "reference/job/error_text.h"

#include <string_view>

namespace bitsproof {
namespace {

// S_OK for the primary language English, in which the texts are written.
HResult CheckLanguage(std::uint32_t language_id) {
  constexpr std::uint32_t kPrimaryMask = 0x3FF;
  constexpr std::uint32_t kEnglish = 0x09;
  if (language_id == 0) return hresult::E_INVALIDARG;
  return (language_id & kPrimaryMask) == kEnglish ? hresult::S_OK
                                                  : hresult::E_RESOURCE_LANG_NOT_FOUND;
}

HResult TextCodeOf(ErrorContext context) {
  switch (context) {
    case ErrorContext::kNone:
      return hresult::BG_S_ERROR_CONTEXT_NONE;
    case ErrorContext::kUnknown:
      return hresult::BG_E_ERROR_CONTEXT_UNKNOWN;
    case ErrorContext::kGeneralQueueManager:
      return hresult::BG_E_ERROR_CONTEXT_GENERAL_QUEUE_MANAGER;
    case ErrorContext::kQueueManagerNotification:
      return hresult::BG_E_ERROR_CONTEXT_QUEUE_MANAGER_NOTIFICATION;
    case ErrorContext::kLocalFile:
      return hresult::BG_E_ERROR_CONTEXT_LOCAL_FILE;
    case ErrorContext::kRemoteFile:
      return hresult::BG_E_ERROR_CONTEXT_REMOTE_FILE;
    case ErrorContext::kGeneralTransport:
      return hresult::BG_E_ERROR_CONTEXT_GENERAL_TRANSPORT;
    case ErrorContext::kRemoteApplication:
      return hresult::BG_E_ERROR_CONTEXT_REMOTE_APPLICATION;
    case ErrorContext::kServerCertificateCallback:  // has no code
      break;
  }
  return hresult::BG_E_ERROR_CONTEXT_UNKNOWN;
}

}  // namespace

Result<std::string> DescribeCode(HResult code, std::uint32_t language_id) {
  if (const HResult language = CheckLanguage(language_id); language.failed())
    return Unexpected(language);
  const std::string_view meaning = MeaningOf(code);
  if (meaning.empty()) return "Unknown result code " + ToHex(code) + ".";
  return std::string(meaning);
}

Result<std::string> DescribeErrorContext(ErrorContext context, std::uint32_t language_id) {
  Result<std::string> text = DescribeCode(TextCodeOf(context), language_id);
  if (text && context == ErrorContext::kServerCertificateCallback)
    text = "The error occurred in the client's validation of the server's certificate.";
  return text;
}

}  // namespace bitsproof
