#include "conformance/subjects/dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "conformance/protocol/method_table.h"
#include "conformance/subjects/sim_subject.h"
#include "conformance/subjects/testing/subject_case.h"

namespace bitsproof::conformance {
namespace {

using ::testing::HasSubstr;

constexpr char kNobody[] = "{00000000-0000-4000-8000-000000000001}";

class DispatchTest : public ::testing::Test {
 protected:
  DispatchTest() : case_(subject_, "/case") { EXPECT_EQ(case_.Reset().kind, Reply::Kind::kResult); }

  Reply Call(std::string_view method, Json params) { return subject_.Call(method, params); }

  SimReferenceSubject subject_;
  testing::Case case_;
};

TEST_F(DispatchTest, KnowsTheMethodsOfItsCapabilitiesAndNoOthers) {
  const Json capabilities = Call("subject.hello", {{"protocol", "1.0"}}).value["capabilities"];
  for (const MethodInfo& method : Methods()) {
    if (!method.takes_as) continue;
    const bool declared =
        std::count(capabilities.begin(), capabilities.end(), method.capability) > 0;
    EXPECT_EQ(IsBitsMethod(method.name), declared) << method.name;
  }
}

TEST_F(DispatchTest, HasOneRowForAMethod) {
  std::set<std::string_view> names;
  for (const Method& method : BitsMethods()) {
    EXPECT_TRUE(names.insert(method.name).second) << method.name;
    EXPECT_NE(FindMethod(method.name), nullptr) << method.name;
  }
}

TEST_F(DispatchTest, KnowsTheMethodsOfTheWorld) {
  for (const MethodInfo& method : Methods()) {
    if (method.takes_as || method.name == "subject.probe") continue;  // for subjects elsewhere
    EXPECT_NE(Call(method.name, Json::object()).code, kMethodNotFound) << method.name;
  }
}

TEST_F(DispatchTest, SaysNoToAMethodThatDoesNotExist) {
  const Reply reply = Call("subject.undeclared", Json::object());
  EXPECT_EQ(reply.code, kMethodNotFound);
  EXPECT_THAT(reply.message, HasSubstr("subject.undeclared"));
}

TEST_F(DispatchTest, NamesTheMalformedParameter) {
  const Reply reply =
      Call("manager.createJob", {{"as", "alice"}, {"displayName", 7}, {"type", "download"}});
  EXPECT_EQ(reply.code, kInvalidParams);
  EXPECT_THAT(reply.message, HasSubstr("'displayName'"));
}

TEST_F(DispatchTest, RefusesACallerWhoIsNoPrincipalOfTheCase) {
  const Reply reply = Call("manager.enumJobs", {{"as", "mallory"}, {"flags", 0}});
  EXPECT_EQ(reply.code, kInvalidParams);
  EXPECT_THAT(reply.message, HasSubstr("'mallory'"));
}

TEST_F(DispatchTest, PassesNullOnAsANullPointer) {
  const Json result =
      case_.Ask("manager.createJob", {{"displayName", nullptr}, {"type", "download"}});
  EXPECT_EQ(result, Json({{"hresult", "0x80070057"}}));
}

TEST_F(DispatchTest, PassesIntegersOfEnumerationsOn) {
  EXPECT_EQ(case_.Ask("manager.createJob", {{"displayName", "x"}, {"type", 7}}),
            Json({{"hresult", "0x80004001"}}));
  const std::string job = case_.Create();
  EXPECT_EQ(case_.Ask("job.setPriority", {{"job", job}, {"value", 1}})["hresult"], "0x00000000");
  EXPECT_EQ(case_.Ask("job.getPriority", {{"job", job}})["value"], "HIGH");
  for (const std::int64_t none : {std::int64_t{4}, std::int64_t{-1}, (std::int64_t{1} << 32) + 1}) {
    EXPECT_EQ(case_.Ask("job.setPriority", {{"job", job}, {"value", none}})["hresult"],
              "0x80004001");
  }
}

TEST_F(DispatchTest, WritesSizesThatAreUnknownAsAWord) {
  const std::string job = case_.Create();
  case_.Ask("job.addFile",
            {{"job", job}, {"remoteUrl", "http://web.test/a"}, {"localName", "/case/a"}});
  EXPECT_EQ(case_.Ask("job.getProgress", {{"job", job}})["bytesTotal"], "unknown");
  EXPECT_EQ(case_.Ask("file.getProgress", {{"job", job}, {"index", 0}})["bytesTotal"], "unknown");
}

TEST_F(DispatchTest, WritesATimeOfZeroAsNull) {
  const Json times = case_.Ask("job.getTimes", {{"job", case_.Create()}});
  EXPECT_EQ(times["creation"], "2026-01-01T00:00:00.0000000Z");
  EXPECT_TRUE(times["transferCompletion"].is_null());
}

TEST_F(DispatchTest, AnswersNotFoundForAJobThatTheCaseNeverMet) {
  EXPECT_EQ(case_.Ask("job.getState", {{"job", kNobody}}), Json({{"hresult", "0x80200001"}}));
}

TEST_F(DispatchTest, KeepsFinishedJobsReadable) {
  const std::string job = case_.Create();
  case_.Ask("job.cancel", {{"job", job}});
  EXPECT_EQ(case_.Ask("job.getState", {{"job", job}})["state"], "CANCELLED");
  EXPECT_EQ(case_.Ask("manager.getJob", {{"job", job}})["hresult"], "0x80200001");
}

TEST_F(DispatchTest, ForgetsJobsAtTheNextReset) {
  const std::string job = case_.Create();
  case_.Ask("job.cancel", {{"job", job}});
  case_.Reset({{"seed", 2}});
  EXPECT_EQ(case_.Ask("job.getState", {{"job", job}})["hresult"], "0x80200001");
}

TEST_F(DispatchTest, ReadsAndWritesEveryTextProperty) {
  const std::string job = case_.Create();
  for (const char* property : {"DisplayName", "Description"}) {
    case_.Ask(std::string("job.set") + property, {{"job", job}, {"value", "new"}});
    EXPECT_EQ(case_.Ask(std::string("job.get") + property, {{"job", job}})["value"], "new");
  }
}

TEST_F(DispatchTest, ReadsAndWritesProxySettings) {
  const std::string job = case_.Create();
  const Json set{
      {"job", job}, {"usage", "OVERRIDE"}, {"proxyList", "proxy:80"}, {"bypassList", nullptr}};
  EXPECT_EQ(case_.Ask("job.setProxySettings", set)["hresult"], "0x00000000");
  const Json settings = case_.Ask("job.getProxySettings", {{"job", job}});
  EXPECT_EQ(settings["usage"], "OVERRIDE");
  EXPECT_EQ(settings["proxyList"], "proxy:80");
  EXPECT_TRUE(settings["bypassList"].is_null());
}

TEST_F(DispatchTest, ListsFilesInTheOrderInWhichTheyWereAdded) {
  const std::string job = case_.Create();
  const Json files{{{"remoteUrl", "http://web.test/a"}, {"localName", "/case/a"}},
                   {{"remoteUrl", "http://web.test/b"}, {"localName", "/case/b"}}};
  case_.Ask("job.addFileSet", {{"job", job}, {"files", files}});
  const Json listed = case_.Ask("job.enumFiles", {{"job", job}})["files"];
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[1],
            Json({{"index", 1}, {"remoteName", "http://web.test/b"}, {"localName", "/case/b"}}));
}

TEST_F(DispatchTest, AnswersForTheErrorObjectWhatGetErrorAnswers) {
  const std::string job = case_.Create();
  for (const char* method : {"error.getFile", "error.getProtocol"}) {
    EXPECT_EQ(case_.Ask(method, {{"job", job}})["hresult"], "0x8020000F") << method;
  }
}

TEST_F(DispatchTest, MovesEnumeratorsAndTheirClonesApart) {
  for (int i = 0; i < 3; ++i) case_.Create();
  const Json first = case_.Ask("enumerator.jobs", {{"flags", 0}})["enumerator"];
  EXPECT_EQ(case_.Ask("enumerator.next", {{"enumerator", first}, {"count", 2}})["items"].size(),
            2u);
  const Json clone = case_.Ask("enumerator.clone", {{"enumerator", first}})["enumerator"];
  const Json rest = case_.Ask("enumerator.next", {{"enumerator", clone}, {"count", 2}});
  EXPECT_EQ(rest["hresult"], "0x00000001");
  EXPECT_EQ(rest["items"].size(), 1u);
  EXPECT_EQ(case_.Ask("enumerator.next", {{"enumerator", first}, {"count", 1}})["items"],
            rest["items"]);
  EXPECT_EQ(case_.Ask("enumerator.getCount", {{"enumerator", first}})["count"], 3);
}

TEST_F(DispatchTest, GivesTheItemsOfAnEnumeratorOfFilesAsFileObjects) {
  const std::string job = case_.Create();
  case_.Ask("job.addFile",
            {{"job", job}, {"remoteUrl", "http://web.test/a"}, {"localName", "/case/a"}});
  const Json files = case_.Ask("enumerator.files", {{"job", job}})["enumerator"];
  const Json next{{"enumerator", files}, {"count", 1}};
  EXPECT_EQ(case_.Ask("enumerator.next", next)["items"],
            Json({{{"index", 0}, {"remoteName", "http://web.test/a"}, {"localName", "/case/a"}}}));
}

TEST_F(DispatchTest, RefusesToShowFilesToSomebodyElse) {
  const std::string job = case_.Create();
  case_.Ask("job.addFile",
            {{"job", job}, {"remoteUrl", "http://web.test/a"}, {"localName", "/case/a"}});
  const Json files = case_.Ask("enumerator.files", {{"job", job}})["enumerator"];
  EXPECT_EQ(case_.Ask("enumerator.next", {{"as", "bob"}, {"enumerator", files}, {"count", 1}}),
            Json({{"hresult", "0x80070005"}}));
}

TEST_F(DispatchTest, RefusesAnEnumeratorThatWasReleased) {
  const Json enumerator = case_.Ask("enumerator.jobs", {{"flags", 0}})["enumerator"];
  case_.Ask("enumerator.release", {{"enumerator", enumerator}});
  EXPECT_EQ(Call("enumerator.reset", {{"as", "alice"}, {"enumerator", enumerator}}).code,
            kInvalidParams);
}

TEST_F(DispatchTest, ListsTenThousandJobsOfAnAdministrator) {
  std::set<std::string> ids;
  for (int i = 0; i < 10'000; ++i) ids.insert(case_.Create("same", "root"));
  EXPECT_EQ(ids.size(), 10'000u);
  EXPECT_EQ(case_.Ask("manager.enumJobs", {{"as", "root"}, {"flags", 0}})["jobs"].size(), 10'000u);
}

}  // namespace
}  // namespace bitsproof::conformance
