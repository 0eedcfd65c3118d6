#include "fakes/sim_world.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace bitsproof::fakes {
namespace {

constexpr std::int64_t kCalendarStart = 1'767'225'600;  // 2026-01-01T00:00:00Z in Unix seconds

}  // namespace

SimWorld::SimWorld(std::uint64_t seed, const LinkModel& link)
    : random_(seed),
      loop_(FromUnixSeconds(kCalendarStart)),
      log_(loop_),
      files_(loop_),
      transport_(loop_, loop_, link, [this](std::string_view line) { log_.Append(line); }) {
  conditions_.network.SetLink(
      [this] { transport_.SetConnected(conditions_.network.IsConnected()); });
}

Environment SimWorld::environment() {
  const Random chance = random_.Fork("start " + std::to_string(++starts_));
  return {loop_,   loop_,     transport_, files_, store_, conditions_.network, conditions_.sessions,
          events_, programs_, chance};
}

std::string SimWorld::StartOrigin(const std::string& name, OriginScript script) {
  const Instant started = loop_.Now();
  auto& models = origins_[name];
  models.push_back(std::make_unique<OriginModel>(
      std::move(script), [this, started] { return loop_.Now() - started; }));
  const std::string host = name + ".test";
  const auto& certificate = models.back()->script().tls;
  if (certificate) models.back()->SetCertificate(SimulatedCertificate(*certificate, host));
  transport_.AddOrigin(host, *models.back());
  return (certificate ? "https://" : "http://") + host;
}

nlohmann::ordered_json SimWorld::Journal(const std::string& name) const {
  return origins_.at(name).back()->Journal();
}

}  // namespace bitsproof::fakes
