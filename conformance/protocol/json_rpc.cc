#include "conformance/protocol/json_rpc.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "conformance/json/json_text.h"
#include "conformance/protocol/message_forms.h"
#include "conformance/protocol/plain_json.h"

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kShownMax = 200;

// Whether brackets stand deeper in each other than a message's may. Stops the recursion of whoever
// walks over a message before it starts.
bool IsTooDeep(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMessageDepthMax) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

void AppendRequest(std::string& line, std::uint64_t id, std::string_view method,
                   const Json& params) {
  line += R"({"jsonrpc":"2.0","id":)";
  line += std::to_string(id);
  line += R"(,"method":)";
  line += EncodeMessage(method);
  line += R"(,"params":)";
  line += EncodeMessage(params);
  line += '}';
}

bool IsVersion2(const Json& message) {
  const auto version = message.find("jsonrpc");
  return version != message.end() && *version == "2.0";
}

// What is wrong with the error object of a response; "" when nothing is.
std::string WrongError(const Json& error) {
  if (!error.is_object()) return "\"error\" is not an object";
  const auto code = error.find("code");
  if (code == error.end() || !code->is_number_integer()) return "\"error\" has no whole \"code\"";
  const auto message = error.find("message");
  if (message == error.end() || !message->is_string()) return "\"error\" has no text \"message\"";
  return "";
}

// The number of the request that an answer is for; 0 for none that was ever sent.
std::uint64_t NumberOf(const Json& id) {
  return id.is_number_unsigned() ? id.get<std::uint64_t>() : 0;
}

Wrong NoMessage(std::string_view line, const std::string& why) {
  return {"it sent something that is not a message (" + why + ")", ": " + Shortened(line)};
}

Wrong NoAnswer(std::string_view line, const std::string& why) {
  return {"it sent something that is not an answer (" + why + ")", ": " + Shortened(line)};
}

// Whether a lone answer to a batch says that there are no batches.
bool RefusesBatches(const Response& response) {
  return response.id.is_null() && response.reply.kind == Reply::Kind::kError &&
         response.reply.code == kInvalidRequest;
}

// --- The side that answers ---

// One request as it was understood, or why it was not.
struct Asked {
  Json id;
  std::optional<Request> request;
  std::string wrong;
};

bool IsId(const Json& id) { return id.is_number_integer() || id.is_string(); }

Asked Refused(Json id, std::string wrong) {
  return {std::move(id), std::nullopt, std::move(wrong)};
}

Asked Understand(Json& message) {
  if (!message.is_object()) return Refused(nullptr, "a request is an object");
  const auto id = message.find("id");
  if (id == message.end() || !IsId(*id)) {
    return Refused(nullptr, "a request has an \"id\", a whole number or a text");
  }
  if (!IsVersion2(message)) return Refused(*id, "\"jsonrpc\" must be \"2.0\"");
  const auto method = message.find("method");
  if (method == message.end() || !method->is_string()) {
    return Refused(*id, "\"method\" must be a text");
  }
  const auto params = message.find("params");
  Json bound = params == message.end() ? Json::object() : std::move(*params);
  return {*id, Request{method->get<std::string>(), std::move(bound)}, ""};
}

// The reply to a request that is not carried out; nullopt: it is.
std::optional<Reply> Refusal(const Asked& asked) {
  if (!asked.request) return Reply::Error(kInvalidRequest, "Invalid request: " + asked.wrong + ".");
  const auto& [method, params] = *asked.request;
  if (!params.is_object()) {
    return Reply::Error(kInvalidParams,
                        "\"params\" of " + method + " must be an object of named parameters.");
  }
  if (const auto wrong = WrongParams(method, params)) {
    return Reply::Error(kInvalidParams,
                        "The parameters of " + method + " are malformed: " + *wrong);
  }
  return std::nullopt;
}

std::string AnswerOne(Subject& subject, const Asked& asked) {
  if (const auto refusal = Refusal(asked)) return EncodeResponse(asked.id, *refusal);
  return EncodeResponse(asked.id, subject.Call(asked.request->method, asked.request->params));
}

std::string AnswerBatch(Subject& subject, Json& batch) {
  std::vector<Request> requests;
  std::vector<Json> ids;
  std::string responses;
  const auto add = [&](const Json& id, const Reply& reply) {
    responses += responses.empty() ? '[' : ',';
    responses += EncodeResponse(id, reply);
  };
  for (Json& message : batch) {
    Asked asked = Understand(message);
    if (const auto refusal = Refusal(asked)) {
      add(asked.id, *refusal);
      continue;
    }
    ids.push_back(std::move(asked.id));
    requests.push_back(*std::move(asked.request));
  }
  std::vector<Reply> replies = subject.CallTogether(requests);
  replies.resize(requests.size(), Reply::Error(kInternalError, "The subject gave no reply."));
  for (std::size_t i = 0; i < requests.size(); ++i) add(ids[i], replies[i]);
  return responses + "]";
}

}  // namespace

std::string EncodeMessage(const Json& message) { return ToLine(message); }

ParsedMessage ParseMessage(std::string_view line) {
  if (line.size() > kMessageBytesMax) return {nullptr, "longer than 16 MiB"};
  if (auto plain = ReadPlainJson(line, kMessageDepthMax)) return {*std::move(plain), ""};
  if (IsTooDeep(line)) {
    return {nullptr, "nested deeper than " + std::to_string(kMessageDepthMax) + " levels"};
  }
  try {
    return {Json::parse(line), ""};
  } catch (const Json::exception&) {
    return {nullptr, "no JSON"};
  }
}

