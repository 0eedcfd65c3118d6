#include "conformance/protocol/serve_http.h"

#include <httplib.h>
#include <sys/socket.h>

#include <cerrno>
#include <future>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "conformance/protocol/json_rpc.h"

namespace bitsproof::conformance {
namespace {

constexpr const char* kHost = "127.0.0.1";
constexpr const char* kJson = "application/json";
// How long an idle connection is kept; also what Stop may have to wait for.
constexpr std::time_t kIdleSecondsMax = 2;
constexpr std::size_t kConnectionsMax = 16;

// A port that another program listens on must not be shared with it, as SO_REUSEPORT would.
void SetSocketOptions(socket_t socket) {
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
}

void Refuse(httplib::Response& response, int status, const std::string& why) {
  response.status = status;
  response.set_content(why + "\n", "text/plain");
}

}  // namespace

class HttpService::Server {
 public:
  Server(Subject& subject, int port) : subject_(subject) {
    http_.set_socket_options(SetSocketOptions);
    http_.set_tcp_nodelay(true);
    http_.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
    http_.set_keep_alive_timeout(kIdleSecondsMax);
    http_.set_payload_max_length(kMessageBytesMax);
    http_.new_task_queue = [this] {  // the library deletes what it gets
      auto* const queue = new httplib::ThreadPool(kConnectionsMax);
      running_.set_value();
      return queue;
    };
    http_.Post("/", [this](const httplib::Request& request, httplib::Response& response) {
      Handle(request, response);
    });
    http_.Get("/", [](const httplib::Request&, httplib::Response& response) {
      Refuse(response, 405, "Send a JSON-RPC message by POST, see conformance/protocol.md.");
    });
    Bind(port);
    thread_ = std::thread([this] { http_.listen_after_bind(); });
    running_.get_future().wait();  // until then the library would not hear Stop
  }

  ~Server() { Stop(); }

  void Stop() {
    http_.stop();
    if (thread_.joinable()) thread_.join();
  }

  int port() const { return port_; }

 private:
  void Bind(int port) {
    errno = 0;
    port_ = port;
    const bool bound =
        port == 0 ? (port_ = http_.bind_to_any_port(kHost)) > 0 : http_.bind_to_port(kHost, port);
    if (bound) return;
    const std::string reason = errno == 0 ? "" : ": " + std::generic_category().message(errno);
    throw std::runtime_error("cannot listen on " + std::string(kHost) + ":" + std::to_string(port) +
                             reason + "; port 0 takes any free one");
  }

  void Handle(const httplib::Request& request, httplib::Response& response) {
    if (request.get_header_value("Content-Type").rfind(kJson, 0) != 0) {
      return Refuse(response, 415, "The Content-Type of a message is application/json.");
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    response.set_content(Answer(subject_, request.body), kJson);
  }

  Subject& subject_;
  std::mutex mutex_;  // one call at a time
  httplib::Server http_;
  int port_ = 0;
  std::promise<void> running_;
  std::thread thread_;
};

HttpService::HttpService(Subject& subject, int port)
    : server_(std::make_unique<Server>(subject, port)) {}

HttpService::~HttpService() = default;

std::string HttpService::url() const {
  return std::string("http://") + kHost + ":" + std::to_string(server_->port());
}

void HttpService::Stop() { server_->Stop(); }

}  // namespace bitsproof::conformance
