// The helper: this program once more, with the token of a standard user.
#pragma once

#include <windows.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "conformance/adapters/com/bits_server.h"
#include "conformance/adapters/com/lines.h"

namespace com_adapter {

// The command line argument that makes the program a helper.
inline constexpr char kHelperArgument[] = "--helper";

// A helper process, which carries out whole messages, one at a time, and announces the events of
// its callback objects. It ends with this object, or with this process. Its lines are JSON-RPC and,
// for events, {"event": {..}}.
class Helper final : public Subject {
 public:
  // Starts the process. Throws std::runtime_error when it cannot be started.
  explicit Helper(Announce announce);
  ~Helper() override;

  // A helper that has died answers everything with an error.
  Reply Call(std::string_view method, const Json& params) override;
  std::vector<Reply> CallTogether(const std::vector<Request>& requests) override;

  // The result of one method. Throws RpcError when there is none.
  Json Ask(std::string_view method, const Json& params);

  bool IsAlive() const;

 private:
  void Listen();
  // The line that answers `line`; "" when the helper has died. REQUIRES: exchange_ is held.
  std::string Exchange(const std::string& line);

  const Announce announce_;
  HANDLE process_ = nullptr;
  HANDLE input_ = nullptr;  // of the helper
  HANDLE output_ = nullptr;
  std::unique_ptr<LineWriter> writer_;
  std::mutex exchange_;  // held from a message to its answer
  std::uint64_t next_id_ = 1;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::optional<std::string> answer_;
  bool ended_ = false;
  std::thread listener_;
};

// What the helper process runs: answers lines of `in` until it closes.
int RunHelper(HANDLE in, HANDLE out);

}  // namespace com_adapter
