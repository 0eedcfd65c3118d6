// IBackgroundCopyJob5 and what it changes, as linked callers see it.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "reference/job/testing/manager_test.h"

namespace bitsproof {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kRoaming = 0x80;
constexpr std::uint32_t kNotRoaming = 0x8000007F;

class Job5Test : public ManagerTest {
 protected:
  // A file /a of 20,000 bytes that takes 20 s.
  void ServeSlowly() {
    Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 20000}, "rate": 1000}}})");
  }
  // Alice's download of /a, which does not move while the network roams, as it does.
  Job NewBlockedByCost() {
    ServeTwoFiles();
    Job job = NewDownload({"a"});
    EXPECT_EQ(Set(job, JobProperty::kIdCostFlags, kNotRoaming), hresult::S_OK);
    world_.conditions().network.SetCost(kRoaming);
    EXPECT_EQ(job.Resume(kAlice), hresult::S_OK);
    Run(seconds(1));
    return job;
  }
  HResult Set(Job& job, JobProperty property, const JobPropertyValue& value) {
    return job.SetProperty(kAlice, property, value);
  }
};

TEST_F(Job5Test, IsForTheOwnerAndForJobsThatAreNotFinished) {
  Job job = NewJob();
  EXPECT_EQ(CodeOf(job.GetProperty(kBob, JobProperty::kIdCostFlags)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetProperty(kBob, JobProperty::kIdCostFlags, 1u), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetHttpMethod(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetHttpMethod(kBob, "POST"), hresult::E_ACCESSDENIED);
  ASSERT_EQ(job.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(Set(job, JobProperty::kIdCostFlags, 1u), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetHttpMethod(kAlice, "POST"), hresult::BG_E_INVALID_STATE);
}

TEST_F(Job5Test, RefusesValuesOfAnotherType) {
  Job job = NewJob();
  EXPECT_EQ(Set(job, JobProperty::kIdCostFlags, true), hresult::E_INVALIDARG);
  EXPECT_EQ(Set(job, JobProperty::kDynamicContent, 1u), hresult::E_INVALIDARG);
  EXPECT_EQ(Set(job, JobProperty::kMaxDownloadSize, 1u), hresult::E_INVALIDARG);
  EXPECT_EQ(Set(job, JobProperty::kUseStoredCredentials, 2u), hresult::E_INVALIDARG);
  EXPECT_EQ(Set(job, JobProperty::kNotificationClsid, false), hresult::E_INVALIDARG);
}

TEST_F(Job5Test, HasNoRangesOnDemandYet) {
  Job job = NewJob();
  EXPECT_EQ(std::get<bool>(*job.GetProperty(kAlice, JobProperty::kOnDemandMode)), false);
  EXPECT_EQ(Set(job, JobProperty::kOnDemandMode, true), hresult::E_NOTIMPL);
  EXPECT_EQ(Set(job, JobProperty::kOnDemandMode, false), hresult::S_OK);
}

TEST_F(Job5Test, TellsAStoreThatFails) {
  Job job = NewJob();
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(Set(job, JobProperty::kIdCostFlags, 1u), hresult::E_DISK_FULL);
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(job.SetHttpMethod(kAlice, "POST"), hresult::E_DISK_FULL);
  world_.store().FailNextCommit(hresult::E_DISK_FULL);
  EXPECT_EQ(job.SetPriority(kAlice, JobPriority::kLow),
            hresult::BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD);
}

TEST_F(Job5Test, TakesMethodsThatAreTokens) {
  Job job = NewJob();
  for (const char* method : {"", "PO ST", "P:", "P\n", "P\xC3\xA4"})
    EXPECT_EQ(job.SetHttpMethod(kAlice, method), hresult::E_INVALIDARG) << method;
  EXPECT_EQ(job.SetHttpMethod(kAlice, std::nullopt), hresult::E_INVALIDARG);
  EXPECT_EQ(job.SetHttpMethod(kAlice, "!#$%&'*+-.^_`|~09azAZ"), hresult::S_OK);
  EXPECT_EQ(job.SetHttpMethod(kAlice, "GET"), hresult::S_OK);
  EXPECT_EQ(job.SetPriority(kAlice, JobPriority::kLow), hresult::S_OK) << "it is free again";
}

TEST_F(Job5Test, KeepsWhatExcludesEachOtherApart) {
  Job ranged = NewJob();
  ASSERT_EQ(ranged.AddFileWithRanges(kAlice, "http://web.test/a", "/in/a", {{{0, 1}}}),
            hresult::S_OK);
  EXPECT_EQ(ranged.SetHttpMethod(kAlice, "POST"), hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION);
  EXPECT_EQ(Set(ranged, JobProperty::kDynamicContent, true),
            hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION);
  EXPECT_EQ(Set(ranged, JobProperty::kDynamicContent, false), hresult::S_OK);
  Job other = NewJob();
  ASSERT_EQ(other.SetHttpMethod(kAlice, "POST"), hresult::S_OK);
  EXPECT_EQ(Set(other, JobProperty::kDynamicContent, true),
            hresult::BG_E_NOT_SUPPORTED_WITH_CUSTOM_HTTP_METHOD);
  EXPECT_EQ(Set(other, JobProperty::kDynamicContent, false), hresult::S_OK);
  EXPECT_EQ(other.AddFileWithRanges(kAlice, "http://web.test/a", "/in/a", {{{0, 1}}}),
            hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION);
  Job dynamic = NewJob();
  ASSERT_EQ(Set(dynamic, JobProperty::kDynamicContent, true), hresult::S_OK);
  EXPECT_EQ(dynamic.SetHttpMethod(kAlice, "POST"), hresult::BG_E_UNSUPPORTED_JOB_CONFIGURATION);
}

TEST_F(Job5Test, RecordsThatAJobWasResumed) {
  Job job = NewDownload({"a"});
  EXPECT_FALSE(world_.store().Load()->at(0).job.was_resumed);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  ASSERT_EQ(job.Suspend(kAlice), hresult::S_OK);
  EXPECT_TRUE(world_.store().Load()->at(0).job.was_resumed);
  const Guid id = job.id();
  Restart();
  Job again = *manager_->GetJob(kAlice, id);
  EXPECT_EQ(Set(again, JobProperty::kDynamicContent, true),
            hresult::BG_E_READ_ONLY_PROPERTY_AFTER_RESUME);
  EXPECT_EQ(again.SetHttpMethod(kAlice, "POST"), hresult::BG_E_READ_ONLY_PROPERTY_AFTER_RESUME);
}

TEST_F(Job5Test, IgnoresCostBefore5) {
  for (const auto& [profile, state] : {std::pair(Profile::k4_0, JobState::kTransferred),
                                       std::pair(Profile::k5_0, JobState::kTransientError)}) {
    profile_ = profile;
    policy_.normal_transfer_policy = kNotRoaming;
    Restart();
    ServeTwoFiles();
    world_.conditions().network.SetCost(kRoaming);
    Job job = NewDownload({"a"});
    ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
    Run(seconds(10));
    EXPECT_EQ(State(job), state) << ToString(profile);
    world_.conditions().network.SetCost(kCostUnrestricted);
    ASSERT_EQ(job.Cancel(kAlice), hresult::S_OK);
  }
}

TEST_F(Job5Test, HoldsRunningJobsToAPolicyThatChanges) {
  ServeSlowly();
  world_.conditions().network.SetCost(kRoaming);
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(5));
  ASSERT_EQ(State(job), JobState::kTransferring);
  Policy policy = policy_;
  policy.normal_transfer_policy = kNotRoaming;
  manager_->SetPolicy(policy);
  EXPECT_EQ(State(job), JobState::kTransientError);
  ASSERT_EQ(job.SetPriority(kAlice, JobPriority::kHigh), hresult::S_OK);
  Run(seconds(60));
  EXPECT_EQ(State(job), JobState::kTransferred) << "HIGH has flags of its own";
}

TEST_F(Job5Test, LeavesOtherErrorsAloneWhenTheCostChanges) {
  ServeTwoFiles(R"([{"id": "f", "do": "status", "status": 503, "when": {"path": "/a"}}])");
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  ASSERT_EQ(State(job), JobState::kTransientError);
  world_.conditions().network.SetCost(kRoaming);
  world_.conditions().network.SetCost(kCostUnrestricted);
  EXPECT_EQ(State(job), JobState::kTransientError) << "it waits for the retry delay";
}

TEST_F(Job5Test, WaitsForTheNetworkBeforeItAsksWhatItCosts) {
  Job job = NewBlockedByCost();
  ASSERT_EQ(job.GetError(kAlice)->code(), hresult::BG_E_BLOCKED_BY_COST_TRANSFER_POLICY);
  world_.conditions().network.SetConnected(false);
  const std::string before = Trace(job);
  world_.conditions().network.SetCost(kCostUnrestricted);
  Run(seconds(1));
  EXPECT_EQ(State(job), JobState::kTransientError);
  EXPECT_EQ(Trace(job), before) << "it is not even queued";
  world_.conditions().network.SetConnected(true);
  Run(seconds(10));
  EXPECT_EQ(State(job), JobState::kTransferred);
}

TEST_F(Job5Test, GoesOnAfterARestartWhenTheNetworkIsCheapAgain) {
  Job job = NewBlockedByCost();
  const Guid id = job.id();
  manager_.reset();
  world_.conditions().network.SetCost(kCostUnrestricted);
  Restart();
  Run(seconds(10));
  EXPECT_EQ(State(*manager_->GetJob(kAlice, id)), JobState::kTransferred);
}

TEST_F(Job5Test, TellsWhatWasInForceOfAJobThatHasLeft) {
  Job job = NewJob();
  ASSERT_EQ(job.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(std::get<std::uint32_t>(*job.GetProperty(kAlice, JobProperty::kIdCostFlags)),
            kTransferAlways);
}

TEST_F(Job5Test, GivesAHighPerformanceFileItsDateAtComplete) {
  ServeTwoFiles();
  Job job = NewJob();
  ASSERT_EQ(Set(job, JobProperty::kHighPerformance, true), hresult::S_OK);
  ASSERT_EQ(job.AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(10));
  ASSERT_EQ(State(job), JobState::kTransferred);
  ASSERT_EQ(world_.files().Stat("/in/a")->size_bytes, 100'000u);
  ASSERT_EQ(job.Complete(kAlice), hresult::S_OK);
  EXPECT_EQ(world_.files().Stat("/in/a")->modified, FromUnixSeconds(784'111'777));
  EXPECT_EQ(world_.files().List("/in")->size(), 1u);
}

TEST_F(Job5Test, StoresTheProgressOfAHighPerformanceJobWhenItRestsOnly) {
  Serve(R"({"resources": {"/a": {"body": {"seed": 1, "bytes": 200000}, "rate": 1000}}})");
  Job job = NewJob();
  ASSERT_EQ(Set(job, JobProperty::kHighPerformance, true), hresult::S_OK);
  ASSERT_EQ(job.AddFile(kAlice, "http://web.test/a", "/in/a"), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(100));
  EXPECT_EQ(world_.store().Load()->at(0).files[0].bytes_transferred, 0u);
  ASSERT_EQ(job.Suspend(kAlice), hresult::S_OK);
  EXPECT_GT(world_.store().Load()->at(0).files[0].bytes_transferred, 90'000u);
}

// --- Helper tokens ---

TEST_F(Job5Test, LetsOwnersAndAdministratorsSetTokens) {
  Job job = NewJob();
  EXPECT_EQ(CodeOf(job.GetHelperTokenFlags(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetHelperTokenFlags(kBob, 1), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetHelperToken(kBob), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.ClearHelperToken(kBob), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetHelperTokenSid(kBob)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.SetHelperTokenFlags(kAlice, 4), hresult::E_INVALIDARG);
  EXPECT_EQ(job.SetHelperToken(kRoot), hresult::S_OK);
  EXPECT_EQ(job.SetHelperToken(kAlice), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.ClearHelperToken(kAlice), hresult::E_ACCESSDENIED);
  EXPECT_EQ(CodeOf(job.GetHelperTokenSid(kAlice)), hresult::E_ACCESSDENIED);
  EXPECT_EQ(job.ClearHelperToken(kRoot), hresult::S_OK);
  EXPECT_EQ(job.SetHelperToken(kAlice), hresult::S_OK);
  ASSERT_EQ(job.Cancel(kAlice), hresult::S_OK);
  EXPECT_EQ(job.SetHelperTokenFlags(kAlice, 1), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.SetHelperToken(kAlice), hresult::BG_E_INVALID_STATE);
  EXPECT_EQ(job.ClearHelperToken(kAlice), hresult::BG_E_INVALID_STATE);
}

TEST_F(Job5Test, FailsAJobWhoseFlagsNameATokenThatItDoesNotHave) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetHelperTokenFlags(kAlice, kHelperTokenForNetwork), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  ASSERT_EQ(State(job), JobState::kError);
  EXPECT_EQ(job.GetError(kAlice)->code(), hresult::BG_E_TOKEN_REQUIRED);
}

TEST_F(Job5Test, KeepsTheTokenOfAServiceAndOfWhoStays) {
  ServeTwoFiles();
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetHelperToken(kAlice), hresult::S_OK);
  world_.conditions().sessions.SetLoggedOn(kBob.sid, false);
  EXPECT_EQ(*job.GetHelperTokenSid(kAlice), kAlice.sid);
  Job systems = NewDownload({"b"}, kSystem);
  ASSERT_EQ(systems.SetHelperToken(kSystem), hresult::S_OK);
  world_.conditions().sessions.SetLoggedOn(kSystem.sid, false);
  EXPECT_EQ(*systems.GetHelperTokenSid(kSystem), kSystem.sid);
}

TEST_F(Job5Test, LeavesJobsThatRestWhenTheirTokenGoes) {
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetHelperTokenFlags(kAlice, kHelperTokenForNetwork), hresult::S_OK);
  ASSERT_EQ(job.SetHelperToken(kAlice), hresult::S_OK);
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, false);
  EXPECT_EQ(State(job), JobState::kSuspended);
  EXPECT_EQ(*job.GetHelperTokenSid(kAlice), std::nullopt);
}

TEST_F(Job5Test, FailsJobsThatWaitWhenTheirTokenGoes) {
  ServeTwoFiles(R"([{"id": "f", "do": "status", "status": 503, "when": {"path": "/a"}}])");
  Job job = NewDownload({"a"});
  ASSERT_EQ(job.SetHelperTokenFlags(kAlice, kHelperTokenForLocalFiles), hresult::S_OK);
  ASSERT_EQ(job.SetHelperToken(kAlice), hresult::S_OK);
  ASSERT_EQ(job.Resume(kAlice), hresult::S_OK);
  Run(seconds(1));
  ASSERT_EQ(State(job), JobState::kTransientError);
  world_.conditions().sessions.SetLoggedOn(kAlice.sid, false);
  EXPECT_EQ(State(job), JobState::kError);
}

// --- Tokens of callers ---

TEST_F(Job5Test, TellsElevatedAndRestrictedCallersApartByVersion) {
  const Principal unelevated{kRoot.sid, Principal::Kind::kStandardUser};
  Principal restricted = kAlice;
  restricted.is_restricted = true;
  for (const auto& [profile, code] : {std::pair(Profile::k2_5, hresult::S_OK),
                                      std::pair(Profile::k3_0, hresult::E_ACCESSDENIED)}) {
    profile_ = profile;
    Restart();
    Job roots = NewJob(kRoot);
    EXPECT_EQ(CodeOf(roots.GetDisplayName(unelevated)), code);
    EXPECT_EQ(CodeOf(manager_->GetJob(unelevated, roots.id())), code);
    EXPECT_EQ(roots.SetDescription(unelevated, "x"), code);
    EXPECT_EQ(NewJob(kSystem).SetDescription(kRoot, "x"), code);
    EXPECT_EQ(NewJob(unelevated).SetDescription(kRoot, "x"), hresult::S_OK);
  }
  for (const auto& [profile, code] : {std::pair(Profile::k1_2, hresult::S_OK),
                                      std::pair(Profile::k1_5, hresult::E_ACCESSDENIED)}) {
    profile_ = profile;
    Restart();
    EXPECT_EQ(CodeOf(manager_->CreateJob(restricted, "job", JobType::kDownload)), code);
    EXPECT_EQ(NewJob().SetDescription(restricted, "x"), code);
    EXPECT_EQ(CodeOf(NewJob().GetDisplayName(restricted)), hresult::S_OK);
  }
}

// --- Peer caching ---

TEST_F(Job5Test, KeepsSettingsOfPeerCachingIn30Only) {
  for (const auto& [profile, code] :
       {std::pair(Profile::k2_5, hresult::E_NOINTERFACE), std::pair(Profile::k3_0, hresult::S_OK),
        std::pair(Profile::k4_0, hresult::S_FALSE)}) {
    profile_ = profile;
    Restart();
    PeerCache& cache = manager_->peer_cache();
    EXPECT_EQ(cache.SetMaximumCacheSize(kRoot, 80), code);
    EXPECT_EQ(cache.SetMaximumContentAge(kRoot, 86'400), code);
    EXPECT_EQ(cache.SetConfigurationFlags(kRoot, 3), code);
    EXPECT_EQ(cache.EnumRecords(), code);
    EXPECT_EQ(cache.EnumPeers(), code);
    EXPECT_EQ(cache.ClearRecords(kRoot), code);
    EXPECT_EQ(cache.ClearPeers(kRoot), code);
    EXPECT_EQ(cache.DiscoverPeers(kRoot), code);
    if (code.failed()) {
      EXPECT_EQ(CodeOf(cache.GetMaximumCacheSize()), code);
      continue;
    }
    EXPECT_EQ(cache.GetMaximumCacheSize()->code, code);
    EXPECT_EQ(cache.GetMaximumCacheSize()->value, code == hresult::S_OK ? 80u : 0u);
    EXPECT_EQ(cache.GetMaximumContentAge()->value, code == hresult::S_OK ? 86'400u : 0u);
    EXPECT_EQ(cache.GetConfigurationFlags()->value, code == hresult::S_OK ? 3u : 0u);
  }
}

TEST_F(Job5Test, KnowsTheBoundsOfPeerCaching) {
  profile_ = Profile::k3_0;
  Restart();
  PeerCache& cache = manager_->peer_cache();
  EXPECT_EQ(cache.SetMaximumCacheSize(kRoot, 0), hresult::E_INVALIDARG);
  EXPECT_EQ(cache.SetMaximumCacheSize(kRoot, 81), hresult::E_INVALIDARG);
  EXPECT_EQ(cache.SetMaximumContentAge(kRoot, 86'399), hresult::E_INVALIDARG);
  EXPECT_EQ(cache.SetMaximumContentAge(kRoot, 10'368'001), hresult::E_INVALIDARG);
  EXPECT_EQ(cache.SetConfigurationFlags(kRoot, 4), hresult::E_NOTIMPL);
  EXPECT_EQ(cache.SetMaximumCacheSize(kAlice, 10), hresult::E_ACCESSDENIED);
  EXPECT_EQ(cache.GetRecord(Guid{}), hresult::BG_E_NOT_FOUND);
  EXPECT_EQ(cache.DeleteRecord(kRoot, Guid{}), hresult::BG_E_NOT_FOUND);
  EXPECT_EQ(cache.DeleteRecord(kAlice, Guid{}), hresult::E_ACCESSDENIED);
  EXPECT_EQ(cache.DeleteUrl(kRoot, "http://a/"), hresult::S_FALSE);
  EXPECT_EQ(cache.DeleteUrl(kRoot, std::nullopt), hresult::E_INVALIDARG);
  Policy policy;
  policy.max_cache_size_percent = 20;
  policy.max_content_age_days = 30;
  manager_->SetPolicy(policy);
  EXPECT_EQ(cache.GetMaximumCacheSize()->value, 20u);
  EXPECT_EQ(cache.GetMaximumContentAge()->value, 30u * 86'400);
  EXPECT_EQ(cache.SetMaximumCacheSize(kRoot, 10), hresult::S_FALSE);
  EXPECT_EQ(cache.SetMaximumContentAge(kRoot, 864'000), hresult::S_FALSE);
}

}  // namespace
}  // namespace bitsproof
