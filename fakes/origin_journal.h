// OriginJournal: what an origin saw and sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reference/base/time.h"
#include "reference/env/transport.h"

namespace bitsproof::fakes {

// A request as an origin receives it.
struct OriginRequest {
  std::string method;
  std::string target;  // path and query, or an absolute URL to a proxy: as sent
  HeaderFields headers;
  std::string body;
};

// The record that scenarios judge, in the form of origin_script.md. May be used from several
// threads at once.
class OriginJournal {
 public:
  using Index = std::size_t;  // of a request, in order of arrival

  // `elapsed` tells the time since the origin started, on whatever clock it runs.
  explicit OriginJournal(std::function<Duration()> elapsed) : elapsed_(std::move(elapsed)) {}

  // The number of the new connection, from 1.
  std::uint64_t AddConnection();

  // The new request is open, with status 0. `first` and `last` bound the range that was asked for.
  Index AddRequest(std::uint64_t connection, const OriginRequest& request,
                   std::optional<std::uint64_t> first, std::optional<std::uint64_t> last);

  void AddFault(Index request, const std::string& id);
  void SetStatus(Index request, int status);
  // `count` may be negative, to take back what could not be sent.
  void AddBytes(Index request, std::int64_t count);
  void Close(Index request);

  // The origin shows this certificate: DER, or the text that takes its place in a simulation.
  void SetCertificate(std::string_view encoded);

  nlohmann::ordered_json ToJson() const;

 private:
  struct Entry {
    std::uint64_t connection;
    OriginRequest request;  // without its body
    std::uint64_t body_bytes = 0;
    std::string body_sha256;
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> last;
    Duration at;
    int status = 0;
    std::uint64_t bytes_sent = 0;
    std::string fault;
    bool open = true;
  };
  static nlohmann::ordered_json ToJson(const Entry& entry);

  const std::function<Duration()> elapsed_;
  mutable std::mutex mutex_;        // guards all below
  std::string certificate_sha256_;  // "" for none
  std::uint64_t connections_ = 0;
  std::vector<Entry> entries_;
  std::vector<std::string> faults_fired_;
};

}  // namespace bitsproof::fakes
