#include "fakes/origin_journal.h"

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "fakes/body.h"
#include "reference/base/text.h"

namespace bitsproof::fakes {
namespace {

using Json = nlohmann::ordered_json;

// In order of name; fields of one name are joined as RFC 9110 joins them.
std::map<std::string, std::string> ToMap(const HeaderFields& headers) {
  std::map<std::string, std::string> map;
  for (const auto& [name, value] : headers.fields()) {
    const auto [place, is_new] = map.emplace(LowerCase(name), value);
    if (!is_new) place->second += ", " + value;
  }
  return map;
}

}  // namespace

std::uint64_t OriginJournal::AddConnection() {
  const std::lock_guard lock(mutex_);
  return ++connections_;
}

OriginJournal::Index OriginJournal::AddRequest(std::uint64_t connection,
                                               const OriginRequest& request,
                                               std::optional<std::uint64_t> first,
                                               std::optional<std::uint64_t> last) {
  const std::lock_guard lock(mutex_);
  Entry entry;
  entry.connection = connection;
  entry.request = {request.method, request.target, request.headers, {}};
  entry.body_bytes = request.body.size();
  if (entry.body_bytes != 0) {
    entry.body_sha256 = Sha256Of(std::as_bytes(std::span(request.body)));
  }
  entry.first = first;
  entry.last = last;
  entry.at = elapsed_();
  entries_.push_back(std::move(entry));
  return entries_.size() - 1;
}

void OriginJournal::AddFault(Index request, const std::string& id) {
  const std::lock_guard lock(mutex_);
  entries_[request].fault = id;
  faults_fired_.push_back(id);
}

void OriginJournal::SetStatus(Index request, int status) {
  const std::lock_guard lock(mutex_);
  entries_[request].status = status;
}

void OriginJournal::AddBytes(Index request, std::int64_t count) {
  const std::lock_guard lock(mutex_);
  entries_[request].bytes_sent += static_cast<std::uint64_t>(count);
}

void OriginJournal::Close(Index request) {
  const std::lock_guard lock(mutex_);
  entries_[request].open = false;
}

Json OriginJournal::ToJson(const Entry& entry) {
  Json json{{"connection", entry.connection},
            {"method", entry.request.method},
            {"path", entry.request.target},
            {"headers", ToMap(entry.request.headers)}};
  if (entry.body_bytes != 0) {
    json["bodyBytes"] = entry.body_bytes;
    json["bodySha256"] = entry.body_sha256;
  }
  if (entry.first) json["rangeStart"] = *entry.first;
  if (entry.last) json["rangeEnd"] = *entry.last;
  json["status"] = entry.status;
  json["bytesSent"] = entry.bytes_sent;
  if (!entry.fault.empty()) json["fault"] = entry.fault;
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(entry.at).count();
  json["at"] = static_cast<double>(ms) / 1000;
  json["open"] = entry.open;
  return json;
}

void OriginJournal::SetCertificate(std::string_view encoded) {
  const std::lock_guard lock(mutex_);
  certificate_sha256_ = Sha256Of(std::as_bytes(std::span(encoded)));
}

Json OriginJournal::ToJson() const {
  const std::lock_guard lock(mutex_);
  Json requests = Json::array();
  for (const Entry& entry : entries_) requests.push_back(ToJson(entry));
  Json json{{"connections", connections_},
            {"requests", std::move(requests)},
            {"faultsFired", faults_fired_}};
  if (!certificate_sha256_.empty()) json["certificate"] = certificate_sha256_;
  return json;
}

}  // namespace bitsproof::fakes
