#include "conformance/adapters/com/lines.h"

#include <stdexcept>

#include "conformance/protocol/json_rpc.h"

namespace com_adapter {

std::optional<std::string> LineReader::Next() {
  while (true) {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      searched_ = 0;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return line;
    }
    searched_ = buffer_.size();
    if (searched_ > bitsproof::conformance::kMessageBytesMax)
      throw std::runtime_error("a line has more than 16 MiB");
    char piece[65536];
    DWORD size = 0;
    if (!ReadFile(handle_, piece, sizeof(piece), &size, nullptr) || size == 0) return std::nullopt;
    buffer_.append(piece, size);
  }
}

bool LineWriter::Write(std::string_view line) {
  std::string bytes(line);
  bytes += '\n';
  const std::lock_guard lock(mutex_);
  for (std::size_t done = 0; done < bytes.size();) {
    DWORD size = 0;
    if (!WriteFile(handle_, bytes.data() + done, static_cast<DWORD>(bytes.size() - done), &size,
                   nullptr)) {
      return false;
    }
    done += size;
  }
  return true;
}

}  // namespace com_adapter
