// IBackgroundCopyJobHttpOptions to 3, and IBitsTokenOptions.
#include "conformance/adapters/com/methods.h"

namespace com_adapter {
namespace {

using Options = IBackgroundCopyJobHttpOptions;

constexpr std::size_t kHashSize = 20;  // SHA-1

constexpr Word kStores[] = {
    {"CURRENT_USER", 0},
    {"LOCAL_MACHINE", 1},
    {"CURRENT_SERVICE", 2},
    {"SERVICES", 3},
    {"USERS", 4},
    {"CURRENT_USER_GROUP_POLICY", 5},
    {"LOCAL_MACHINE_GROUP_POLICY", 6},
    {"LOCAL_MACHINE_ENTERPRISE", 7},
};

BG_CERT_STORE_LOCATION StoreOf(const Params& params) {
  return static_cast<BG_CERT_STORE_LOCATION>(params.Enumeration("storeLocation", kStores));
}

// The bytes of "certHashBlob", at least the 20 that the API reads; empty for NULL.
std::vector<BYTE> HashOf(const Params& params) {
  if (params.Require("certHashBlob").is_null()) return {};
  const std::string& hex = params.Text("certHashBlob");
  std::vector<BYTE> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<BYTE>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  if (bytes.size() < kHashSize) bytes.resize(kHashSize);
  return bytes;
}

std::string HexOfHash(const BYTE* bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; bytes != nullptr && i < kHashSize; ++i) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 15];
  }
  return hex;
}

Json SetClientCertificateByID(const MethodCall& call, Options& options) {
  const WideText store = call.params.TextOrNull("storeName");
  std::vector<BYTE> hash = HashOf(call.params);
  return Outcome(options.SetClientCertificateByID(StoreOf(call.params), store.get(),
                                                  hash.empty() ? nullptr : hash.data()));
}

Json SetClientCertificateByName(const MethodCall& call, Options& options) {
  const WideText store = call.params.TextOrNull("storeName");
  const WideText subject = call.params.TextOrNull("subjectName");
  return Outcome(
      options.SetClientCertificateByName(StoreOf(call.params), store.get(), subject.get()));
}

Json RemoveClientCertificate(const MethodCall&, Options& options) {
  return Outcome(options.RemoveClientCertificate());
}

Json GetClientCertificate(const MethodCall&, Options& options) {
  BG_CERT_STORE_LOCATION location{};
  TaskText store;
  TaskMemory<BYTE> hash;
  TaskText subject;
  const HRESULT code =
      options.GetClientCertificate(&location, store.Out(), hash.Out(), subject.Out());
  Json json = Outcome(code, "storeLocation", ToWord(location, kStores));
  if (FAILED(code)) return json;
  json["storeName"] = TextToJson(store);
  json["certHashBlob"] = HexOfHash(hash.Keep());
  json["subjectName"] = TextToJson(subject);
  return json;
}

Json GetCustomHeaders(const MethodCall&, Options& options) {
  TaskText headers;
  const HRESULT code = options.GetCustomHeaders(headers.Out());
  return TextOutcome(code, "value", headers);
}

Json SetCustomHeaders(const MethodCall& call, Options& options) {
  return Outcome(options.SetCustomHeaders(call.params.TextOrNull("value").get()));
}

Json GetSecurityFlags(const MethodCall&, Options& options) {
  ULONG flags = 0;
  const HRESULT code = options.GetSecurityFlags(&flags);
  return Outcome(code, "value", flags);
}

Json SetSecurityFlags(const MethodCall& call, Options& options) {
  return Outcome(options.SetSecurityFlags(call.params.Number32("value")));
}

Json GetHttpMethod(const MethodCall&, HttpOptions2& options) {
  TaskText method;
  const HRESULT code = options.GetHttpMethod(method.Out());
  return TextOutcome(code, "value", method);
}

