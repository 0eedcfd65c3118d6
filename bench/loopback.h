// Sockets on 127.0.0.1.
#pragma once

#include <cstdint>
#include <utility>

namespace bitsproof::bench {

// A socket; closed on destruction.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  // Closes what this object held.
  Socket& operator=(Socket&& other) noexcept {
    Socket former(std::move(other));
    std::swap(descriptor_, former.descriptor_);
    return *this;
  }
  ~Socket();

  int descriptor() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

// A socket that listens on a free port. Throws std::runtime_error when there is none.
Socket ListenOnLoopback();

// The port that `socket` is bound to.
std::uint16_t PortOf(const Socket& socket);

// A connection to `port`; not open when it is refused.
Socket ConnectToLoopback(std::uint16_t port);

// Closes `socket` so that its peer sees a reset instead of an orderly end.
void CloseWithReset(Socket socket);

}  // namespace bitsproof::bench
