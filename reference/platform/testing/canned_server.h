// CannedServer: a TCP server that says what a test wrote down, byte for byte. Test code.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace bitsproof::platform {

// Listens on a free port of the loopback and hands one connection after another to the test's
// script, on a thread of its own. The destructor cuts what is open, so a script that waits for its
// client ends too.
class CannedServer {
 public:
  // One accepted connection; closed in order when the script returns.
  class Connection {
   public:
    Connection(int fd, int number) : fd_(fd), number_(number) {}

    // From 1, in order of accepting.
    int number() const { return number_; }
    int fd() const { return fd_; }

    // The next request up to its empty line; "" when the client has closed.
    std::string ReadRequest() {
      std::string request;
      char byte = 0;
      while (!request.ends_with("\r\n\r\n")) {
        if (::recv(fd_, &byte, 1, 0) != 1) return "";
        request += byte;
      }
      return request;
    }

    void Send(std::string_view bytes) {
      while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      }
    }

    // Makes the close at the end a TCP reset.
    void Reset() {
      const linger abort{1, 0};
      ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    }

    // Returns when the client has closed, or the server ends.
    void WaitForClose() {
      char byte = 0;
      while (::recv(fd_, &byte, 1, 0) == 1) {
      }
    }

   private:
    const int fd_;
    const int number_;
  };
  using Script = std::function<void(Connection&)>;

  explicit CannedServer(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, length) != 0 || ::listen(listener_, 16) != 0) std::abort();
    ::getsockname(listener_, generic, &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;
  ~CannedServer() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    ::shutdown(current_, SHUT_RDWR);
    thread_.join();
    ::close(current_);
    ::close(listener_);
  }

  int port() const { return port_; }
  std::string Url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  // A connection's number stays taken until the next is accepted, so the destructor never cuts a
  // stranger's.
  void Serve() {
    for (int number = 1; !ending_; ++number) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      const int last = current_.exchange(fd);
      if (last >= 0) ::close(last);
      if (ending_) return;
      Connection connection(fd, number);
      script_(connection);
      Finish(fd);
    }
  }

  // Closes in order, or with a reset when the script asked for one.
  void Finish(int fd) {
    linger set{};
    socklen_t length = sizeof set;
    ::getsockopt(fd, SOL_SOCKET, SO_LINGER, &set, &length);
    if (set.l_onoff != 0) {
      current_ = -1;
      ::close(fd);
    } else {
      ::shutdown(fd, SHUT_RDWR);
    }
  }

  const Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<int> current_ = -1;
  std::thread thread_;
};

}  // namespace bitsproof::platform
