#include "conformance/subjects/clients.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fakes/event_loop.h"

namespace bitsproof::conformance {
namespace {

using Kind = CallbackAnswer::Kind;

JobEvent Transferred(const std::string& callback) {
  JobEvent event{JobEvent::Kind::kJobTransferred, Guid{}};
  event.callback = callback;
  event.user = "S-1-5-21-1-2-3-1001";
  return event;
}

class ClientsTest : public testing::Test {
 protected:
  ClientsTest() {
    clients_.Begin(loop_, loop_);
    clients_.SetObserver([this](const JobEvent&, bool taken) {
      answers_ += answers_.empty() ? "" : " ";
      answers_ += taken ? "taken" : "refused";
    });
  }

  fakes::EventLoop loop_{WallTime{0}};
  EventRecorder recorder_;
  std::vector<Json> calls_;
  Clients clients_{recorder_, [this](const std::string& method, const Json& params) {
                     calls_.push_back({{"method", method}, {"params", params}});
                     return std::string("0x00000000");
                   }};
  std::string answers_;  // those that the observer heard
};

TEST_F(ClientsTest, AnswersAsScriptedAndLastlyForEver) {
  clients_.Create("alice", "object",
                  {{Kind::kReturn, hresult::E_FAIL}, {Kind::kReturn, hresult::S_OK}});
  EXPECT_EQ(clients_.OnEvent(Transferred("object")), Delivery::kRefused);
  EXPECT_EQ(clients_.OnEvent(Transferred("object")), Delivery::kTaken);
  EXPECT_EQ(clients_.OnEvent(Transferred("object")), Delivery::kTaken);
  EXPECT_EQ(recorder_.After(0).size(), 3u) << "what is refused was heard all the same";
  EXPECT_EQ(recorder_.After(0)[0]["callback"], "object");
}

TEST_F(ClientsTest, TakesFilesWithAnySuccessAndOutcomesWithSOkAlone) {
  clients_.Create("alice", "object", {{Kind::kReturn, hresult::S_FALSE}});
  JobEvent file = Transferred("object");
  file.kind = JobEvent::Kind::kFileTransferred;
  file.file_index = 3;
  EXPECT_EQ(clients_.OnEvent(file), Delivery::kTaken);
  EXPECT_EQ(clients_.OnEvent(Transferred("object")), Delivery::kRefused);
  clients_.Create("alice", "object", {{Kind::kReturn, hresult::E_FAIL}});
  EXPECT_EQ(clients_.OnEvent(file), Delivery::kRefused);
  EXPECT_EQ(recorder_.After(0)[0]["kind"], "file-transferred");
  EXPECT_EQ(recorder_.After(0)[0]["index"], 3);
}

TEST_F(ClientsTest, HoldsBlockedCallsUntilTheyAreReleased) {
  clients_.Create("alice", "object", {{Kind::kBlock}});
  EXPECT_EQ(clients_.OnEvent(Transferred("object")), Delivery::kPending);
  EXPECT_EQ(recorder_.last_sequence(), 1u) << "recorded when it begins";
  EXPECT_EQ(answers_, "");
  clients_.Release("object");
  EXPECT_EQ(answers_, "taken");
  clients_.Release("object");
  EXPECT_EQ(answers_, "taken") << "each call returns once";
}

TEST_F(ClientsTest, EndsTheObjectsOfAClientThatExits) {
  clients_.Create("alice", "hers", {{Kind::kBlock}});
  clients_.Create("bob", "his", {{Kind::kReturn}});
  clients_.OnEvent(Transferred("hers"));
  clients_.Exit("alice");
  EXPECT_EQ(answers_, "refused") << "what it was told when it died";
  EXPECT_FALSE(clients_.Has("hers"));
  EXPECT_EQ(clients_.OnEvent(Transferred("hers")), Delivery::kRefused);
  EXPECT_EQ(clients_.OnEvent(Transferred("his")), Delivery::kTaken);
  EXPECT_EQ(recorder_.last_sequence(), 2u) << "nobody heard the call to the dead one";
}

TEST_F(ClientsTest, CallsBackInAtTheNextTurn) {
  CallbackAnswer answer{Kind::kCall, hresult::S_OK, "job.setPriority", {{"value", "HIGH"}}};
  clients_.Create("alice", "object", {answer});
  EXPECT_EQ(clients_.OnEvent(Transferred("object")), Delivery::kPending);
  EXPECT_TRUE(calls_.empty()) << "the manager is still busy";
  loop_.RunUntil(loop_.Now());
  ASSERT_EQ(calls_.size(), 1u);
  EXPECT_EQ(calls_[0]["method"], "job.setPriority");
  EXPECT_EQ(calls_[0]["params"]["as"], "alice");
  EXPECT_EQ(calls_[0]["params"]["value"], "HIGH");
  EXPECT_EQ(recorder_.After(0)[0]["result"], "0x00000000");
  EXPECT_EQ(answers_, "taken");
}

TEST_F(ClientsTest, DropsWhatIsUnderWayWhenTheServiceEnds) {
  clients_.Create("alice", "busy", {{Kind::kBlock}});
  clients_.Create("alice", "caller",
                  {{Kind::kCall, hresult::S_OK, "job.complete", Json::object()}});
  clients_.OnEvent(Transferred("busy"));
  clients_.OnEvent(Transferred("caller"));
  clients_.OnServiceEnd();
  loop_.RunUntil(loop_.Now());
  clients_.Release("busy");
  EXPECT_TRUE(calls_.empty());
  EXPECT_EQ(answers_, "");
}

TEST_F(ClientsTest, GivesNamelessObjectsNoName) {
  const std::string name = clients_.CreateNameless("alice");
  EXPECT_NE(name, clients_.CreateNameless("alice"));
  EXPECT_EQ(clients_.OnEvent(Transferred(name)), Delivery::kTaken);
  EXPECT_FALSE(recorder_.After(0)[0].contains("callback"));
}

TEST(EventRecorder, TellsTheCausesOfAModification) {
  EventRecorder recorder;
  JobEvent event{JobEvent::Kind::kJobModification, Guid{}};
  event.causes = kBytesMoved | kPropertyChanged | StateEntered(JobState::kQueued);
  recorder.Record(event);
  EXPECT_EQ(recorder.After(0)[0]["causes"], Json({"property", "bytes", "QUEUED"}));
}

}  // namespace
}  // namespace bitsproof::conformance
