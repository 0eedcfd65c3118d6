// What a method throws instead of a result: it becomes the error of the reply.
#pragma once

#include <stdexcept>
#include <string>

#include "conformance/subject.h"

namespace com_adapter {

using bitsproof::conformance::Json;

// The text is a sentence for the reader of a report.
class RpcError : public std::runtime_error {
 public:
  RpcError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

// The adapter, or this subject, does not do it.
class Unsupported : public RpcError {
 public:
  explicit Unsupported(const std::string& message)
      : RpcError(bitsproof::conformance::kMethodNotFound, message) {}
};

// Parameters that have the form that the protocol asks for, and yet mean nothing here.
class ParamError : public RpcError {
 public:
  explicit ParamError(const std::string& message)
      : RpcError(bitsproof::conformance::kInvalidParams, message) {}
};

}  // namespace com_adapter
