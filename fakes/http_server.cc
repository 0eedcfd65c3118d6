#include "fakes/http_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "fakes/http_message.h"
#include "fakes/origin_model.h"
#include "fakes/plan_player.h"
#include "fakes/tcp_connection.h"
#include "fakes/test_authority.h"

namespace bitsproof::fakes {
namespace {

constexpr int kBacklog =
    1024;  // the library's own is 5: a burst of clients would wait for retransmissions

// A queue that never lets a job wait for another: it has as many threads as jobs ran at one time.
class ConnectionThreads final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> job) override {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    if (idle_ < jobs_.size()) {
      threads_.emplace_back([this] { Work(); });
    } else {
      wake_.notify_one();
    }
  }

  // REQUIRES: the jobs end by themselves.
  void shutdown() override {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++idle_;
      wake_.wait(lock, [this] { return !jobs_.empty() || is_over_; });
      --idle_;
      if (jobs_.empty()) return;
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  std::mutex mutex_;  // guards all below but threads_, which the listening thread alone touches
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::size_t idle_ = 0;
  bool is_over_ = false;
  std::vector<std::thread> threads_;
};

// The sockets in use, so that all of them can be woken. After ShutDown it takes no more.
class OpenSockets {
 public:
  bool Add(int socket) {
    const std::lock_guard lock(mutex_);
    if (!is_over_) sockets_.insert(socket);
    return !is_over_;
  }

  // Under the lock: a number that is closed may come back at once as somebody else's.
  void Close(int socket) {
    const std::lock_guard lock(mutex_);
    sockets_.erase(socket);
    ::close(socket);
  }

  void ShutDown() {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }

 private:
  std::mutex mutex_;
  bool is_over_ = false;
  std::set<int> sockets_;
};

}  // namespace

// Takes from the library what it does well, listening and handing out sockets, and speaks HTTP
// itself: the library knows a fixed set of methods and shows nobody the socket.
class HttpServer::Listener final : public httplib::Server {
 public:
  Listener(OriginScript script, const Address& address)
      : tls_(script.tls ? MakeTlsContext(*script.tls) : nullptr),
        origin_(std::move(script), [start = std::chrono::steady_clock::now()] {
          return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - start);
        }) {
    if (tls_) origin_.SetCertificate(CertificateOf(*tls_));
    set_read_timeout(0);  // none: connections end when the client or the server ends
    set_write_timeout(0);
    set_tcp_nodelay(true);
    // Not what the library does by default: there two servers may share a port.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    Bind(address);
    Listen();
  }

  ~Listener() override { Stop(); }

  void Stop() {
    if (!thread_.joinable()) return;
    sockets_.ShutDown();
    stop();
    thread_.join();
  }

  const OriginModel& origin() const { return origin_; }
  const Address& address() const { return address_; }

 private:
  void Bind(const Address& address) {
    address_ = address;
    if (address.port == 0) {
      address_.port = bind_to_any_port(address.host);
    } else if (!bind_to_port(address.host, address.port)) {
      address_.port = -1;
    }
    if (address_.port <= 0) {
      throw std::runtime_error(fmt::format("cannot listen on {}:{}", address.host, address.port));
    }
    ::listen(svr_sock_, kBacklog);
  }

  void Listen() {
    new_task_queue = [this] {
      auto* const queue = new ConnectionThreads;  // the library deletes it
      running_.set_value();
      return queue;
    };
    thread_ = std::thread([this] { listen_after_bind(); });
    running_.get_future().wait();
  }

  bool process_and_close_socket(socket_t socket) override {
    ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    try {
      if (sockets_.Add(socket)) Serve(socket);
    } catch (const std::system_error&) {
      // The file of a resource could not be read: the client sees the connection break off.
    }
    sockets_.Close(socket);
    return true;
  }

  void Serve(socket_t socket) {
    TcpConnection connection(socket);
    PlanPlayer player(origin_, connection);
    const std::uint64_t number = origin_.Connect();
    if (tls_ && !connection.Secure(tls_.get())) return;
    for (;;) {
      const auto text = connection.ReadHead();
      if (!text) return;
      auto head = ParseRequestHead(*text);
      if (!head) {
        connection.Send(
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      if (head->expects_continue) connection.Send("HTTP/1.1 100 Continue\r\n\r\n");
      auto body = connection.Read(head->content_length);
      if (!body) return;
      head->request.body = std::move(*body);
      const ResponsePlan plan = origin_.Answer(number, head->request);
      if (!player.Play(plan, head->http_version) || !head->keeps_connection) return;
    }
  }

  const TlsContext tls_;  // nullptr where the origin speaks plain HTTP
  OriginModel origin_;
  Address address_;
  OpenSockets sockets_;
  std::promise<void> running_;
  std::thread thread_;
};

HttpServer::HttpServer(OriginScript script, const Address& address)
    : listener_(std::make_unique<Listener>(std::move(script), address)) {}

HttpServer::~HttpServer() = default;

int HttpServer::port() const { return listener_->address().port; }

std::string HttpServer::url() const {
  const bool is_secure = listener_->origin().script().tls.has_value();
  return fmt::format("{}://{}:{}", is_secure ? "https" : "http", listener_->address().host, port());
}

nlohmann::ordered_json HttpServer::Journal() const { return listener_->origin().Journal(); }

void HttpServer::Stop() { listener_->Stop(); }

}  // namespace bitsproof::fakes
