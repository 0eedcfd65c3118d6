// The mutant that answers a second GET of a URL from memory.
#include <map>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

struct Answer {
  ResponseHead head;
  std::vector<std::byte> body;
};

using Key = std::pair<std::string, std::optional<ByteRange>>;
using Memory = std::map<Key, Answer>;

Key KeyOf(const TransportRequest& request) { return {request.url, request.range}; }

// Keeps a GET that is answered completely.
class Record final : public ExchangeFilter {
 public:
  explicit Record(std::shared_ptr<Memory> memory) : memory_(std::move(memory)) {}

 private:
  void Head(ResponseHead head) override {
    answer_.head = head;
    DeliverHead(head);
  }
  void Data(std::span<const std::byte> bytes) override {
    size_ += bytes.size();
    if (size_ <= kBodyMax) answer_.body.insert(answer_.body.end(), bytes.begin(), bytes.end());
    DeliverData(bytes);
  }
  void End() override {
    if (answer_.head.status / 100 == 2 && size_ <= kBodyMax)
      memory_->emplace(KeyOf(asked()), std::move(answer_));
    DeliverEnd();
  }

  static constexpr std::uint64_t kBodyMax = 16 << 20;

  const std::shared_ptr<Memory> memory_;
  Answer answer_;
  std::uint64_t size_ = 0;
};

// Plays an answer from memory at the next turn. Owns the filter so that the observer can end it at
// any time.
class Replay final : public Exchange {
 public:
  Replay(Environment& world, const TransportRequest& request, Answer answer,
         ExchangeObserver& observer)
      : clock_(world.clock),
        filter_(std::make_shared<ExchangeFilter>()),
        answer_(std::move(answer)),
        timer_(world.timers) {
    filter_->Attach(request, observer);
    Resume();
  }
  ~Replay() override { filter_->Detach(); }

  void Pause() override {
    paused_ = timer_.armed();
    timer_.Disarm();
  }
  void Resume() override {
    if (!std::exchange(paused_, false)) return;
    timer_.Arm(clock_.Now(), [filter = filter_, answer = answer_] {
      filter->OnHead(answer.head);
      filter->OnData(answer.body);
      filter->OnEnd();
    });
  }

 private:
  const Clock& clock_;
  const std::shared_ptr<ExchangeFilter> filter_;
  const Answer answer_;
  bool paused_ = true;  // and not yet played
  Timer timer_;
};

class SharingTransport final : public Transport {
 public:
  SharingTransport(Environment& world, std::shared_ptr<Memory> memory)
      : world_(world), memory_(std::move(memory)) {}

  std::unique_ptr<Exchange> Start(const TransportRequest& request,
                                  ExchangeObserver& observer) override {
    if (request.method != "GET") return world_.transport.Start(request, observer);
    if (const auto known = memory_->find(KeyOf(request)); known != memory_->end()) {
      return std::make_unique<Replay>(world_, request, known->second, observer);
    }
    return StartFiltered(world_.transport, request, request, std::make_shared<Record>(memory_),
                         observer);
  }

 private:
  Environment& world_;
  const std::shared_ptr<Memory> memory_;
};

}  // namespace

void ShareDownloads(Mutation& m) {
  const auto memory = m.PerCase<Memory>();
  m.decorators.transport = [memory](Environment& world) {
    return std::make_unique<SharingTransport>(world, memory);
  };
}

}  // namespace bitsproof::conformance::mutants
