// CuttingRelay: a TCP relay that breaks one connection.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "bench/loopback.h"

namespace bitsproof::bench {

// Passes connections on to a server on loopback. Once that many bytes of the server's answers have
// gone through, the connection that carries them is reset on the client's side; every other byte
// passes. Ends its connections on destruction.
class CuttingRelay {
 public:
  CuttingRelay(std::uint16_t server_port, std::uint64_t cut_after_bytes);
  ~CuttingRelay();
  CuttingRelay(const CuttingRelay&) = delete;
  CuttingRelay& operator=(const CuttingRelay&) = delete;

  std::uint16_t port() const { return port_; }

  // What has happened so far; may be read while the relay works.
  std::uint64_t connections() const { return connections_; }
  std::uint64_t bytes_to_client() const { return bytes_to_client_; }
  bool has_cut() const { return has_cut_; }

 private:
  struct Pair {
    Socket client;
    Socket server;
  };

  // The relay's thread.
  void Run();
  void Accept();
  // Both return false when the pair has ended.
  bool PassToServer(Pair& pair);
  bool PassToClient(Pair& pair);

  const std::uint16_t server_port_;
  const std::uint64_t cut_after_bytes_;
  Socket listener_;
  Socket stop_reader_;  // readable once the other end is closed
  Socket stop_writer_;
  std::uint16_t port_ = 0;
  std::vector<Pair> pairs_;  // the relay's thread only
  std::vector<char> buffer_;
  std::atomic<std::uint64_t> connections_ = 0;
  std::atomic<std::uint64_t> bytes_to_client_ = 0;
  std::atomic<bool> has_cut_ = false;
  std::thread thread_;
};

}  // namespace bitsproof::bench
