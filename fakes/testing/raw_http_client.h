// RawHttpClient: a client for tests that shows what really came over the wire.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bitsproof::fakes {

// A blocking HTTP/1.1 client on one connection to a port of this machine.
class RawHttpClient {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  struct Answer {
    std::string head;  // up to the empty line, which is left out; "" when none came
    std::string body;  // chunks joined
    bool is_whole = false;
    int error = 0;  // errno, when the connection did not end in order

    int status() const;
    // The value of the field called `name` in exactly this spelling, "" without one.
    std::string Field(std::string_view name) const;
  };

  // Throws std::system_error when nothing listens there.
  explicit RawHttpClient(int port);
  ~RawHttpClient();
  RawHttpClient(const RawHttpClient&) = delete;
  RawHttpClient& operator=(const RawHttpClient&) = delete;

  // Sends a request and reads the answer to its end, or to the end of the connection, or until it
  // has `give_up_after` bytes of body.
  Answer Ask(const std::string& method, const std::string& target, const Fields& fields = {},
             std::size_t give_up_after = std::numeric_limits<std::size_t>::max());

  void Send(std::string_view text);
  // Reads an answer to `method`.
  Answer Read(const std::string& method,
              std::size_t give_up_after = std::numeric_limits<std::size_t>::max());
  // Whatever comes until the connection ends.
  Answer ReadAll();

 private:
  bool Receive(Answer& answer);
  bool ReadUntil(std::string_view end, std::string& text, Answer& answer);
  bool ReadBytes(std::size_t count, std::size_t give_up_after, Answer& answer);
  bool ReadChunks(std::size_t give_up_after, Answer& answer);

  int socket_;
  std::string received_;
};

}  // namespace bitsproof::fakes
