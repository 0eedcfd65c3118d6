#include "fakes/tcp_connection.h"

#include <linux/sockios.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>

namespace bitsproof::fakes {
namespace {

constexpr std::size_t kHeadMax = 64 * 1024;
constexpr std::size_t kReceiveBytes = 16 * 1024;
constexpr short kGone = POLLRDHUP | POLLHUP | POLLERR | POLLNVAL;

// Waits for one of `events` or for the peer to be gone; what happened, 0 after `timeout`.
short Poll(int socket, short events, const std::optional<Duration>& timeout) {
  struct pollfd entry {
    socket, events, 0
  };
  struct timespec wait {};
  if (timeout) {
    wait.tv_sec = static_cast<time_t>(timeout->count() / 1'000'000'000);
    wait.tv_nsec = static_cast<long>(timeout->count() % 1'000'000'000);
  }
  while (::ppoll(&entry, 1, timeout ? &wait : nullptr, nullptr) < 0) {
    if (errno != EINTR) return POLLERR;
  }
  return entry.revents;
}

iovec PartOf(const void* data, std::size_t size) { return {const_cast<void*>(data), size}; }

}  // namespace

TcpConnection::~TcpConnection() {
  if (tls_) SSL_shutdown(tls_.get());
}

void TcpConnection::TlsDeleter::operator()(ssl_st* tls) const { SSL_free(tls); }

bool TcpConnection::Secure(ssl_ctx_st* context) {
  // OpenSSL does not keep it from writers to a peer that is gone.
  sigset_t pipe;
  ::sigemptyset(&pipe);
  ::sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  tls_.reset(SSL_new(context));
  SSL_set_fd(tls_.get(), socket_);
  return SSL_accept(tls_.get()) == 1;
}

bool TcpConnection::Receive() {
  std::array<char, kReceiveBytes> buffer;
  for (;;) {
    const ssize_t count = tls_
                              ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                              : ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count > 0) {
      received_.append(buffer.data(), static_cast<std::size_t>(count));
      return true;
    }
    if (count == 0 || tls_ || errno != EINTR) return false;
  }
}

std::optional<std::string> TcpConnection::ReadHead() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::size_t searched = 0;
  for (;;) {
    const std::size_t end = received_.find(kEnd, searched);
    if (end != std::string::npos) {
      std::string head = received_.substr(0, end + kEnd.size());
      received_.erase(0, head.size());
      return head;
    }
    if (received_.size() > kHeadMax) return std::nullopt;
    searched = received_.size() - std::min(received_.size(), kEnd.size() - 1);
    if (!Receive()) return std::nullopt;
  }
}

std::optional<std::string> TcpConnection::Read(std::uint64_t count) {
  std::string bytes;
  for (;;) {
    const auto taken =
        static_cast<std::size_t>(std::min<std::uint64_t>(count - bytes.size(), received_.size()));
    bytes.append(received_, 0, taken);
    received_.erase(0, taken);
    if (bytes.size() == count) return bytes;
    if (!Receive()) return std::nullopt;
  }
}

std::size_t TcpConnection::SendSecurely(std::string_view bytes) {
  if (bytes.empty()) return 0;
  std::size_t sent = 0;
  return SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent) == 1 ? sent : 0;
}

std::size_t TcpConnection::Send(std::string_view before, std::span<const std::byte> bytes,
                                std::string_view after) {
  if (tls_) {
    const std::string_view middle(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::size_t sent = 0;
    for (const std::string_view part : {before, middle, after}) {
      const std::size_t count = SendSecurely(part);
      sent += count;
      if (count < part.size()) break;
    }
    return sent;
  }
  std::array<iovec, 3> parts{PartOf(before.data(), before.size()),
                             PartOf(bytes.data(), bytes.size()),
                             PartOf(after.data(), after.size())};
  const std::size_t total = before.size() + bytes.size() + after.size();
  std::size_t sent = 0;
  while (sent < total) {
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t count = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    sent += static_cast<std::size_t>(count);
    auto left = static_cast<std::size_t>(count);
    for (iovec& part : parts) {
      const std::size_t used = std::min(left, part.iov_len);
      part.iov_base = static_cast<char*>(part.iov_base) + used;
      part.iov_len -= used;
      left -= used;
    }
  }
  return sent;
}

bool TcpConnection::Wait(Duration duration) {
  if (duration <= Duration{0}) return true;
  return (Poll(socket_, POLLRDHUP, duration) & kGone) == 0;
}

void TcpConnection::WaitUntilGone() {
  while ((Poll(socket_, POLLRDHUP, std::nullopt) & kGone) == 0) {
  }
}

bool TcpConnection::WaitUntilReceived() {
  // The system has no event for this, so it is asked again and again.
  for (;;) {
    int unacknowledged = 0;
    if (::ioctl(socket_, SIOCOUTQ, &unacknowledged) != 0) return false;
    if (unacknowledged == 0) return true;
    if (!Wait(std::chrono::microseconds(200))) return false;
  }
}

void TcpConnection::ResetOnClose() {
  tls_.reset();
  const struct linger at_once { 1, 0 };
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace bitsproof::fakes
