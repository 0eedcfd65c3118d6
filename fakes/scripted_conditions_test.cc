#include "fakes/scripted_conditions.h"

#include <gtest/gtest.h>

namespace bitsproof::fakes {
namespace {

TEST(ScriptedNetwork, TellsLinkThenObserverOfEveryChange) {
  ScriptedNetwork network;
  std::string heard;
  network.SetLink([&] { heard += network.IsConnected() ? "link+ " : "link- "; });
  network.SetObserver([&] { heard += network.IsConnected() ? "observer+ " : "observer- "; });
  network.SetConnected(true);
  EXPECT_EQ(heard, "");
  network.SetConnected(false);
  network.SetConnected(false);
  network.SetConnected(true);
  EXPECT_EQ(heard, "link- observer- link+ observer+ ");
}

TEST(ScriptedNetwork, AnEmptyObserverEndsTheCalls) {
  ScriptedNetwork network;
  int heard = 0;
  network.SetObserver([&] { ++heard; });
  network.SetObserver(nullptr);
  network.SetConnected(false);
  EXPECT_EQ(heard, 0);
}

TEST(ScriptedSessions, EverybodyIsLoggedOnAtFirst) {
  const ScriptedSessions sessions;
  EXPECT_TRUE(sessions.IsLoggedOn("S-1-5-21-1"));
}

TEST(ScriptedSessions, TellsTheObserverOfEveryChange) {
  ScriptedSessions sessions;
  int heard = 0;
  sessions.SetObserver([&] { ++heard; });
  sessions.SetLoggedOn("S-1-5-21-1", true);
  EXPECT_EQ(heard, 0);
  sessions.SetLoggedOn("S-1-5-21-1", false);
  EXPECT_FALSE(sessions.IsLoggedOn("S-1-5-21-1"));
  EXPECT_TRUE(sessions.IsLoggedOn("S-1-5-21-2"));
  sessions.SetLoggedOn("S-1-5-21-1", true);
  EXPECT_EQ(heard, 2);
}

}  // namespace
}  // namespace bitsproof::fakes
