#include "conformance/protocol/usual_form.h"

#include <gtest/gtest.h>

#include "conformance/protocol/json_rpc.h"

namespace bitsproof::conformance {
namespace {

TEST(UsualForm, ReadsWhatEncodeRequestWrites) {
  const Json params{{"as", "alice"}, {"files", {{{"a", 1}}}}};
  const auto usual = ReadUsualRequest(EncodeRequest(1234, "job.addFileSet", params));
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->id, 1234u);
  EXPECT_EQ(usual->request.method, "job.addFileSet");
  EXPECT_EQ(usual->request.params, params);
}

TEST(UsualForm, ReadsWhatEncodeResponseWrites) {
  const Json result{{"hresult", "0x00000000"}, {"jobs", {"a", "b"}}};
  EXPECT_EQ(ReadUsualResult(EncodeResponse(7, Reply::Result(result)), 7), result);
}

TEST(UsualForm, LeavesRequestsOfAnotherSpellingToOthers) {
  for (const char* const line : {
           R"({"jsonrpc": "2.0","id":1,"method":"a","params":{}})",
           R"({"jsonrpc":"2.0","id":"1","method":"a","params":{}})",
           R"({"jsonrpc":"2.0","id":01,"method":"a","params":{}})",
           R"({"jsonrpc":"2.0","id":-1,"method":"a","params":{}})",
           R"({"jsonrpc":"2.0","id":1,"method":"a\n","params":{}})",
           R"({"jsonrpc":"2.0","id":1,"method":"a","params":{},"more":1})",
           R"({"jsonrpc":"2.0","id":1,"method":"a","params":{}}})",
           R"({"jsonrpc":"2.0","id":1,"method":"a","params":)",
           R"({"jsonrpc":"2.0","id":1,"method":"a"})",
           R"([])",
           "",
       }) {
    EXPECT_FALSE(ReadUsualRequest(line)) << line;
  }
}

TEST(UsualForm, LeavesAnswersOfAnotherSpellingToOthers) {
  for (const char* const line : {
           R"({"jsonrpc":"2.0","id":8,"result":{}})",
           R"({"jsonrpc":"2.0","id":7,"result":{},"error":{"code":1,"message":""}})",
           R"({"jsonrpc":"2.0","id":7,"error":{"code":1,"message":""}})",
           R"({"id":7,"jsonrpc":"2.0","result":{}})",
           R"({"jsonrpc":"2.0","id":7,"result":})",
           R"({"jsonrpc":"2.0","id":7,"result":{}} {"jsonrpc":"2.0","id":7,"result":{}})",
           "",
       }) {
    EXPECT_FALSE(ReadUsualResult(line, 7)) << line;
  }
}

}  // namespace
}  // namespace bitsproof::conformance
