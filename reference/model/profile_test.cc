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

TEST(Profile, UploadsCameWith1Point5) {
  EXPECT_FALSE(HasUploads(Profile::k1_2));
  EXPECT_TRUE(HasUploads(Profile::k1_5));
}

TEST(Profile, KnowsWhereAnInterfaceIsFoundAndSinceWhen) {
  const InterfaceInfo* job4 = FindInterface("IBackgroundCopyJob4");
  ASSERT_NE(job4, nullptr);
  EXPECT_EQ(job4->of, InterfaceOf::kJob);
  EXPECT_EQ(job4->since, Profile::k3_0);
  EXPECT_EQ(FindInterface("IBackgroundCopyFile6")->of, InterfaceOf::kFile);
  EXPECT_EQ(FindInterface("IBackgroundCopyManager")->of, InterfaceOf::kManager);
}

TEST(Profile, LaterNumberedJobInterfacesCameLater) {
  Profile last = Profile::k1_0;
  for (const char* name : {"IBackgroundCopyJob", "IBackgroundCopyJob2", "IBackgroundCopyJob3",
                           "IBackgroundCopyJob4", "IBackgroundCopyJob5"}) {
    const InterfaceInfo* info = FindInterface(name);
    ASSERT_NE(info, nullptr) << name;
    EXPECT_GE(info->since, last) << name;
    last = info->since;
  }
}

TEST(Profile, KnowsNoOtherInterface) {
  for (const char* name :
       {"", "IBackgroundCopyJob1", "IBackgroundCopyJob6", "ibackgroundcopyjob"}) {
    EXPECT_EQ(FindInterface(name), nullptr) << name;
  }
}

}  // namespace
}  // namespace bitsproof