Json SetHttpMethod(const MethodCall& call, HttpOptions2& options) {
  return Outcome(options.SetHttpMethod(call.params.TextOrNull("value").get()));
}

Json SetValidation(const MethodCall& call, HttpOptions3& options) {
  const Json& answer = call.params.Require("answer");
  if (answer.is_null()) return Outcome(options.SetServerCertificateValidationInterface(nullptr));
  const std::optional<HRESULT> code = ParseCode(answer);
  if (!code) throw ParamError("Parameter 'answer' is not a result code such as 0x80200001.");
  const ComPtr<IUnknown> judge(
      MakeCertificateCallback(ToText(call.params.Id("job")), call.agent.events(), *code));
  return Outcome(options.SetServerCertificateValidationInterface(judge.get()));
}

Json MakeHeadersWriteOnly(const MethodCall&, HttpOptions3& options) {
  return Outcome(options.MakeCustomHeadersWriteOnly());
}

constexpr Method kMethods[] = {
    {"httpOptions.setClientCertificateByID", OnJobAs<Options, SetClientCertificateByID>},
    {"httpOptions.setClientCertificateByName", OnJobAs<Options, SetClientCertificateByName>},
    {"httpOptions.removeClientCertificate", OnJobAs<Options, RemoveClientCertificate>},
    {"httpOptions.getClientCertificate", OnJobAs<Options, GetClientCertificate>},
    {"httpOptions.getCustomHeaders", OnJobAs<Options, GetCustomHeaders>},
    {"httpOptions.setCustomHeaders", OnJobAs<Options, SetCustomHeaders>},
    {"httpOptions.getSecurityFlags", OnJobAs<Options, GetSecurityFlags>},
    {"httpOptions.setSecurityFlags", OnJobAs<Options, SetSecurityFlags>},
    {"httpOptions.getHttpMethod", OnJobAs<HttpOptions2, GetHttpMethod>},
    {"httpOptions.setHttpMethod", OnJobAs<HttpOptions2, SetHttpMethod>},
    {"httpOptions.setServerCertificateValidationInterface", OnJobAs<HttpOptions3, SetValidation>},
    {"httpOptions.makeCustomHeadersWriteOnly", OnJobAs<HttpOptions3, MakeHeadersWriteOnly>},
};

// --- IBitsTokenOptions ---

Json GetHelperTokenFlags(const MethodCall&, TokenOptions& options) {
  DWORD flags = 0;
  const HRESULT code = options.GetHelperTokenFlags(&flags);
  return Outcome(code, "value", flags);
}

Json SetHelperTokenFlags(const MethodCall& call, TokenOptions& options) {
  return Outcome(options.SetHelperTokenFlags(call.params.Number32("value")));
}

Json SetHelperToken(const MethodCall&, TokenOptions& options) {
  return Outcome(options.SetHelperToken());
}

Json ClearHelperToken(const MethodCall&, TokenOptions& options) {
  return Outcome(options.ClearHelperToken());
}

Json GetHelperTokenSid(const MethodCall&, TokenOptions& options) {
  TaskText sid;
  const HRESULT code = options.GetHelperTokenSid(sid.Out());
  return TextOutcome(code, "value", sid);
}

constexpr Method kTokenMethods[] = {
    {"tokenOptions.getHelperTokenFlags", OnJobAs<TokenOptions, GetHelperTokenFlags>},
    {"tokenOptions.setHelperTokenFlags", OnJobAs<TokenOptions, SetHelperTokenFlags>},
    {"tokenOptions.setHelperToken", OnJobAs<TokenOptions, SetHelperToken>},
    {"tokenOptions.clearHelperToken", OnJobAs<TokenOptions, ClearHelperToken>},
    {"tokenOptions.getHelperTokenSid", OnJobAs<TokenOptions, GetHelperTokenSid>},
};

}  // namespace

std::span<const Method> HttpOptionsMethods() { return kMethods; }
std::span<const Method> TokenMethods() { return kTokenMethods; }

}  // namespace com_adapter
