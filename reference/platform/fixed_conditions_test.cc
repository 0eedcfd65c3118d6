#include "reference/platform/fixed_conditions.h"

#include <gtest/gtest.h>

namespace bitsproof::platform {
namespace {

TEST(FixedNetworkStatus, IsConnectedUnlessToldOtherwise) {
  EXPECT_TRUE(FixedNetworkStatus().IsConnected());
  EXPECT_FALSE(FixedNetworkStatus(false).IsConnected());
}

TEST(FixedNetworkStatus, TellsItsObserverOfChangesOnly) {
  FixedNetworkStatus network;
  int calls = 0;
  network.SetObserver([&] {
    ++calls;
    EXPECT_FALSE(network.IsConnected());
  });
  network.Set(true);
  EXPECT_EQ(calls, 0);
  network.Set(false);
  EXPECT_EQ(calls, 1);
  network.SetObserver({});
  network.Set(true);
  EXPECT_EQ(calls, 1);
}

TEST(FixedSessions, EverybodyIsLoggedOnButThoseSetOtherwise) {
  FixedSessions sessions({"S-1-2"});
  EXPECT_TRUE(sessions.IsLoggedOn("S-1-1"));
  EXPECT_FALSE(sessions.IsLoggedOn("S-1-2"));
  sessions.Set("S-1-1", false);
  sessions.Set("S-1-2", true);
  EXPECT_FALSE(sessions.IsLoggedOn("S-1-1"));
  EXPECT_TRUE(sessions.IsLoggedOn("S-1-2"));
}

TEST(FixedSessions, TellsItsObserverOfChangesOnly) {
  FixedSessions sessions;
  int calls = 0;
  sessions.SetObserver([&] { ++calls; });
  sessions.Set("S-1-1", true);
  EXPECT_EQ(calls, 0);
  sessions.Set("S-1-1", false);
  sessions.Set("S-1-1", false);
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace bitsproof::platform
