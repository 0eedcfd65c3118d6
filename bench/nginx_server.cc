#include "bench/nginx_server.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "bench/loopback.h"
#include "fakes/test_authority.h"

namespace bitsproof::bench {
namespace {

constexpr int kAttempts = 5;

// One process without workers: nothing can be left behind by a master that dies. Every path is
// inside the prefix.
constexpr std::string_view kConfiguration = R"(daemon off;
master_process off;
pid PREFIX/nginx.pid;
events { worker_connections 512; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  default_type application/octet-stream;
  client_body_temp_path PREFIX/body;
  proxy_temp_path PREFIX/proxy;
  fastcgi_temp_path PREFIX/fastcgi;
  uwsgi_temp_path PREFIX/uwsgi;
  scgi_temp_path PREFIX/scgi;
  server {
    listen 127.0.0.1:PORTSECURITY;
    root "ROOT";
  }
}
)";

std::string Replace(std::string text, std::string_view word, const std::string& value) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + value.size())) {
    text.replace(at, word.size(), value);
  }
  return text;
}

constexpr std::string_view kSecurity = R"( ssl;
    ssl_certificate PREFIX/server.pem;
    ssl_certificate_key PREFIX/server.key)";

// The words of the configuration that make it speak TLS; writes what they name.
std::string MakeSecurity(const std::string& prefix, Scheme scheme) {
  if (scheme == Scheme::kHttp) return "";
  const auto identity = fakes::TestAuthority::Get().Issue(fakes::CertificateKind::kGood);
  std::ofstream(prefix + "/server.pem") << identity.certificate;
  std::ofstream(prefix + "/server.key") << identity.key;
  return std::string(kSecurity);
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Starts nginx with its files in `prefix`. nullptr when it could not take the port.
std::unique_ptr<ChildProcess> Start(const std::string& prefix, const std::string& document_root,
                                    std::uint16_t port, Scheme scheme) {
  const std::string log = prefix + "/log";
  const std::string pid_file = prefix + "/nginx.pid";
  std::string configuration(kConfiguration);
  configuration = Replace(configuration, "SECURITY", MakeSecurity(prefix, scheme));
  configuration = Replace(configuration, "PREFIX", prefix);
  configuration = Replace(configuration, "PORT", std::to_string(port));
  configuration = Replace(configuration, "ROOT", document_root);
  std::ofstream(prefix + "/nginx.conf") << configuration;
  std::filesystem::remove(log);

  auto process = std::make_unique<ChildProcess>(
      Command{.arguments = {"nginx", "-p", prefix, "-c", prefix + "/nginx.conf", "-e", log},
              .output_path = log});
  // The file appears once nginx listens, so that no other program on the port is taken for it.
  while (!std::filesystem::exists(pid_file)) {
    if (!process->IsRunning()) {
      const std::string complaint = ReadText(log);
      if (complaint.find("Address already in use") != std::string::npos) return nullptr;
      throw std::runtime_error("nginx does not start: " + complaint);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return process;
}

}  // namespace

NginxServer::NginxServer(const std::string& document_root, Scheme scheme) : scheme_(scheme) {
  if (!FindProgram("nginx")) {
    throw std::runtime_error(
        "nginx is not installed (./dev test installs it; or: apt-get install nginx)");
  }
  for (int attempt = 0; attempt < kAttempts && process_ == nullptr; ++attempt) {
    port_ = PortOf(ListenOnLoopback());  // free now; should somebody take it first, try the next
    process_ = Start(prefix_.path(), document_root, port_, scheme_);
  }
  if (process_ == nullptr) throw std::runtime_error("nginx finds no free port on 127.0.0.1");
  if (!ConnectToLoopback(port_).is_open()) throw std::runtime_error("nginx does not listen");
}

std::string NginxServer::Url(std::string_view path) const {
  return (scheme_ == Scheme::kHttps ? "https" : "http") + std::string("://127.0.0.1:") +
         std::to_string(port_) + std::string(path);
}

}  // namespace bitsproof::bench
