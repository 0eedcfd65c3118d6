// JSON-RPC 2.0, the answering side.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace com_adapter {

using Json = nlohmann::ordered_json;

inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kUnsupported = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;

// Becomes the error of the response. The text is a sentence for the reader of a report.
class RpcError : public std::runtime_error {
 public:
  RpcError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

// Parameters out of form: -32602.
class ParamError : public RpcError {
 public:
  explicit ParamError(const std::string& message) : RpcError(kInvalidParams, message) {}
};

// Takes whole messages, a request or a batch, and returns the whole answer to each.
class RpcPeer {
 public:
  virtual ~RpcPeer() = default;
  virtual Json Exchange(const Json& message) = 0;
};

// Carries out requests. A batch runs at the same time, one thread a request.
class RpcServer : public RpcPeer {
 public:
  // The answer to one line, without a line end. Never throws.
  std::string Answer(std::string_view line);

  // As above, parsed.
  Json Exchange(const Json& message) override;

 protected:
  // The result of a method. Throws RpcError; any other exception becomes -32603. Several threads at
  // once when they come in a batch.
  virtual Json Call(const std::string& method, const Json& params) = 0;

  // Who else is to answer the request, or nullptr: this server does.
  virtual RpcPeer* PeerFor(const std::string& method, const Json& params);

 private:
  Json AnswerOne(const Json& request);
  Json AnswerTogether(const Json& batch);
  RpcPeer* PeerOf(const Json& request);
};

}  // namespace com_adapter
