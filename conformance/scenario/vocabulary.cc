#include "conformance/scenario/vocabulary.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace bitsproof::conformance {
namespace {

constexpr auto kAny = CallableIn::kAnywhere;
constexpr auto kSim = CallableIn::kSim;
constexpr auto kNowhere = CallableIn::kNowhere;

constexpr auto kMethods = std::to_array<MethodInfo>({
    {"manager.createJob", "job.create", true, kAny, "displayName type", "jobId"},
    {"manager.getJob", "job.create", true, kAny, "job", "jobId"},
    {"manager.enumJobs", "job.enumerate", true, kAny, "flags", "jobs"},
    {"manager.getErrorDescription", "job.errors", true, kAny, "code languageId", "text"},
    {"job.addFile", "job.files", true, kAny, "job remoteUrl localName", ""},
    {"job.addFileSet", "job.files", true, kAny, "job files", ""},
    {"job.enumFiles", "job.files", true, kAny, "job", "files"},
    {"job.suspend", "job.create", true, kAny, "job", ""},
    {"job.resume", "job.create", true, kAny, "job", ""},
    {"job.cancel", "job.cancel", true, kAny, "job", ""},
    {"job.complete", "job.create", true, kAny, "job", ""},
    {"job.takeOwnership", "job.ownership", true, kAny, "job", ""},
    {"job.getId", "job.create", true, kAny, "job", "jobId"},
    {"job.getType", "job.create", true, kAny, "job", "type"},
    {"job.getState", "job.create", true, kAny, "job", "state"},
    {"job.getProgress", "job.properties", true, kAny, "job",
     "bytesTotal bytesTransferred filesTotal filesTransferred"},
    {"job.getTimes", "job.properties", true, kAny, "job",
     "creation modification transferCompletion"},
    {"job.getError", "job.errors", true, kAny, "job", "code context"},
    {"job.getErrorCount", "job.errors", true, kAny, "job", "count"},
    {"job.getOwner", "job.properties", true, kAny, "job", "owner"},
    {"job.getDisplayName", "job.properties", true, kAny, "job", "value"},
    {"job.setDisplayName", "job.properties", true, kAny, "job value", ""},
    {"job.getDescription", "job.properties", true, kAny, "job", "value"},
    {"job.setDescription", "job.properties", true, kAny, "job value", ""},
    {"job.getPriority", "job.properties", true, kAny, "job", "value"},
    {"job.setPriority", "job.properties", true, kAny, "job value", ""},
    {"job.getNotifyFlags", "job.properties", true, kAny, "job", "value"},
    {"job.setNotifyFlags", "job.properties", true, kAny, "job value", ""},
    {"job.getNotifyInterface", "job.notify-interface", true, kAny, "job", "registered"},
    {"job.setNotifyInterface", "job.notify-interface", true, kAny, "job registered", ""},
    {"job.getMinimumRetryDelay", "job.properties", true, kAny, "job", "seconds"},
    {"job.setMinimumRetryDelay", "job.properties", true, kAny, "job seconds", ""},
    {"job.getNoProgressTimeout", "job.properties", true, kAny, "job", "seconds"},
    {"job.setNoProgressTimeout", "job.properties", true, kAny, "job seconds", ""},
    {"job.getProxySettings", "job.properties", true, kAny, "job", "usage proxyList bypassList"},
    {"job.setProxySettings", "job.properties", true, kAny, "job usage proxyList bypassList", ""},
    {"job.queryInterface", "interfaces", true, kAny, "job interface", ""},
    {"file.getRemoteName", "job.files", true, kAny, "job index", "value"},
    {"file.getLocalName", "job.files", true, kAny, "job index", "value"},
    {"file.getProgress", "job.files", true, kAny, "job index",
     "bytesTotal bytesTransferred completed"},
    {"file.queryInterface", "interfaces", true, kAny, "job index interface", ""},
    {"error.getFile", "job.errors", true, kAny, "job", "index remoteName localName"},
    {"error.getProtocol", "job.errors", true, kAny, "job", "protocol"},
    {"error.getErrorDescription", "job.errors", true, kAny, "job languageId", "text"},
    {"error.getErrorContextDescription", "job.errors", true, kAny, "job languageId", "text"},
    {"enumerator.jobs", "enumerators", true, kAny, "flags", "enumerator"},
    {"enumerator.files", "enumerators", true, kAny, "job", "enumerator"},
    {"enumerator.next", "enumerators", true, kAny, "enumerator count", "items"},
    {"enumerator.skip", "enumerators", true, kAny, "enumerator count", ""},
    {"enumerator.reset", "enumerators", true, kAny, "enumerator", ""},
    {"enumerator.release", "enumerators", true, kAny, "enumerator", ""},
    {"enumerator.clone", "enumerators", true, kAny, "enumerator", "enumerator"},
    {"enumerator.getCount", "enumerators", true, kAny, "enumerator", "count"},
    {"job.getNotifyCmdLine", "job2", true, kAny, "job", "program parameters"},
    {"job.setNotifyCmdLine", "job2", true, kAny, "job program parameters", ""},
    {"job.getReplyProgress", "job2", true, kAny, "job", "bytesTotal bytesTransferred"},
    {"job.getReplyData", "job2", true, kAny, "job", "data"},
    {"job.getReplyFileName", "job2", true, kAny, "job", "value"},
    {"job.setReplyFileName", "job2", true, kAny, "job value", ""},
    {"job.setCredentials", "job2", true, kAny, "job target scheme userName password", ""},
    {"job.removeCredentials", "job2", true, kAny, "job target scheme", ""},
    {"job.replaceRemotePrefix", "job3", true, kAny, "job oldPrefix newPrefix", ""},
    {"job.addFileWithRanges", "job3", true, kAny, "job remoteUrl localName ranges", ""},
    {"job.getFileACLFlags", "job3", true, kAny, "job", "value"},
    {"job.setFileACLFlags", "job3", true, kAny, "job value", ""},
    {"job.getPeerCachingFlags", "job4", true, kAny, "job", "value"},
    {"job.setPeerCachingFlags", "job4", true, kAny, "job value", ""},
    {"job.getOwnerIntegrityLevel", "job4", true, kAny, "job", "value"},
    {"job.getOwnerElevationState", "job4", true, kAny, "job", "value"},
    {"job.getMaximumDownloadTime", "job4", true, kAny, "job", "value"},
    {"job.setMaximumDownloadTime", "job4", true, kAny, "job value", ""},
    {"job.getProperty", "job5", true, kAny, "job property", "value"},
    {"job.setProperty", "job5", true, kAny, "job property value", ""},
    {"file.getFileRanges", "file2", true, kAny, "job index", "ranges"},
    {"file.setRemoteName", "file2", true, kAny, "job index value", ""},
    {"file.getTemporaryName", "file3", true, kAny, "job index", "value"},
    {"file.getValidationState", "file3", true, kAny, "job index", "value"},
    {"file.setValidationState", "file3", true, kAny, "job index value", ""},
    {"file.isDownloadedFromPeer", "file3", true, kAny, "job index", "value"},
    {"file.getPeerDownloadStats", "file4", true, kAny, "job index", "fromOrigin fromPeers"},
    {"file.getProperty", "file5", true, kAny, "job index property", "value"},
    {"file.setProperty", "file5", true, kAny, "job index property value", ""},
    {"file.updateDownloadPosition", "file6", true, kAny, "job index offset", ""},
    {"file.requestFileRanges", "file6", true, kAny, "job index ranges", ""},
    {"file.getFilledFileRanges", "file6", true, kAny, "job index", "ranges"},
    {"httpOptions.setClientCertificateByID", "http-options", true, kAny,
     "job storeLocation storeName certHashBlob", ""},
    {"httpOptions.setClientCertificateByName", "http-options", true, kAny,
     "job storeLocation storeName subjectName", ""},
    {"httpOptions.removeClientCertificate", "http-options", true, kAny, "job", ""},
    {"httpOptions.getClientCertificate", "http-options", true, kAny, "job",
     "storeLocation storeName certHashBlob subjectName"},
    {"httpOptions.getCustomHeaders", "http-options", true, kAny, "job", "value"},
    {"httpOptions.setCustomHeaders", "http-options", true, kAny, "job value", ""},
    {"httpOptions.getSecurityFlags", "http-options", true, kAny, "job", "value"},
    {"httpOptions.setSecurityFlags", "http-options", true, kAny, "job value", ""},
    {"httpOptions.getHttpMethod", "http-options2", true, kAny, "job", "value"},
    {"httpOptions.setHttpMethod", "http-options2", true, kAny, "job value", ""},
    {"httpOptions.setServerCertificateValidationInterface", "http-options3", true, kAny,
     "job answer", ""},
    {"httpOptions.makeCustomHeadersWriteOnly", "http-options3", true, kAny, "job", ""},
    {"tokenOptions.getHelperTokenFlags", "token-options", true, kAny, "job", "value"},
    {"tokenOptions.setHelperTokenFlags", "token-options", true, kAny, "job value", ""},
    {"tokenOptions.setHelperToken", "token-options", true, kAny, "job", ""},
    {"tokenOptions.clearHelperToken", "token-options", true, kAny, "job", ""},
    {"tokenOptions.getHelperTokenSid", "token-options", true, kAny, "job", "value"},
    {"peerCache.getMaximumCacheSize", "peer-cache", true, kAny, "", "value"},
    {"peerCache.setMaximumCacheSize", "peer-cache", true, kAny, "value", ""},
    {"peerCache.getMaximumContentAge", "peer-cache", true, kAny, "", "value"},
    {"peerCache.setMaximumContentAge", "peer-cache", true, kAny, "value", ""},
    {"peerCache.getConfigurationFlags", "peer-cache", true, kAny, "", "value"},
    {"peerCache.setConfigurationFlags", "peer-cache", true, kAny, "value", ""},
    {"peerCache.enumRecords", "peer-cache", true, kAny, "", "records"},
    {"peerCache.getRecord", "peer-cache", true, kAny, "id", "record"},
    {"peerCache.clearRecords", "peer-cache", true, kAny, "", ""},
    {"peerCache.deleteRecord", "peer-cache", true, kAny, "id", ""},
    {"peerCache.deleteUrl", "peer-cache", true, kAny, "url", ""},
    {"peerCache.enumPeers", "peer-cache", true, kAny, "", "peers"},
    {"peerCache.clearPeers", "peer-cache", true, kAny, "", ""},
    {"peerCache.discoverPeers", "peer-cache", true, kAny, "", ""},
    {"events.wait", "events", false, kAny, "after timeout", "events"},
    {"files.write", "", false, kSim, "path seed bytes text", ""},
    {"files.stat", "", false, kSim, "path", "exists directory bytes sha256 modified"},
    {"files.list", "", false, kSim, "path", "names"},
    {"files.protect", "", false, kSim, "path access", ""},
    {"files.makeDirectory", "", false, kSim, "path", ""},
    {"subject.hello", "", false, kNowhere, "protocol", ""},
    {"subject.probe", "", false, kNowhere, "url file", "reachable visible detail"},
    {"subject.reset", "", false, kNowhere, "case seed policy profile principals workDirectory", ""},
    {"subject.log", "log", false, kNowhere, "", "lines"},
    {"clock.advance", "", false, kNowhere, "by until", "advanced idle"},
    {"environment.set", "", false, kNowhere, "connected loggedOn diskFree policy", ""},
    {"service.restart", "service.restart", false, kNowhere, "how", ""},
    {"origin.start", "", false, kNowhere, "name script", "url"},
    {"origin.journal", "", false, kNowhere, "name", "connections requests faultsFired"},
});

constexpr auto kCapabilities = std::to_array<std::string_view>({"job.create",
                                                                "job.enumerate",
                                                                "job.cancel",
                                                                "job.files",
                                                                "job.properties",
                                                                "job.notify-interface",
                                                                "job.ownership",
                                                                "job.transfer.http",
                                                                "job.upload",
                                                                "job.errors",
                                                                "enumerators",
                                                                "interfaces",
                                                                "limits",
                                                                "policy",
                                                                "principals.distinct",
                                                                "profiles",
                                                                "events",
                                                                "events.state",
                                                                "environment.network",
                                                                "environment.sessions",
                                                                "environment.disk",
                                                                "service.restart",
                                                                "log",
                                                                "job2",
                                                                "job3",
                                                                "job4",
                                                                "job5",
                                                                "file2",
                                                                "file3",
                                                                "file4",
                                                                "file5",
                                                                "file6",
                                                                "http-options",
                                                                "http-options2",
                                                                "http-options3",
                                                                "token-options",
                                                                "peer-cache"});
constexpr auto kKinds = std::to_array<std::string_view>({"standard", "administrator", "service"});
constexpr auto kStates = std::to_array<std::string_view>(
    {"QUEUED", "CONNECTING", "TRANSFERRING", "SUSPENDED", "ERROR", "TRANSIENT_ERROR", "TRANSFERRED",
     "ACKNOWLEDGED", "CANCELLED"});
constexpr auto kEvents =
    std::to_array<std::string_view>({"transferred", "error", "modification", "state"});
constexpr auto kCodes = std::to_array<std::string_view>({
#define BITSPROOF_HRESULT(name, number, meaning) #name,
#include "reference/base/hresult_table.inc"
#undef BITSPROOF_HRESULT
});

}  // namespace

std::span<const MethodInfo> Methods() { return kMethods; }

const MethodInfo* FindMethod(std::string_view name) {
  static const auto* const by_name = [] {
    auto* map = new std::unordered_map<std::string_view, const MethodInfo*>;
    for (const MethodInfo& method : kMethods) map->emplace(method.name, &method);
    return map;
  }();
  const auto it = by_name->find(name);
  return it == by_name->end() ? nullptr : it->second;
}

std::span<const std::string_view> Capabilities() { return kCapabilities; }
std::span<const std::string_view> PrincipalKinds() { return kKinds; }
std::span<const std::string_view> StateNames() { return kStates; }
std::span<const std::string_view> EventKinds() { return kEvents; }

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (space > 0) words.push_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return words;
}

std::string CodeSuggestion(std::string_view word) { return Suggestion(word, kCodes); }

}  // namespace bitsproof::conformance