std::string Shortened(std::string_view text) {
  std::string shown(text.substr(0, kShownMax));
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  std::replace_if(shown.begin(), shown.end(), is_control, '?');
  // The cut must not leave half a character; nor need the text be UTF-8 at all.
  shown = EncodeMessage(shown);
  return text.size() > kShownMax ? shown + "..." : shown;
}

std::string EncodeRequest(std::uint64_t id, std::string_view method, const Json& params) {
  std::string line;
  AppendRequest(line, id, method, params);
  return line;
}

std::string EncodeBatch(std::uint64_t first_id, const std::vector<Request>& requests) {
  std::string line = "[";
  for (const Request& request : requests) {
    if (line.size() > 1) line += ',';
    AppendRequest(line, first_id++, request.method, request.params);
  }
  return line + "]";
}

std::variant<Response, std::string> ParseResponse(Json message) {
  if (!message.is_object()) return "a response is an object";
  if (!IsVersion2(message)) return "\"jsonrpc\" must be \"2.0\"";
  const auto id = message.find("id");
  if (id == message.end()) return "it has no \"id\"";
  const auto result = message.find("result");
  const auto error = message.find("error");
  if ((result == message.end()) == (error == message.end())) {
    return "it must have \"result\" or \"error\", and not both";
  }
  if (result != message.end()) {
    return Response{std::move(*id), Reply::Result(std::move(*result))};
  }
  if (std::string wrong = WrongError(*error); !wrong.empty()) return wrong;
  return Response{std::move(*id), Reply::Error((*error)["code"].get<int>(),
                                               (*error)["message"].get<std::string>())};
}

ReceivedReply ReadReply(std::string_view line, std::uint64_t id) {
  ParsedMessage parsed = ParseMessage(line);
  if (!parsed.wrong.empty()) return {{}, NoMessage(line, parsed.wrong)};
  auto answer = ParseResponse(std::move(parsed.message));
  if (const auto* wrong = std::get_if<std::string>(&answer)) return {{}, NoAnswer(line, *wrong)};
  auto& response = std::get<Response>(answer);
  const std::uint64_t number = NumberOf(response.id);
  if (number == id) return {std::move(response.reply), {}};
  if (number > 0 && number < id) {
    return {{},
            {"it answered a request a second time", " (number " + std::to_string(number) + ")"}};
  }
  return {{},
          {"it answered with another id", " than " + std::to_string(id) + ": " + Shortened(line)}};
}

ReceivedBatch ReadBatch(std::string_view line, std::uint64_t first_id, std::size_t count) {
  ParsedMessage parsed = ParseMessage(line);
  if (!parsed.wrong.empty()) return {{}, NoMessage(line, parsed.wrong)};
  if (!parsed.message.is_array()) {
    const auto lone = ParseResponse(std::move(parsed.message));
    const auto* response = std::get_if<Response>(&lone);
    if (response != nullptr && RefusesBatches(*response)) return {{}, {}, true};
    return {{}, NoAnswer(line, "a batch is answered with an array")};
  }
  ReceivedBatch batch{std::vector<Reply>(count), {}};
  std::vector<bool> has_reply(count, false);
  for (Json& message : parsed.message) {
    auto answer = ParseResponse(std::move(message));
    if (const auto* wrong = std::get_if<std::string>(&answer)) return {{}, NoAnswer(line, *wrong)};
    auto& response = std::get<Response>(answer);
    const std::uint64_t position = NumberOf(response.id) - first_id;
    if (position >= count || has_reply[position]) {
      return {{}, {"it answered a batch with an id that is not open", ": " + Shortened(line)}};
    }
    has_reply[position] = true;
    batch.replies[position] = std::move(response.reply);
  }
  const auto missing = std::find(has_reply.begin(), has_reply.end(), false) - has_reply.begin();
  if (static_cast<std::size_t>(missing) == count) return batch;
  return {{},
          {"it left a request of a batch unanswered",
           " (number " + std::to_string(first_id + static_cast<std::uint64_t>(missing)) + ")"}};
}

std::string EncodeResponse(const Json& id, const Reply& reply) {
  std::string line = R"({"jsonrpc":"2.0","id":)";
  line += EncodeMessage(id);
  if (reply.kind == Reply::Kind::kResult) {
    line += R"(,"result":)";
    line += EncodeMessage(reply.value);
  } else {
    const int code = reply.kind == Reply::Kind::kError ? reply.code : kInternalError;
    line += R"(,"error":{"code":)" + std::to_string(code);
    line += R"(,"message":)" + EncodeMessage(reply.text()) + "}";
  }
  line += '}';
  return line;
}

std::string Answer(Subject& subject, std::string_view line) {
  auto [message, wrong] = ParseMessage(line);
  if (!wrong.empty()) {
    return EncodeResponse(nullptr,
                          Reply::Error(kParseError, "This is not a message: " + wrong + "."));
  }
  if (message.is_array() && !message.empty()) return AnswerBatch(subject, message);
  return AnswerOne(subject, Understand(message));
}

}  // namespace bitsproof::conformance
