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

enum class Part { kAny, kContinued };

// A whole answer to a GET by range passes for the part that was asked for: its first bytes are
// delivered.
class TakeWhole final : public ExchangeFilter {
 public:
  explicit TakeWhole(Part part) : part_(part) {}

 private:
  void Head(ResponseHead head) override {
    const bool applies = part_ == Part::kAny || IsContinued(asked());
    if (head.status == kOk && asked().method == "GET" && asked().range && applies) {
      left_ = asked().range->length;
      Claim(head, *asked().range, NumberOf(head, "Content-Length").value_or(kSizeUnknown));
    }
    DeliverHead(head);
  }
  void Data(std::span<const std::byte> bytes) override {
    const auto part = bytes.first(std::min<std::uint64_t>(bytes.size(), left_));
    left_ -= part.size();
    DeliverData(part);
  }

  const Part part_;
  std::uint64_t left_ = kSizeUnknown;  // bytes that may still be delivered
};

// A part that ends early is filled up with zeros.
class FillUp final : public ExchangeFilter {
  void Head(ResponseHead head) override {
    if (head.status == kPartial && asked().range) {
      missing_ = asked().range->length;
      Claim(head, *asked().range, TotalOf(head));
    }
    DeliverHead(head);
  }
  void Data(std::span<const std::byte> bytes) override {
    missing_ -= std::min<std::uint64_t>(missing_, bytes.size());
    DeliverData(bytes);
  }
  void End() override {
    DeliverData(std::vector<std::byte>(missing_));
    DeliverEnd();
  }

  std::uint64_t missing_ = 0;
};

// What comes is believed to be what was asked for.
class Believe final : public ExchangeFilter {
  void Head(ResponseHead head) override {
    if (head.status == kPartial && asked().range) Claim(head, *asked().range, TotalOf(head));
    DeliverHead(head);
  }
};

std::shared_ptr<ExchangeFilter> AskIn32Bits(TransportRequest& request) {
  if (!IsContinued(request)) return nullptr;
  request.range->offset &= 0xFFFF'FFFF;
  return std::make_shared<Believe>();
}

// Asks for the whole of what should come in pieces, and keeps the first.
std::shared_ptr<ExchangeFilter> AskInOne(TransportRequest& request) {
  constexpr std::uint64_t kPiece = std::uint64_t{2} << 30;
  if (request.method != "GET" || !request.range || request.range->length != kPiece) return nullptr;
  if (request.range->offset == 0) request.range.reset();
  return std::make_shared<TakeWhole>(Part::kAny);
}

void RequireTotal(const TransportRequest&, ResponseHead& head) {
  if (head.headers.Get("Content-Range").value_or("").ends_with("/*"))
    head.headers = WithoutField(head.headers, "Content-Range");
}

// Asks from one byte later and delivers a zero byte in front.
class OffByOne final : public ExchangeFilter {
  void Head(ResponseHead head) override {
    const bool whole = head.status == kPartial;
    if (whole) Claim(head, *asked().range, TotalOf(head));
    DeliverHead(head);
    if (whole) DeliverData(std::array{std::byte{0}});
  }
};

// Of answers with `status` that begin at byte 0, what was asked for is delivered.
class SkipToOffset final : public ExchangeFilter {
 public:
  explicit SkipToOffset(int status) : status_(status) {}

 private:
  void Head(ResponseHead head) override {
    if (head.status == status_ && IsContinued(asked())) {
      skip_ = asked().range->offset;
      const std::uint64_t size = NumberOf(head, "Content-Length").value_or(kSizeUnknown);
      Claim(head, *asked().range, status_ == kOk ? size : TotalOf(head));
    }
    DeliverHead(head);
  }
  void Data(std::span<const std::byte> bytes) override {
    const std::uint64_t skipped = std::min<std::uint64_t>(bytes.size(), skip_);
    skip_ -= skipped;
    DeliverData(bytes.subspan(skipped));
  }

  const int status_;
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
  return std::make_shared<SkipToOffset>(kPartial);
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
       FilterExchanges(
           m, [](TransportRequest&) { return std::make_shared<TakeWhole>(Part::kContinued); });
     }},
    {"range.foreground-in-one", "HT-08", "a large foreground file is asked for without a range",
     [](Mutation& m) { FilterExchanges(m, AskInOne); }},
    {"range.foreground-needs-ranges", "CORE-XFER-07",
     "a foreground job needs ranges whatever the size of its file",
     [](Mutation& m) {
       m.PassOnAs("job.setPriority", "job.getPriority", "value",
                  [](const Json& given) { return given == "FOREGROUND" ? Json("HIGH") : given; });
     }},
    {"range.foreground-needs-none", "CORE-XFER-07",
     "a large foreground file is taken from a server without ranges",
     [](Mutation& m) {
       FilterExchanges(m,
                       [](TransportRequest&) { return std::make_shared<TakeWhole>(Part::kAny); });
     }},
    {"range.ignores-content-range", "CORE-XFER-06", "the Content-Range of answers is not looked at",
     BelieveRanges},
    {"range.off-by-one", "HT-28d", "a continued file misses a byte",
     [](Mutation& m) { FilterExchanges(m, AskOneLater); }},
    {"range.offset-of-32-bits", "LF-19", "offsets are counted in 32 bits",
     [](Mutation& m) { FilterExchanges(m, AskIn32Bits); }},
    {"range.restart-from-zero", "HT-28d", "an interrupted file starts again at byte 0",
     [](Mutation& m) { FilterExchanges(m, AskFromZero); }},
    {"range.short-part-is-all", "CORE-LIFE-14", "a part that ends early counts as all of it",
     [](Mutation& m) {
       FilterExchanges(m, [](TransportRequest&) { return std::make_shared<FillUp>(); });
     }},
    {"range.takes-whole-answers", "CORE-XFER-06", "a server without ranges is good enough",
     [](Mutation& m) {
       FilterExchanges(m,
                       [](TransportRequest&) { return std::make_shared<TakeWhole>(Part::kAny); });
     }},
    {"range.total-required", "HT-22", "a part whose total is unknown is not taken",
     [](Mutation& m) { ChangeHeads(m, RequireTotal); }},
    {"range.whole-answer-continues", "HT-28g", "a rangeless server is good enough to continue",
     [](Mutation& m) {
       FilterExchanges(m, [](TransportRequest&) { return std::make_shared<SkipToOffset>(kOk); });
     }},
};

}  // namespace

std::span<const MutantRow> RangeMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
