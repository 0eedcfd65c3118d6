#include "conformance/run/journal_view.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "conformance/run/matcher.h"

namespace bitsproof::conformance {
namespace {

bool Picks(const Json& filter, const Json& request) {
  for (auto it = filter.begin(); it != filter.end(); ++it) {
    const auto member = request.find(it.key());
    const auto mismatch = member == request.end() ? MatchAbsent(*it) : Match(*it, *member);
    if (mismatch) return false;
  }
  return true;
}

// The bytes [start, end) of a resource that one exchange sent.
struct Sent {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  bool bounded = false;  // the range that was asked for has an end
  bool broken = false;   // ended before all that was asked for had been sent
};

std::uint64_t Number(const Json& request, const char* name) {
  const auto it = request.find(name);
  return it != request.end() && it->is_number() ? it->get<std::uint64_t>() : 0;
}

bool HasFault(const Json& request) {
  const auto fault = request.find("fault");
  return fault != request.end() && fault->is_string() && *fault != "";
}

std::vector<Sent> SentBy(const Json& requests) {
  std::vector<Sent> all;
  std::uint64_t size_bytes = 0;
  for (const Json& request : requests) {
    const std::uint64_t status = Number(request, "status");
    const std::uint64_t bytes = Number(request, "bytesSent");
    if ((status != 200 && status != 206) || bytes == 0) continue;
    const std::uint64_t start = status == 206 ? Number(request, "rangeStart") : 0;
    const bool bounded = status == 206 && request.contains("rangeEnd");
    const bool cut = bounded && start + bytes <= Number(request, "rangeEnd");
    all.push_back({start, start + bytes, bounded, cut || HasFault(request)});
    size_bytes = std::max(size_bytes, all.back().end);
  }
  for (Sent& sent : all) sent.broken = sent.broken || (!sent.bounded && sent.end < size_bytes);
  return all;
}

// A client may lose what was under way when an exchange broke; such bytes count for the exchange
// that sends them again.
void ForgetLostBytes(std::vector<Sent>& all) {
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    const std::uint64_t next = all[i + 1].start;
    if (all[i].broken && next > all[i].start && next < all[i].end) all[i].end = next;
  }
}

// The bytes from 0 on that were sent without gap and overlap; -1 when there is either.
std::int64_t RangesCoverExactly(const Json& requests) {
  std::vector<Sent> all = SentBy(requests);
  ForgetLostBytes(all);
  std::sort(all.begin(), all.end(), [](const Sent& a, const Sent& b) { return a.start < b.start; });
  std::uint64_t covered = 0;
  for (const Sent& sent : all) {
    if (sent.start != covered) return -1;
    covered = sent.end;
  }
  return static_cast<std::int64_t>(covered);
}

}  // namespace

Json JournalView(const Json& journal, const Json& filter) {
  Json requests = Json::array();
  Json after_fault = Json::object();
  std::uint64_t bytes = 0;
  bool fault_seen = false;
  for (const Json& request : journal["requests"]) {
    if (Picks(filter, request)) {
      if (fault_seen && after_fault.empty()) after_fault["first"] = request;
      bytes += Number(request, "bytesSent");
      requests.push_back(request);
    }
    fault_seen = fault_seen || HasFault(request);
  }
  const std::int64_t covered = RangesCoverExactly(requests);
  Json view{{"connections", journal["connections"]}, {"requests", std::move(requests)},
            {"faultsFired", journal["faultsFired"]}, {"bytesSent", bytes},
            {"rangesCoverExactly", covered},         {"afterFault", std::move(after_fault)}};
  if (journal.contains("certificate")) view["certificate"] = journal["certificate"];
  return view;
}

std::size_t CountRequests(const Json& journal, const Json& filter) {
  const Json& requests = journal["requests"];
  return static_cast<std::size_t>(
      std::count_if(requests.begin(), requests.end(),
                    [&](const Json& request) { return Picks(filter, request); }));
}

bool HasOpenRequests(const Json& journal) {
  const Json& requests = journal["requests"];
  return std::any_of(requests.begin(), requests.end(),
                     [](const Json& request) { return request.value("open", false); });
}

}  // namespace bitsproof::conformance
