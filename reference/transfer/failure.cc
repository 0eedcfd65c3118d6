#include "reference/transfer/failure.h"

namespace bitsproof {
namespace {

bool IsFatalStatus(int status) {
  switch (status) {
    case 307:
    case 501:
    case 505:
      return true;
    case 408:
    case 409:
      return false;
    default:
      return (status >= 300 && status <= 305) || (status >= 400 && status < 500);
  }
}

}  // namespace

TransferFailure FailureOfStatus(int status) {
  return {hresult::FromHttpStatus(status), ErrorContext::kRemoteFile, IsFatalStatus(status)};
}

TransferFailure FailureOfNetwork() {
  return {hresult::BG_E_NETWORK_DISCONNECTED, ErrorContext::kGeneralTransport, false, true};
}

TransferFailure FailureOfCost() {
  return {hresult::BG_E_BLOCKED_BY_COST_TRANSFER_POLICY, ErrorContext::kGeneralTransport, false,
          true};
}

TransferFailure FailureOfBandwidth() {
  return {hresult::BG_E_BLOCKED_BY_POLICY, ErrorContext::kGeneralTransport, false, true};
}

TransferFailure FailureOfToken() {
  return {hresult::BG_E_TOKEN_REQUIRED, ErrorContext::kGeneralQueueManager, true};
}

TransferFailure FailureOfTransport(const TransportFailure& failure) {
  if (failure.code == hresult::BG_E_NETWORK_DISCONNECTED) return FailureOfNetwork();
  if (failure.code == hresult::BG_E_INVALID_PROXY_INFO) {  // CORE-LIFE-18
    return {failure.code, ErrorContext::kGeneralTransport, true};
  }
  const bool is_unclear = failure.code == hresult::E_WINHTTP_SECURE_CERT_REV_FAILED ||
                          failure.code == hresult::E_WINHTTP_SECURE_CERT_REVOKED;
  if (is_unclear) return FailureOfServer(failure.code);  // HTTP-SEC-08
  // No transport can ask for a file of that name, however often it is told to.
  const bool is_fatal = failure.code == hresult::E_INVALIDARG;
  return {failure.code, ErrorContext::kRemoteFile, is_fatal};
}

TransferFailure FailureOfLocalFile(HResult code) {
  return {code, ErrorContext::kLocalFile, code != hresult::E_SHARING_VIOLATION};
}

TransferFailure FailureOfServer(HResult code) { return {code, ErrorContext::kRemoteFile, true}; }

}  // namespace bitsproof
