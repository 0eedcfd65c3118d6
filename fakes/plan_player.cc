#include "fakes/plan_player.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "fakes/http_message.h"

namespace bitsproof::fakes {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Ending = ResponsePlan::Ending;

constexpr std::uint64_t kPieceBytes = 256 * 1024;

// A limited rate is kept by small pieces at about twenty a second.
std::uint64_t PieceSize(const ResponsePlan& plan) {
  if (plan.rate_bytes_s == 0) return kPieceBytes;
  return std::clamp<std::uint64_t>(plan.rate_bytes_s / 20, 1, kPieceBytes);
}

Duration TimeFor(std::uint64_t bytes, std::uint64_t bytes_s) {
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(static_cast<double>(bytes) / static_cast<double>(bytes_s)));
}

}  // namespace

bool PlanPlayer::Play(const ResponsePlan& plan, int http_version) {
  const bool keep = connection_->Wait(plan.delay) && PlayAnswer(plan, http_version);
  origin_->Ended(plan);
  return keep;
}

bool PlanPlayer::PlayAnswer(const ResponsePlan& plan, int http_version) {
  if (plan.status == 0) {
    if (!plan.garbage.empty()) connection_->Send(plan.garbage);
    return End(plan);
  }
  const bool chunked = plan.chunked && http_version == 11 && plan.http_version == 11;
  HeaderFields headers = plan.headers;
  if (chunked) headers.Add("Transfer-Encoding", "chunked");
  const bool ends_by_close = (plan.chunked && !chunked) || plan.http_version == 10;
  if (ends_by_close) headers.Add("Connection", "close");
  origin_->HeadSent(plan);
  std::string head = FormatResponseHead(plan.http_version, plan.status, headers);
  if (!plan.has_body || plan.send.length == 0) {
    if (chunked && plan.ending == Ending::kKeep) head += "0\r\n\r\n";
    return SendPiece(plan, head, {}, {}) && End(plan) && !ends_by_close;
  }
  return SendBody(plan, chunked, std::move(head)) && End(plan) && !ends_by_close;
}

bool PlanPlayer::SendBody(const ResponsePlan& plan, bool chunked, std::string before) {
  const std::uint64_t piece_size = PieceSize(plan);
  const SteadyClock::time_point start = SteadyClock::now();
  piece_.resize(std::min(piece_size, plan.send.length));
  for (std::uint64_t sent = 0; sent < plan.send.length;) {
    const std::uint64_t size = std::min(piece_size, plan.send.length - sent);
    const std::span<std::byte> piece = std::span(piece_).first(size);
    plan.body.Read(plan.send.offset + sent, piece);
    sent += size;
    std::string_view after;
    if (chunked) {
      before += fmt::format("{:x}\r\n", size);
      const bool is_last = sent == plan.send.length && plan.ending == Ending::kKeep;
      after = is_last ? "\r\n0\r\n\r\n" : "\r\n";
    }
    if (plan.rate_bytes_s != 0) {
      const Duration due = TimeFor(sent, plan.rate_bytes_s) - (SteadyClock::now() - start);
      if (!connection_->Wait(due)) return false;
    }
    // When the client has the last byte the journal must say so already.
    if (sent == plan.send.length && plan.ending == Ending::kKeep) origin_->Ended(plan);
    if (!SendPiece(plan, before, piece, after)) return false;
    before.clear();
  }
  return true;
}

// Also counts the bytes of `piece` in the journal: all before they are sent, and what was not sent
// back.
bool PlanPlayer::SendPiece(const ResponsePlan& plan, std::string_view before,
                           std::span<const std::byte> piece, std::string_view after) {
  if (plan.ending == Ending::kKeep && piece.empty()) origin_->Ended(plan);
  origin_->BodySent(plan, static_cast<std::int64_t>(piece.size()));
  const std::size_t sent = connection_->Send(before, piece, after);
  if (sent == before.size() + piece.size() + after.size()) return true;
  const std::size_t of_piece = sent - std::min(sent, before.size());
  const std::size_t unsent = piece.size() - std::min(piece.size(), of_piece);
  origin_->BodySent(plan, -static_cast<std::int64_t>(unsent));
  return false;
}

// What follows the last byte, apart from the close. Always false unless the connection goes on.
bool PlanPlayer::End(const ResponsePlan& plan) {
  switch (plan.ending) {
    case Ending::kKeep:
      return true;
    case Ending::kClose:
      break;
    case Ending::kReset:
      // A reset discards what is still on its way, and the fault promises the bytes before it.
      connection_->WaitUntilReceived();
      connection_->ResetOnClose();
      break;
    case Ending::kStall:
      connection_->WaitUntilGone();
      break;
  }
  return false;
}

}  // namespace bitsproof::fakes
