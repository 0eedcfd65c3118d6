#include "fakes/sim_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "fakes/event_loop.h"
#include "reference/env/testing/transport_contract.h"

namespace bitsproof {
namespace {

using fakes::EventLoop;
using fakes::FileBodies;
using fakes::LinkModel;
using fakes::OriginModel;
using fakes::SimTransport;
using std::chrono::milliseconds;
using std::chrono::seconds;

class SimTransportWorld : public TransportWorld {
 public:
  explicit SimTransportWorld(LinkModel link = LinkModel{.stall_timeout = milliseconds(500)})
      : transport_(loop, loop, link, [this](std::string_view line) { log.emplace_back(line); }) {}

  SimTransport& transport() override { return transport_; }

  std::string StartOrigin(const std::string& script_json) override {
    origin_ = std::make_unique<OriginModel>(
        fakes::ParseOriginScriptText(script_json, FileBodies::kRefused),
        [this] { return loop.Now().since_start; });
    transport_.AddOrigin("web.test", *origin_);
    return "http://web.test";
  }

  bool PumpUntil(const std::function<bool()>& done) override {
    const Instant limit = loop.Now() + std::chrono::hours(1);
    while (!done()) {
      if (!loop.Step(limit)) return false;
    }
    return true;
  }

  nlohmann::ordered_json Journal() const { return origin_->Journal(); }
  std::uint64_t connections() override { return Journal()["connections"]; }
  std::uint64_t requests() override { return Journal()["requests"].size(); }
  std::string last_target() override { return Journal()["requests"].back()["path"]; }
  std::string last_body_sha256() override {
    return Journal()["requests"].back().value("bodySha256", "");
  }
  std::string closed_port_url() override {
    StartOrigin(R"({"resources": {}})");
    return "http://web.test:81";
  }
  std::string unknown_host_url() override { return "http://nowhere.test"; }
  bool marks_injected() const override { return true; }

  EventLoop loop{FromUnixSeconds(1'767'225'600)};
  std::vector<std::string> log;

 private:
  std::unique_ptr<OriginModel> origin_;
  SimTransport transport_;
};

std::unique_ptr<TransportWorld> MakeSimTransportWorld() {
  return std::make_unique<SimTransportWorld>();
}

INSTANTIATE_TEST_SUITE_P(Sim, TransportContract, testing::Values(&MakeSimTransportWorld));

// Notes what happens and when.
class Recorder final : public ExchangeObserver {
 public:
  explicit Recorder(const Clock& clock) : clock_(&clock) {}
  void OnHead(const ResponseHead& head) override { Note("head " + std::to_string(head.status)); }
  void OnData(std::span<const std::byte> bytes) override { Note(std::to_string(bytes.size())); }
  void OnEnd() override { Note("end"); }
  void OnFailure(const TransportFailure& failure) override {
    Note(NameOf(failure.code) + (failure.injected ? " injected" : ""));
  }

  std::vector<std::string> notes;  // "1500us head 200"

 private:
  void Note(const std::string& text) {
    const auto us =
        std::chrono::duration_cast<std::chrono::microseconds>(clock_->Now().since_start);
    notes.push_back(std::to_string(us.count()) + "us " + text);
  }

  const Clock* clock_;
};

class SimTransportTest : public testing::Test {
 protected:
  std::unique_ptr<Exchange> Get(const std::string& path, ExchangeObserver& observer) {
    return world_.transport().Start({"GET", "http://web.test" + path, {}, std::nullopt}, observer);
  }
  void RunAll() { world_.loop.RunUntil(world_.loop.Now() + std::chrono::hours(1)); }

  SimTransportWorld world_{LinkModel{}};
  Recorder heard_{world_.loop};
};

TEST_F(SimTransportTest, TakesTheTimeOfItsLinkModel) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}}}})");
  const auto exchange = Get("/a", heard_);
  RunAll();
  EXPECT_THAT(heard_.notes, testing::ElementsAre("2000us head 200", "2655us 65536", "3000us 34464",
                                                 "3000us end"));
}

TEST_F(SimTransportTest, AMebibyteTakesAboutSixteenEvents) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1048576}}}})");
  const auto exchange = Get("/a", heard_);
  RunAll();
  EXPECT_EQ(world_.loop.steps(), 3u + 16u);
}

