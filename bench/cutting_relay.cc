#include "bench/cutting_relay.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace bitsproof::bench {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

bool SendAll(const Socket& socket, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t sent = ::send(socket.descriptor(), bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool IsReady(const pollfd& entry) { return entry.revents != 0; }

}  // namespace

CuttingRelay::CuttingRelay(std::uint16_t server_port, std::uint64_t cut_after_bytes)
    : server_port_(server_port),
      cut_after_bytes_(cut_after_bytes),
      listener_(ListenOnLoopback()),
      port_(PortOf(listener_)),
      buffer_(kBufferBytes) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  stop_reader_ = Socket(ends[0]);
  stop_writer_ = Socket(ends[1]);
  thread_ = std::thread([this] { Run(); });
}

CuttingRelay::~CuttingRelay() {
  stop_writer_ = Socket();
  thread_.join();
}

void CuttingRelay::Run() {
  for (;;) {
    std::vector<pollfd> entries = {{stop_reader_.descriptor(), POLLIN, 0},
                                   {listener_.descriptor(), POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      entries.push_back({pair.client.descriptor(), POLLIN, 0});
      entries.push_back({pair.server.descriptor(), POLLIN, 0});
    }
    ::poll(entries.data(), entries.size(), -1);
    if (IsReady(entries[0])) return;

    std::vector<Pair> alive;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      Pair& pair = pairs_[i];
      const bool goes_on = (!IsReady(entries[2 + 2 * i]) || PassToServer(pair)) &&
                           (!IsReady(entries[3 + 2 * i]) || PassToClient(pair));
      if (goes_on) alive.push_back(std::move(pair));
    }
    pairs_ = std::move(alive);
    if (IsReady(entries[1])) Accept();
  }
}

void CuttingRelay::Accept() {
  Socket client(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
  Socket server = ConnectToLoopback(server_port_);
  if (!client.is_open() || !server.is_open()) return;
  ++connections_;
  pairs_.push_back({std::move(client), std::move(server)});
}

bool CuttingRelay::PassToServer(Pair& pair) {
  const ssize_t count = ::recv(pair.client.descriptor(), buffer_.data(), buffer_.size(), 0);
  return count > 0 && SendAll(pair.server, buffer_.data(), static_cast<std::size_t>(count));
}

bool CuttingRelay::PassToClient(Pair& pair) {
  const ssize_t received = ::recv(pair.server.descriptor(), buffer_.data(), buffer_.size(), 0);
  if (received <= 0) return false;
  std::uint64_t count = static_cast<std::uint64_t>(received);
  const bool cut = !has_cut_ && bytes_to_client_ + count >= cut_after_bytes_;
  if (cut) count = cut_after_bytes_ - bytes_to_client_;
  if (!SendAll(pair.client, buffer_.data(), count)) return false;
  bytes_to_client_ += count;
  if (!cut) return true;
  has_cut_ = true;
  CloseWithReset(std::move(pair.client));
  return false;
}

}  // namespace bitsproof::bench
