// TcpConnection: the server's end of one TCP connection, down to its bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reference/base/time.h"

struct ssl_st;
struct ssl_ctx_st;

namespace bitsproof::fakes {

// Reads and writes a connected socket that its owner closes. Every wait ends at once when
// the peer closes or resets the connection, or when another thread shuts the socket down. Used by
// one thread at a time.
class TcpConnection {
 public:
  explicit TcpConnection(int socket) : socket_(socket) {}
  // Says goodbye in TLS, unless the close is to be a reset.
  ~TcpConnection();
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;

  // Speaks TLS from now on, which `context` outlives. False when the peer does not want to, or is
  // gone. The calling thread gets no SIGPIPE any more.
  bool Secure(ssl_ctx_st* context);

  // The next head of an HTTP message, its empty line included; nullopt when the peer is gone before
  // that is complete, or when it is longer than 64 KiB.
  std::optional<std::string> ReadHead();

  // The next `count` bytes. nullopt when the peer is gone before.
  std::optional<std::string> Read(std::uint64_t count);

  // Sends the three parts one after another; returns how many bytes the system took: all, unless
  // the peer is gone.
  std::size_t Send(std::string_view before, std::span<const std::byte> bytes = {},
                   std::string_view after = {});

  // Waits that long. False when the peer is gone before.
  bool Wait(Duration duration);

  // Waits until the peer is gone.
  void WaitUntilGone();

  // Waits until the peer's system has received everything that was sent. False when it is gone
  // before.
  bool WaitUntilReceived();

  // Makes the close of the socket a TCP reset.
  void ResetOnClose();

 private:
  struct TlsDeleter {
    void operator()(ssl_st* tls) const;
  };

  bool Receive();
  std::size_t SendSecurely(std::string_view bytes);

  const int socket_;
  std::unique_ptr<ssl_st, TlsDeleter> tls_;
  std::string received_;  // and not used yet
};

}  // namespace bitsproof::fakes
