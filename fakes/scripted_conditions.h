// Network and log-on conditions that a script sets.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "reference/env/conditions.h"
#include "reference/model/job_properties.h"

namespace bitsproof::fakes {

// A network that is connected and free until a script says otherwise.
class ScriptedNetwork final : public NetworkStatus {
 public:
  bool IsConnected() const override { return connected_; }
  std::uint32_t Cost() const override { return cost_; }
  void SetObserver(std::function<void()> observer) override { observer_ = std::move(observer); }

  // The simulated network hears of changes too, before the observer. One link at most.
  void SetLink(std::function<void()> link) { link_ = std::move(link); }

  // They call the observer when this is a change; the first calls the link before.
  void SetConnected(bool connected);
  void SetCost(std::uint32_t cost);

 private:
  bool connected_ = true;
  std::uint32_t cost_ = kCostUnrestricted;
  std::function<void()> link_;
  std::function<void()> observer_;
};

// Sessions in which every user is logged on until a script says otherwise.
class ScriptedSessions final : public Sessions {
 public:
  bool IsLoggedOn(const std::string& sid) const override;
  void SetObserver(std::function<void()> observer) override { observer_ = std::move(observer); }

  // Calls the observer when this is a change.
  void SetLoggedOn(const std::string& sid, bool logged_on);

 private:
  std::map<std::string, bool> logged_on_;
  std::function<void()> observer_;
};

// The condition of one simulated machine.
struct ScriptedConditions {
  ScriptedNetwork network;
  ScriptedSessions sessions;
};

}  // namespace bitsproof::fakes
