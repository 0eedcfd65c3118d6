// Mutants of ranges and of continued downloads.
#include <algorithm>
#include <array>
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr int kOk = 200;
constexpr int kPartial = 206;

bool IsContinued(const TransportRequest& request) {
  return request.method == "GET" && request.range && request.range->offset > 0;
}

// The fields of a 206 that carries `range` of `total` bytes.
void Claim(ResponseHead& head, const ByteRange& range, std::uint64_t total) {
  head.status = kPartial;
  const std::string size = total == kSizeUnknown ? "*" : std::to_string(total);
  head.headers = WithField(
      head.headers, "Content-Range",
      "bytes " + std::to_string(range.offset) + "-" + std::to_string(range.end() - 1) + "/" + size);
  head.headers = WithField(head.headers, "Content-Length", std::to_string(range.length));
}

std::uint64_t TotalOf(const ResponseHead& head) {
  const auto text = head.headers.Get("Content-Range");
  const auto content = text ? ContentRange::Parse(*text) : std::nullopt;
  return content ? content->total : kSizeUnknown;
}

// A whole answer to a continued GET passes for the part that was asked for: its first bytes are
// delivered.
class AppendOn200 final : public ExchangeFilter {
  void Head(ResponseHead head) override {
    if (head.status == kOk && IsContinued(asked())) {
      left_ = asked().range->length;
      Claim(head, *asked().range, NumberOf(head, "Content-Length").value_or(kSizeUnknown));
    }
    DeliverHead(head);
  }
  void Data(std::span<const std::byte> bytes) override {
    const std::span<const std::byte> part =
        bytes.first(std::min<std::uint64_t>(bytes.size(), left_));
    left_ -= part.size();
    DeliverData(part);
  }

  std::uint64_t left_ = kSizeUnknown;  // bytes that may still be delivered
};

// Asks from one byte later and delivers a zero byte in front.
class OffByOne final : public ExchangeFilter {
  void Head(ResponseHead head) override {
    const bool whole = head.status == kPartial;
    if (whole) Claim(head, *asked().range, TotalOf(head));
    DeliverHead(head);
    if (whole) DeliverData(std::array{std::byte{0}});
  }
};

// Asks from byte 0 and delivers only what was asked for.
class FromZero final : public ExchangeFilter {
  void Head(ResponseHead head) override {
    if (head.status == kPartial) {
      skip_ = asked().range->offset;
      Claim(head, *asked().range, TotalOf(head));
    }
    DeliverHead(head);
  }
  void Data(std::span<const std::byte> bytes) override {
    const std::uint64_t skipped = std::min<std::uint64_t>(bytes.size(), skip_);
    skip_ -= skipped;
    DeliverData(bytes.subspan(skipped));
  }

  std::uint64_t skip_ = 0;
};

std::shared_ptr<ExchangeFilter> AskOneLater(TransportRequest& request) {
  if (!IsContinued(request) || request.range->length < 2) return nullptr;
  ++request.range->offset;
  --request.range->length;
  return std::make_shared<OffByOne>();
}

std::shared_ptr<ExchangeFilter> AskFromZero(TransportRequest& request) {
  if (!IsContinued(request)) return nullptr;
  request.range = ByteRange{0, request.range->end()};
  return std::make_shared<FromZero>();
}

// Believes of every 206 that it is what was asked for, of the size that HEAD told.
void BelieveRanges(Mutation& m) {
  const auto sizes = m.PerCase<std::map<std::string, std::uint64_t>>();
  ChangeHeads(m, [sizes](const TransportRequest& asked, ResponseHead& head) {
    if (asked.method == "HEAD")
      (*sizes)[asked.url] = NumberOf(head, "Content-Length").value_or(kSizeUnknown);
    if (head.status != kPartial || !asked.range) return;
    const auto size = sizes->find(asked.url);
    Claim(head, *asked.range, size == sizes->end() ? kSizeUnknown : size->second);
  });
}

constexpr MutantRow kRows[] = {
    {"range.append-on-200", "HT-31", "a whole answer to a continued GET is appended",
     [](Mutation& m) {
       FilterExchanges(m, [](TransportRequest&) { return std::make_shared<AppendOn200>(); });
     }},
    {"range.ignores-content-range", "CORE-XFER-06", "the Content-Range of answers is not looked at",
     BelieveRanges},
    {"range.off-by-one", "HT-28d", "a continued file misses a byte",
     [](Mutation& m) { FilterExchanges(m, AskOneLater); }},
    {"range.restart-from-zero", "HT-28d", "an interrupted file starts again at byte 0",
     [](Mutation& m) { FilterExchanges(m, AskFromZero); }},
};

}  // namespace

std::span<const MutantRow> RangeMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
