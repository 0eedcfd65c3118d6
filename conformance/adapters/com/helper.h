// The helper: this program once more, with the token of a standard user.
#pragma once

#include <windows.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "conformance/adapters/com/callback.h"
#include "conformance/adapters/com/lines.h"

namespace com_adapter {

// The command line argument that makes the program a helper.
inline constexpr char kHelperArgument[] = "--helper";

// A helper process, which carries out whole messages, one at a time, and announces the events of
// its callback objects. It ends with this object, or with this process. Its lines are JSON-RPC and,
// for events, {"event": {..}}.
class Helper final : public RpcPeer {
 public:
  // Starts the process. Throws std::runtime_error when it cannot be started.
  explicit Helper(Announce announce);
  ~Helper() override;

  // The answer to a request or batch. Throws RpcError when the helper has died.
  Json Exchange(const Json& message) override;

  // The result of one method; throws RpcError for its error.
  Json Ask(const std::string& method, const Json& params);

  bool IsAlive() const;

 private:
  void Listen();

  const Announce announce_;
  HANDLE process_ = nullptr;
  HANDLE input_ = nullptr;  // of the helper
  HANDLE output_ = nullptr;
  std::unique_ptr<LineWriter> writer_;
  std::mutex exchange_;  // held from a message to its answer
  std::mutex mutex_;
  std::condition_variable answered_;
  std::optional<Json> answer_;
  bool ended_ = false;
  std::thread listener_;
};

// What the helper process runs: answers lines of `in` until it closes.
int RunHelper(HANDLE in, HANDLE out);

}  // namespace com_adapter
