// HttpService: a subject behind HTTP.
#pragma once

#include <memory>
#include <string>

#include "conformance/subject.h"

namespace bitsproof::conformance {

// Answers POST / with one JSON-RPC message as its body, on the loopback interface only. Requests
// that come on several connections are carried out one after another.
class HttpService {
 public:
  // Listens on `port` (0: any free one), and answers from now on. `subject` must outlive the
  // service; nobody else may use it until Stop. Throws std::runtime_error, with address and reason,
  // when it cannot listen there.
  HttpService(Subject& subject, int port);
  ~HttpService();
  HttpService(const HttpService&) = delete;
  HttpService& operator=(const HttpService&) = delete;

  // "http://127.0.0.1:40123", no slash at the end.
  std::string url() const;

  // Ends when the request that is being carried out is answered and idle connections have been
  // closed, which takes two seconds at most. The port is free then.
  void Stop();

 private:
  class Server;

  std::unique_ptr<Server> server_;
};

}  // namespace bitsproof::conformance
