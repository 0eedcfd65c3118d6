#include "fakes/testing/raw_http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace bitsproof::fakes {
namespace {

constexpr std::size_t kReceiveBytes = 64 * 1024;
constexpr time_t kSilenceMaxSeconds = 60;  // a test that waits for nothing ends all the same

[[noreturn]] void ThrowErrno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

int RawHttpClient::Answer::status() const {
  return head.size() < 12 ? 0 : std::stoi(head.substr(9, 3));
}

std::string RawHttpClient::Answer::Field(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const std::size_t at = head.find(start);
  if (at == std::string::npos) return "";
  const std::size_t value = at + start.size();
  return head.substr(value, std::min(head.find("\r\n", value), head.size()) - value);
}

RawHttpClient::RawHttpClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) ThrowErrno("socket");
  const struct timeval limit { kSilenceMaxSeconds, 0 };
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    ::close(socket_);
    errno = error;
    ThrowErrno("connect");
  }
}

RawHttpClient::~RawHttpClient() { ::close(socket_); }

RawHttpClient::Answer RawHttpClient::Ask(const std::string& method, const std::string& target,
                                         const Fields& fields, std::size_t give_up_after) {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: test\r\n";
  for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
  Send(text + "\r\n");
  return Read(method, give_up_after);
}

void RawHttpClient::Send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0) return;  // the answer will tell
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool RawHttpClient::Receive(Answer& answer) {
  char buffer[kReceiveBytes];
  const ssize_t count = ::recv(socket_, buffer, sizeof buffer, 0);
  if (count > 0) received_.append(buffer, static_cast<std::size_t>(count));
  if (count < 0) answer.error = errno;
  return count > 0;
}

bool RawHttpClient::ReadUntil(std::string_view end, std::string& text, Answer& answer) {
  std::size_t at = 0;
  while ((at = received_.find(end)) == std::string::npos) {
    if (!Receive(answer)) return false;
  }
  text = received_.substr(0, at);
  received_.erase(0, at + end.size());
  return true;
}

bool RawHttpClient::ReadBytes(std::size_t count, std::size_t give_up_after, Answer& answer) {
  for (;;) {
    const std::size_t taken = std::min(count, received_.size());
    answer.body.append(received_, 0, taken);
    received_.erase(0, taken);
    count -= taken;
    if (count == 0) return true;
    if (answer.body.size() >= give_up_after || !Receive(answer)) return false;
  }
}

bool RawHttpClient::ReadChunks(std::size_t give_up_after, Answer& answer) {
  std::string line;
  while (ReadUntil("\r\n", line, answer)) {
    const std::size_t size = std::stoul(line, nullptr, 16);
    if (!ReadBytes(size, give_up_after, answer)) return false;
    if (!ReadUntil("\r\n", line, answer)) return false;
    if (size == 0) return true;
  }
  return false;
}

RawHttpClient::Answer RawHttpClient::Read(const std::string& method, std::size_t give_up_after) {
  Answer answer;
  if (!ReadUntil("\r\n\r\n", answer.head, answer)) {
    answer.body = std::exchange(received_, "");
    return answer;
  }
  if (!answer.head.starts_with("HTTP/")) {
    answer.body = std::exchange(answer.head, "");
    return answer;
  }
  if (method == "HEAD") {
    answer.is_whole = true;
  } else if (answer.Field("Transfer-Encoding") == "chunked") {
    answer.is_whole = ReadChunks(give_up_after, answer);
  } else {
    const std::string length = answer.Field("Content-Length");
    const std::size_t size =
        length.empty() ? std::numeric_limits<std::size_t>::max() : std::stoul(length);
    const bool has_all = ReadBytes(size, give_up_after, answer);
    answer.is_whole = has_all || (length.empty() && answer.error == 0);
  }
  return answer;
}

RawHttpClient::Answer RawHttpClient::ReadAll() {
  Answer answer;
  while (Receive(answer)) {
  }
  answer.body = std::exchange(received_, "");
  return answer;
}

}  // namespace bitsproof::fakes
