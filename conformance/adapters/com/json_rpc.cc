#include "conformance/adapters/com/json_rpc.h"

#include <objbase.h>
#include <windows.h>

#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace com_adapter {
namespace {

Json ErrorResponse(const Json& id, int code, const std::string& message) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}};
}

// What makes `request` no request, or nullptr.
const char* WrongWith(const Json& request) {
  if (!request.is_object()) return "a request must be an object";
  if (request.value("jsonrpc", Json()) != "2.0") return "\"jsonrpc\" must be \"2.0\"";
  if (!request.contains("id")) return "there are no notifications: \"id\" is missing";
  const auto method = request.find("method");
  if (method == request.end() || !method->is_string()) return "\"method\" must be a string";
  return nullptr;
}

Json ParamsOf(const Json& request) { return request.value("params", Json::object()); }

// A JSON text; bytes that are no UTF-8 are replaced rather than making the answer unsendable.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string RpcServer::Answer(std::string_view line) {
  Json message = Json::parse(line, nullptr, false);
  if (message.is_discarded()) return Dump(ErrorResponse(nullptr, kParseError, "not JSON"));
  return Dump(Exchange(message));
}

Json RpcServer::Exchange(const Json& message) {
  if (!message.is_array()) return AnswerOne(message);
  if (message.empty()) return ErrorResponse(nullptr, kInvalidRequest, "an empty batch");
  return AnswerTogether(message);
}

RpcPeer* RpcServer::PeerFor(const std::string&, const Json&) { return nullptr; }

Json RpcServer::AnswerOne(const Json& request) {
  if (const char* wrong = WrongWith(request)) {
    return ErrorResponse(nullptr, kInvalidRequest, wrong);
  }
  const Json& id = request["id"];
  try {
    if (RpcPeer* peer = PeerOf(request)) return peer->Exchange(request);
    Json result = Call(request["method"], ParamsOf(request));
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
  } catch (const RpcError& error) {
    return ErrorResponse(id, error.code(), error.what());
  } catch (const std::exception& error) {
    return ErrorResponse(id, kInternalError, error.what());
  }
}

RpcPeer* RpcServer::PeerOf(const Json& request) {
  return PeerFor(request["method"], ParamsOf(request));
}

// The requests of one peer travel to it as one batch.
Json RpcServer::AnswerTogether(const Json& batch) {
  std::mutex mutex;
  Json answers = Json::array();
  std::vector<std::thread> threads;
  std::map<RpcPeer*, Json> elsewhere;
  const auto add = [&](Json answer) {
    const std::lock_guard lock(mutex);
    answers.push_back(std::move(answer));
  };
  std::vector<const Json*> here;
  for (const Json& request : batch) {
    RpcPeer* peer = nullptr;
    try {
      if (WrongWith(request) == nullptr) peer = PeerOf(request);
    } catch (const std::exception&) {
      // Said again, and answered, by AnswerOne.
    }
    if (peer == nullptr) {
      here.push_back(&request);
    } else {
      elsewhere.try_emplace(peer, Json::array()).first->second.push_back(request);
    }
  }
  for (const Json* request : here) {
    threads.emplace_back([this, request, &add] {
      CoInitializeEx(nullptr, COINIT_MULTITHREADED);
      add(AnswerOne(*request));
      CoUninitialize();
    });
  }
  for (const auto& [peer, requests] : elsewhere) {
    threads.emplace_back([peer = peer, &requests = requests, &add] {
      for (Json& answer : peer->Exchange(requests)) add(std::move(answer));
    });
  }
  for (std::thread& thread : threads) thread.join();
  return answers;
}

}  // namespace com_adapter
