#include "fakes/sim_world.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bitsproof::fakes {
namespace {

OriginScript Script(std::string_view text) {
  return ParseOriginScriptText(text, FileBodies::kRefused);
}

class Ignorer final : public ExchangeObserver {
 public:
  void OnHead(const ResponseHead&) override {}
  void OnData(std::span<const std::byte>) override {}
  void OnEnd() override {}
  void OnFailure(const TransportFailure& failure) override { code = failure.code; }
  HResult code = hresult::S_OK;
};

TEST(SimWorld, StartsOnTheFirstOfJanuary2026) {
  SimWorld world(1);
  EXPECT_EQ(ToIso8601(world.loop().WallNow()), "2026-01-01T00:00:00.0000000Z");
}

TEST(SimWorld, OriginsAnswerUnderTheirNames) {
  SimWorld world(1);
  EXPECT_EQ(world.StartOrigin("web", Script(R"({"resources": {"/a": {"body": {"text": "x"}}}})")),
            "http://web.test");
  EXPECT_TRUE(world.HasOrigin("web"));
  EXPECT_FALSE(world.HasOrigin("cdn"));
  Ignorer observer;
  const Environment environment = world.environment();
  const auto exchange =
      environment.transport.Start({"GET", "http://web.test/a", {}, std::nullopt}, observer);
  world.loop().RunUntil(Instant{std::chrono::seconds(1)});
  EXPECT_EQ(world.Journal("web")["requests"][0]["status"], 200);
  ASSERT_EQ(world.log().lines().size(), 1u);
  EXPECT_EQ(world.log().lines()[0], "[   0.002s] GET http://web.test/a -> 200");
}

TEST(SimWorld, AnOriginMayBeReplacedWhileItAnswers) {
  SimWorld world(1);
  world.StartOrigin("web",
                    Script(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 9999999}}}})"));
  Ignorer observer;
  const auto exchange =
      world.transport().Start({"GET", "http://web.test/a", {}, std::nullopt}, observer);
  world.loop().RunUntil(Instant{std::chrono::milliseconds(5)});
  world.StartOrigin("web", Script(R"({"resources": {}})"));
  world.loop().RunUntil(Instant{std::chrono::seconds(5)});
  EXPECT_EQ(world.Journal("web")["requests"].size(), 0u);
}

TEST(SimWorld, TheConditionOfTheNetworkReachesTheTransport) {
  SimWorld world(1);
  world.StartOrigin("web", Script(R"({"resources": {}})"));
  world.conditions().network.SetConnected(false);
  Ignorer observer;
  const auto exchange =
      world.transport().Start({"GET", "http://web.test/a", {}, std::nullopt}, observer);
  world.loop().RunUntil(Instant{std::chrono::seconds(1)});
  EXPECT_EQ(observer.code, hresult::BG_E_NETWORK_DISCONNECTED);
}

TEST(SimWorld, ChanceIsAFunctionOfTheSeedAndOfTheStart) {
  SimWorld a(1), b(1), c(2);
  const std::uint64_t first = a.environment().random.Next();
  EXPECT_EQ(b.environment().random.Next(), first);
  EXPECT_NE(c.environment().random.Next(), first);
  EXPECT_NE(a.environment().random.Next(), first) << "a service that starts again";
}

TEST(SimWorld, NinetyDaysWithOneTimerCostOneStep) {
  SimWorld world(1);
  world.loop().Start(Instant{std::chrono::hours(24 * 90)}, [] {});
  world.loop().RunUntil(Instant{std::chrono::hours(24 * 91)});
  EXPECT_EQ(world.loop().steps(), 1u);
}

}  // namespace
}  // namespace bitsproof::fakes
