#include "reference/model/profile.h"

#include <gtest/gtest.h>

#include <string>

namespace bitsproof {
namespace {

Profile ProfileOf(int number) { return static_cast<Profile>(number); }

TEST(Profile, GoesFromNameToVersionAndBack) {
  std::string names;
  for (int i = 0; i <= static_cast<int>(kNewestProfile); ++i) {
    EXPECT_EQ(ParseProfile(ToString(ProfileOf(i))), ProfileOf(i));
    names += std::string(ToString(ProfileOf(i))) + " ";
  }
  EXPECT_EQ(names, "1.0 1.2 1.5 2.0 2.5 3.0 4.0 5.0 10.1 10.2 10.3 ");
}

TEST(Profile, RefusesUnknownVersions) {
  for (const char* text : {"", "1", "1.1", "10", "10.30", "11.0", " 3.0"}) {
    EXPECT_FALSE(ParseProfile(text)) << text;
  }
}

TEST(Profile, LimitsCameWith3) {
  EXPECT_FALSE(HasCountLimits(Profile::k2_5));
  EXPECT_TRUE(HasCountLimits(Profile::k3_0));
  EXPECT_TRUE(HasCountLimits(kNewestProfile));
}

TEST(Profile, TheMaximumDownloadTimeCameWith3) {
  EXPECT_FALSE(HasMaximumDownloadTime(Profile::k2_5));
  EXPECT_TRUE(HasMaximumDownloadTime(Profile::k3_0));
  EXPECT_TRUE(HasMaximumDownloadTime(kNewestProfile));
}

TEST(Profile, UploadsCameWith1Point5) {
  EXPECT_FALSE(HasUploads(Profile::k1_2));
  EXPECT_TRUE(HasUploads(Profile::k1_5));
}

TEST(Profile, OffersAnInterfaceSinceItsVersion) {
  EXPECT_FALSE(HasInterface(Profile::k2_5, InterfaceOf::kJob, "IBackgroundCopyJob4"));
  EXPECT_TRUE(HasInterface(Profile::k3_0, InterfaceOf::kJob, "IBackgroundCopyJob4"));
  EXPECT_TRUE(HasInterface(kNewestProfile, InterfaceOf::kJob, "IBackgroundCopyJob4"));
}

TEST(Profile, OffersAnInterfaceOnItsOwnObjectOnly) {
  for (const InterfaceOf of : {InterfaceOf::kManager, InterfaceOf::kJob, InterfaceOf::kError}) {
    EXPECT_FALSE(HasInterface(kNewestProfile, of, "IBackgroundCopyFile6"));
  }
  EXPECT_TRUE(HasInterface(kNewestProfile, InterfaceOf::kFile, "IBackgroundCopyFile6"));
}

TEST(Profile, NeverTakesAnInterfaceBack) {
  for (const char* name : {"IBackgroundCopyJob", "IBackgroundCopyJob2", "IBackgroundCopyJob3",
                           "IBackgroundCopyJob4", "IBackgroundCopyJob5"}) {
    bool offered = false;
    for (int i = 0; i <= static_cast<int>(kNewestProfile); ++i) {
      const bool now = HasInterface(ProfileOf(i), InterfaceOf::kJob, name);
      EXPECT_TRUE(now || !offered) << name << " in " << ToString(ProfileOf(i));
      offered = now;
    }
    EXPECT_TRUE(offered) << name;
  }
}

TEST(Profile, KnowsNoOtherInterface) {
  for (const char* name :
       {"", "IBackgroundCopyJob1", "IBackgroundCopyJob6", "ibackgroundcopyjob"}) {
    EXPECT_FALSE(HasInterface(kNewestProfile, InterfaceOf::kJob, name)) << name;
  }
}

TEST(Profile, TellsServersItsNumber) {
  for (const auto& [name, agent] :
       {std::pair("1.5", "6.5"), std::pair("2.0", "6.6"), std::pair("2.5", "6.7"),
        std::pair("3.0", "7.0"), std::pair("4.0", "7.5"), std::pair("5.0", "7.7"),
        std::pair("10.1", "7.8"), std::pair("10.3", "7.8")}) {
    EXPECT_EQ(UserAgentOf(*ParseProfile(name)), std::string("Microsoft BITS/") + agent) << name;
  }
}

TEST(Profile, KnowsTokensByVersion) {
  EXPECT_FALSE(HasElevation(Profile::k2_5));
  EXPECT_TRUE(HasElevation(Profile::k3_0));
  EXPECT_FALSE(RefusesRestrictedTokens(Profile::k1_2));
  EXPECT_TRUE(RefusesRestrictedTokens(Profile::k1_5));
}

}  // namespace
}  // namespace bitsproof
