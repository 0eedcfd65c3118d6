// HttpServer: a real HTTP/1.1 server that plays an origin script.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "fakes/origin_script.h"

namespace bitsproof::fakes {

// Serves one origin over TCP. Each connection has a thread of its own, so that no stall, delay or
// slow client holds up another. May be used from several threads at once, apart from Stop.
class HttpServer {
 public:
  struct Address {
    std::string host = "127.0.0.1";
    int port = 0;  // 0: any free one
  };

  // Listens, and answers from now on. Throws std::runtime_error, with the address in its text, when
  // it cannot listen there.
  explicit HttpServer(OriginScript script) : HttpServer(std::move(script), Address{}) {}
  HttpServer(OriginScript script, const Address& address);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  // "http://127.0.0.1:40123", no slash at the end.
  std::string url() const;

  // What the origin has seen so far, in the form of origin_script.md.
  nlohmann::ordered_json Journal() const;

  // Breaks off every connection, whatever happens on it, and ends all threads. Then the port is
  // free. The journal is kept.
  void Stop();

 private:
  class Listener;

  std::unique_ptr<Listener> listener_;
};

}  // namespace bitsproof::fakes
