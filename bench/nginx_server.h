// NginxServer: Debian's nginx on loopback, for as long as a test needs it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bench/child_process.h"
#include "reference/platform/temporary_directory.h"

namespace bitsproof::bench {

enum class Scheme { kHttp, kHttps };

// Serves the files of a directory over HTTP/1.1, plain or in TLS with a certificate of
// fakes::TestAuthority, on a free port of 127.0.0.1, as the user who runs
// the test, with configuration, logs and process of its own. Nothing of it is left after
// destruction. REQUIRES: as ChildProcess.
class NginxServer {
 public:
  // Returns when nginx answers. Throws std::runtime_error with one sentence: not installed, or its
  // own message when it does not start.
  explicit NginxServer(const std::string& document_root, Scheme scheme = Scheme::kHttp);

  std::uint16_t port() const { return port_; }

  // "http://127.0.0.1:PORT", or "https:", and `path`, which begins with a slash.
  std::string Url(std::string_view path) const;

 private:
  const Scheme scheme_;
  platform::TemporaryDirectory prefix_;  // outlives the process, which is declared after it
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace bitsproof::bench
