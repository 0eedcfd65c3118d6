#include "reference/platform/curl_errors.h"

#include <curl/curl.h>

namespace bitsproof::platform {
namespace {

struct Row {
  CURLcode curl;
  HResult code;
};

// A server that speaks HTTP/0.9, or HTTP/2 unasked, is an unsupported protocol to libcurl; a head
// that our own callback refused is a write error.
constexpr Row kRows[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, hresult::WININET_E_NAME_NOT_RESOLVED},
    {CURLE_COULDNT_RESOLVE_HOST, hresult::WININET_E_NAME_NOT_RESOLVED},
    {CURLE_COULDNT_CONNECT, hresult::BG_E_CONNECT_FAILURE},
    {CURLE_RECV_ERROR, hresult::BG_E_CONNECTION_CLOSED},
    {CURLE_SEND_ERROR, hresult::BG_E_CONNECTION_CLOSED},
    {CURLE_PARTIAL_FILE, hresult::BG_E_CONNECTION_CLOSED},
    {CURLE_GOT_NOTHING, hresult::BG_E_CONNECTION_CLOSED},
    {CURLE_WEIRD_SERVER_REPLY, hresult::WININET_E_INVALID_SERVER_RESPONSE},
    {CURLE_UNSUPPORTED_PROTOCOL, hresult::WININET_E_INVALID_SERVER_RESPONSE},
    {CURLE_HTTP2, hresult::WININET_E_INVALID_SERVER_RESPONSE},
    {CURLE_HTTP2_STREAM, hresult::WININET_E_INVALID_SERVER_RESPONSE},
    {CURLE_HTTP3, hresult::WININET_E_INVALID_SERVER_RESPONSE},
    {CURLE_BAD_CONTENT_ENCODING, hresult::BG_E_INVALID_SERVER_RESPONSE},
    {CURLE_RANGE_ERROR, hresult::BG_E_INVALID_SERVER_RESPONSE},
    {CURLE_FILESIZE_EXCEEDED, hresult::BG_E_INVALID_SERVER_RESPONSE},
    {CURLE_WRITE_ERROR, hresult::WININET_E_INVALID_SERVER_RESPONSE},
    {CURLE_OPERATION_TIMEDOUT, hresult::BG_E_TIMEOUT},
    {CURLE_SSL_CONNECT_ERROR, hresult::E_WINHTTP_SECURE_FAILURE},
    {CURLE_PEER_FAILED_VERIFICATION, hresult::E_WINHTTP_SECURE_FAILURE},
    {CURLE_SSL_CERTPROBLEM, hresult::E_WINHTTP_SECURE_FAILURE},
    {CURLE_SSL_CIPHER, hresult::E_WINHTTP_SECURE_FAILURE},
    {CURLE_SSL_CACERT_BADFILE, hresult::E_WINHTTP_SECURE_FAILURE},
    {CURLE_SSL_ISSUER_ERROR, hresult::E_WINHTTP_SECURE_FAILURE},
    {CURLE_SSL_INVALIDCERTSTATUS, hresult::E_WINHTTP_SECURE_FAILURE},
    {CURLE_URL_MALFORMAT, hresult::E_INVALIDARG},
    {CURLE_BAD_FUNCTION_ARGUMENT, hresult::E_INVALIDARG},
    {CURLE_OUT_OF_MEMORY, hresult::E_OUTOFMEMORY},
};

}  // namespace

HResult HResultFromCurl(int curl_code) {
  for (const Row& row : kRows) {
    if (row.curl == curl_code) return row.code;
  }
  return hresult::BG_E_UNKNOWN_ERROR;
}

}  // namespace bitsproof::platform
