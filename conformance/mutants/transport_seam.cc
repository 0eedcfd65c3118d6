// The transport's part of seams.h.
#include <charconv>
#include <utility>

#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

// Owns a filter and the exchange behind it.
class FilteredExchange final : public Exchange {
 public:
  FilteredExchange(std::shared_ptr<ExchangeFilter> filter, std::unique_ptr<Exchange> exchange)
      : filter_(std::move(filter)), exchange_(std::move(exchange)) {}
  ~FilteredExchange() override {
    filter_->Detach();
    exchange_.reset();
  }
  void Pause() override { exchange_->Pause(); }
  void Resume() override { exchange_->Resume(); }

 private:
  const std::shared_ptr<ExchangeFilter> filter_;
  std::unique_ptr<Exchange> exchange_;
};

class FilteringTransport final : public Transport {
 public:
  // `transport` is `inner`, or that of the world.
  FilteringTransport(std::unique_ptr<Transport> inner, Transport& transport, MakeFilter make)
      : inner_(std::move(inner)), transport_(transport), make_(std::move(make)) {}

  std::unique_ptr<Exchange> Start(const TransportRequest& request,
                                  ExchangeObserver& observer) override {
    TransportRequest changed = request;
    const std::shared_ptr<ExchangeFilter> filter = make_(changed);
    if (!filter) return transport_.Start(changed, observer);
    return StartFiltered(transport_, request, changed, filter, observer);
  }

 private:
  const std::unique_ptr<Transport> inner_;
  Transport& transport_;
  const MakeFilter make_;
};

class HeadFilter final : public ExchangeFilter {
 public:
  using Change = std::function<void(const TransportRequest&, ResponseHead&)>;
  explicit HeadFilter(Change change) : change_(std::move(change)) {}

 private:
  void Head(ResponseHead head) override {
    change_(asked(), head);
    DeliverHead(head);
  }

  const Change change_;
};

}  // namespace

std::unique_ptr<Exchange> StartFiltered(Transport& transport, const TransportRequest& asked,
                                        const TransportRequest& sent,
                                        const std::shared_ptr<ExchangeFilter>& filter,
                                        ExchangeObserver& observer) {
  filter->Attach(asked, observer);
  std::unique_ptr<Exchange> exchange = transport.Start(sent, *filter);
  return std::make_unique<FilteredExchange>(filter, std::move(exchange));
}

void ExchangeFilter::Attach(TransportRequest asked, ExchangeObserver& observer) {
  asked_ = std::move(asked);
  observer_ = &observer;
}

void ExchangeFilter::OnHead(const ResponseHead& head) {
  const auto keep = shared_from_this();
  Head(head);
}

void ExchangeFilter::OnData(std::span<const std::byte> bytes) {
  const auto keep = shared_from_this();
  Data(bytes);
}

void ExchangeFilter::OnEnd() {
  const auto keep = shared_from_this();
  End();
}

void ExchangeFilter::OnFailure(const TransportFailure& failure) {
  const auto keep = shared_from_this();
  Failure(failure);
}

void ExchangeFilter::DeliverHead(const ResponseHead& head) {
  if (observer_ != nullptr) observer_->OnHead(head);
}

void ExchangeFilter::DeliverData(std::span<const std::byte> bytes) {
  if (observer_ != nullptr && !bytes.empty()) observer_->OnData(bytes);
}

void ExchangeFilter::DeliverEnd() {
  if (observer_ != nullptr) observer_->OnEnd();
}

void ExchangeFilter::DeliverFailure(const TransportFailure& failure) {
  if (observer_ != nullptr) observer_->OnFailure(failure);
}

void FilterExchanges(Mutation& mutation, MakeFilter make) {
  mutation.decorators.transport = [before = std::move(mutation.decorators.transport),
                                   make = std::move(make)](Environment& world) {
    std::unique_ptr<Transport> inner = before ? before(world) : nullptr;
    Transport& transport = inner ? *inner : world.transport;
    return std::make_unique<FilteringTransport>(std::move(inner), transport, make);
  };
}

void ChangeRequests(Mutation& mutation, std::function<void(TransportRequest&)> change) {
  FilterExchanges(mutation, [change = std::move(change)](TransportRequest& request) {
    change(request);
    return nullptr;
  });
}

void ChangeHeads(Mutation& mutation,
                 std::function<void(const TransportRequest& asked, ResponseHead&)> change) {
  FilterExchanges(mutation, [change = std::move(change)](TransportRequest&) {
    return std::make_shared<HeadFilter>(change);
  });
}

void ChangeHeadsAfter(Mutation& mutation, const char* method,
                      std::function<void(ResponseHead&)> change) {
  const auto called = mutation.PerCase<bool>();
  mutation.Before(method,
                  [called](Interception& call) { *called = call.State() == "TRANSFERRING"; });
  ChangeRequests(mutation, [called](TransportRequest& request) {
    if (*called) request.headers = WithoutField(request.headers, "If-Unmodified-Since");
  });
  ChangeHeads(mutation,
              [called, change = std::move(change)](const TransportRequest&, ResponseHead& head) {
                if (*called) change(head);
              });
}

void ChangeStatus(Mutation& mutation, std::set<int> from, int to) {
  ChangeHeads(mutation, [from = std::move(from), to](const TransportRequest&, ResponseHead& head) {
    if (from.contains(head.status)) head.status = to;
  });
}

HeaderFields WithoutField(const HeaderFields& fields, std::string_view name) {
  HeaderFields others;
  for (const auto& [key, value] : fields.fields()) {
    HeaderFields one;
    one.Add(key, value);
    if (!one.Get(name)) others.Add(key, value);
  }
  return others;
}

HeaderFields WithField(const HeaderFields& fields, std::string_view name, std::string value) {
  HeaderFields changed = WithoutField(fields, name);
  changed.Add(std::string(name), std::move(value));
  return changed;
}

std::optional<std::uint64_t> NumberOf(const ResponseHead& head, std::string_view name) {
  const auto text = head.headers.Get(name);
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return value;
}

namespace {

// Loses the beginning of a body.
class TailFilter final : public ExchangeFilter {
 public:
  explicit TailFilter(std::uint64_t lost) : lost_(lost) {}

 private:
  void Head(ResponseHead head) override {
    head.headers = WithoutField(head.headers, "Content-Length");
    DeliverHead(head);
  }
  void Data(std::span<const std::byte> bytes) override {
    const std::size_t skipped =
        static_cast<std::size_t>(std::min<std::uint64_t>(lost_, bytes.size()));
    lost_ -= skipped;
    if (skipped < bytes.size()) DeliverData(bytes.subspan(skipped));
  }

  std::uint64_t lost_;
};

}  // namespace

std::shared_ptr<ExchangeFilter> MakeTailFilter(std::uint64_t lost) {
  return std::make_shared<TailFilter>(lost);
}

}  // namespace bitsproof::conformance::mutants