TEST_F(SimTransportTest, KeepsToTheDelayAndTheRateOfTheOrigin) {
  world_.StartOrigin(
      R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 30}, "delay": "1s", "rate": 100}}})");
  const auto exchange = Get("/a", heard_);
  RunAll();
  EXPECT_THAT(heard_.notes, testing::ElementsAre("1002000us head 200", "1102000us 10",
                                                 "1202000us 10", "1302000us 10", "1302000us end"));
}

TEST_F(SimTransportTest, GivesUpAfterThirtySecondsWithoutAByte) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}, "delay": "31s"}}})");
  const auto exchange = Get("/a", heard_);
  RunAll();
  EXPECT_THAT(heard_.notes, testing::ElementsAre("30002000us BG_E_TIMEOUT"));
  EXPECT_EQ(world_.Journal()["requests"][0]["open"], false);
}

TEST_F(SimTransportTest, FailsWhatIsUnderWayWhenTheNetworkGoes) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 1000000000}}}})");
  const auto exchange = Get("/a", heard_);
  world_.loop.RunUntil(Instant{milliseconds(2)});
  world_.transport().SetConnected(false);
  EXPECT_EQ(heard_.notes.size(), 1u) << "not from inside the change";
  RunAll();
  EXPECT_THAT(heard_.notes,
              testing::ElementsAre("2000us head 200", "2000us BG_E_NETWORK_DISCONNECTED injected"));
}

TEST_F(SimTransportTest, NothingStartsWithoutTheNetworkAndAllDoesWithIt) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  world_.transport().SetConnected(false);
  const auto first = Get("/a", heard_);
  RunAll();
  world_.transport().SetConnected(true);
  Recorder later(world_.loop);
  const auto second = Get("/a", later);
  RunAll();
  EXPECT_THAT(heard_.notes, testing::ElementsAre("0us BG_E_NETWORK_DISCONNECTED injected"));
  EXPECT_EQ(later.notes.size(), 3u);
}

TEST_F(SimTransportTest, TheJournalFollowsTheBytes) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}}}})");
  const auto exchange = Get("/a", heard_);
  world_.loop.RunUntil(Instant{std::chrono::microseconds(2'700)});
  EXPECT_EQ(world_.Journal()["requests"][0]["bytesSent"], 65536);
  EXPECT_EQ(world_.Journal()["requests"][0]["open"], true);
  RunAll();
  EXPECT_EQ(world_.Journal()["requests"][0]["bytesSent"], 100000);
  EXPECT_EQ(world_.Journal()["requests"][0]["open"], false);
}

TEST_F(SimTransportTest, ACancelledExchangeIsClosedInTheJournal) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 100000}}}})");
  auto exchange = Get("/a", heard_);
  world_.loop.RunUntil(Instant{std::chrono::microseconds(2'700)});
  exchange.reset();
  EXPECT_EQ(world_.Journal()["requests"][0]["open"], false);
  EXPECT_EQ(world_.loop.next_due(), Instant::Never());
}

TEST_F(SimTransportTest, ARestartedOriginGetsNewConnections) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"text": "x"}}}})");
  const auto first = Get("/a", heard_);
  RunAll();
  OriginModel replacement(
      fakes::ParseOriginScriptText(R"({"resources": {}})", FileBodies::kRefused),
      [] { return Duration{0}; });
  world_.transport().AddOrigin("web.test", replacement);
  const auto second = Get("/a", heard_);
  RunAll();
  EXPECT_EQ(replacement.Journal()["connections"], 1);
}

TEST_F(SimTransportTest, RefusesWhatIsNoUrl) {
  const auto exchange =
      world_.transport().Start({"GET", "ftp://web.test/a", {}, std::nullopt}, heard_);
  RunAll();
  EXPECT_THAT(heard_.notes, testing::ElementsAre("0us E_INVALIDARG"));
}

TEST_F(SimTransportTest, LogsRequestsAndFailures) {
  world_.StartOrigin(R"({"resources": {"/a": {"body": {"text": "hello"}}},
      "faults": [{"id": "cut", "when": {"resourceOffset": 3}, "do": "reset"}]})");
  const auto exchange =
      world_.transport().Start({"GET", "http://web.test/a", {}, ByteRange{1, 4}}, heard_);
  RunAll();
  EXPECT_THAT(world_.log,
              testing::ElementsAre("GET http://web.test/a bytes=1-4 -> 206 fault cut",
                                   "GET http://web.test/a bytes=1-4 failed: BG_E_CONNECTION_CLOSED "
                                   "(0x8020002E)"));
}

}  // namespace
}  // namespace bitsproof
