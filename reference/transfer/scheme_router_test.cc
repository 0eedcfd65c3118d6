#include "reference/transfer/scheme_router.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bitsproof {
namespace {

// Time that stands still, and what is due at the next turn.
class Turns final : public Clock, public Timers {
 public:
  Instant Now() const override { return {}; }
  WallTime WallNow() const override { return {}; }
  Id Start(Instant, std::function<void()> action) override {
    due_.emplace_back(++last_, std::move(action));
    return last_;
  }
  void Stop(Id id) override {
    std::erase_if(due_, [&](const auto& timer) { return timer.first == id; });
  }
  void RunAll() {
    for (auto& [id, action] : std::exchange(due_, {})) action();
  }

 private:
  Id last_ = 0;
  std::vector<std::pair<Id, std::function<void()>>> due_;
};

// Writes down the URLs that it is asked for.
class NotingTransport final : public Transport {
 public:
  std::unique_ptr<Exchange> Start(const TransportRequest& request, ExchangeObserver&) override {
    asked += request.url + " ";
    return nullptr;
  }
  std::string asked;
};

class NotingObserver final : public ExchangeObserver {
 public:
  void OnHead(const ResponseHead&) override { heard += "head "; }
  void OnData(std::span<const std::byte>) override { heard += "data "; }
  void OnEnd() override { heard += "end "; }
  void OnFailure(const TransportFailure& failure) override {
    EXPECT_EQ(failure.detail, "No transport takes the scheme \"ftp\"");
    heard += NameOf(failure.code) + " ";
    exchange.reset();
  }
  std::string heard;
  std::unique_ptr<Exchange> exchange;
};

class SchemeRouterTest : public testing::Test {
 protected:
  std::unique_ptr<Exchange> Start(const std::string& url) {
    return router_.Start({"GET", url}, observer_);
  }

  Turns turns_;
  NotingTransport http_;
  NotingTransport file_;
  NotingObserver observer_;
  SchemeRouter router_{
      turns_, turns_, {{"http", &http_}, {"https", &http_}, {"file", &file_}, {"", &file_}}};
};

TEST_F(SchemeRouterTest, AsksTheTransportOfTheScheme) {
  Start("http://web.test/a");
  Start("HTTPS://web.test/b");
  Start("File:///c");
  Start("\\\\server\\share\\d");
  EXPECT_EQ(http_.asked, "http://web.test/a HTTPS://web.test/b ");
  EXPECT_EQ(file_.asked, "File:///c \\\\server\\share\\d ");
}

TEST_F(SchemeRouterTest, RefusesAnUnknownSchemeAtTheNextTurn) {
  observer_.exchange = Start("ftp://web.test/a");
  EXPECT_EQ(observer_.heard, "");
  turns_.RunAll();
  EXPECT_EQ(observer_.heard, "E_INVALIDARG ");
  EXPECT_EQ(http_.asked + file_.asked, "");
}

TEST_F(SchemeRouterTest, ARefusalThatIsDestroyedIsNeverHeardOf) {
  Start("ftp://web.test/a").reset();
  turns_.RunAll();
  EXPECT_EQ(observer_.heard, "");
}

}  // namespace
}  // namespace bitsproof
