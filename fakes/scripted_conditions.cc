#include "fakes/scripted_conditions.h"

namespace bitsproof::fakes {

void ScriptedNetwork::SetConnected(bool connected) {
  if (connected == connected_) return;
  connected_ = connected;
  if (link_) link_();
  if (observer_) observer_();
}

void ScriptedNetwork::SetCost(std::uint32_t cost) {
  if (cost == cost_) return;
  cost_ = cost;
  if (observer_) observer_();
}

bool ScriptedSessions::IsLoggedOn(const std::string& sid) const {
  const auto found = logged_on_.find(sid);
  return found == logged_on_.end() || found->second;
}

void ScriptedSessions::SetLoggedOn(const std::string& sid, bool logged_on) {
  if (logged_on == IsLoggedOn(sid)) return;
  logged_on_[sid] = logged_on;
  if (observer_) observer_();
}

}  // namespace bitsproof::fakes
