// JSON-RPC 2.0: the envelopes in which calls and replies travel between processes. What is inside
// is in conformance/protocol.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conformance/subject.h"

namespace bitsproof::conformance {

inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;

// A longer message is a fault of whoever sends it.
inline constexpr std::size_t kMessageBytesMax = std::size_t{16} * 1024 * 1024;

// A more deeply nested message is not accepted.
inline constexpr int kMessageDepthMax = 64;

// --- Either side ---

// `message` as one line of UTF-8, without LF. Bytes that are no UTF-8 become U+FFFD.
std::string EncodeMessage(const Json& message);

// A line that was read.
struct ParsedMessage {
  Json message;
  std::string wrong;  // "" when it is a message, else why not, one clause ("no JSON")
};
ParsedMessage ParseMessage(std::string_view line);

// The first 200 characters of `text` in quotes, for a sentence: unprintable bytes become "?", a cut
// is shown as "...".
std::string Shortened(std::string_view text);

// --- The side that asks ---

// One request as one line, without LF.
std::string EncodeRequest(std::uint64_t id, std::string_view method, const Json& params);

// All requests as one batch, one line without LF, with the ids `first_id`, `first_id` + 1, ...
std::string EncodeBatch(std::uint64_t first_id, const std::vector<Request>& requests);

// One answer.
struct Response {
  Json id;
  Reply reply;  // kResult or kError
};

// The answer that `message` is, or what is wrong with it, one clause.
std::variant<Response, std::string> ParseResponse(Json message);

// Why something is not an answer, in the two parts of a fault (Reply): "it sent ...".
struct Wrong {
  std::string what;
  std::string account = {};

  bool empty() const { return what.empty(); }
};

// What a line says in answer to request `id`, unless it is wrong.
struct ReceivedReply {
  Reply reply;
  Wrong wrong;
};
ReceivedReply ReadReply(std::string_view line, std::uint64_t id);

// What a line says in answer to the `count` requests of a batch, in their order.
struct ReceivedBatch {
  std::vector<Reply> replies;
  Wrong wrong;
  bool refused = false;  // there are no batches: nothing was carried out
};
ReceivedBatch ReadBatch(std::string_view line, std::uint64_t first_id, std::size_t count);

// --- The side that answers ---

// The answer to request `id` as one line, without LF. A fault of the subject becomes the error
// -32603.
std::string EncodeResponse(const Json& id, const Reply& reply);

// Carries out what `line` asks for, one request or a batch, and returns the answer as one line
// without LF; never "". What is not a request, or has malformed parameters, is answered with an
// error and carried out by nobody. Requests of a batch are carried out together
// (Subject::CallTogether).
std::string Answer(Subject& subject, std::string_view line);

}  // namespace bitsproof::conformance
