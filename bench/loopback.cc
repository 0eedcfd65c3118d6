#include "bench/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace bitsproof::bench {
namespace {

constexpr int kBacklog = 128;

sockaddr_in LoopbackAddress(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Socket NewSocket() { return Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

}  // namespace

Socket::~Socket() {
  if (is_open()) ::close(descriptor_);
}

Socket ListenOnLoopback() {
  Socket socket = NewSocket();
  const sockaddr_in address = LoopbackAddress(0);
  if (!socket.is_open() ||
      ::bind(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      ::listen(socket.descriptor(), kBacklog) != 0) {
    throw std::runtime_error("no free port on 127.0.0.1");
  }
  return socket;
}

std::uint16_t PortOf(const Socket& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

Socket ConnectToLoopback(std::uint16_t port) {
  Socket socket = NewSocket();
  const sockaddr_in address = LoopbackAddress(port);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.descriptor(), generic, sizeof address) != 0) return Socket();
  return socket;
}

void CloseWithReset(Socket socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace bitsproof::bench
