// Plays the plan of an origin model on a TCP connection.
#pragma once

#include <cstddef>
#include <vector>

#include "fakes/origin_model.h"
#include "fakes/tcp_connection.h"

namespace bitsproof::fakes {

// Sends answers, right or faulty, to one client. Used by one thread.
class PlanPlayer {
 public:
  // Both must outlive this object.
  PlanPlayer(OriginModel& origin, TcpConnection& connection)
      : origin_(&origin), connection_(&connection) {}

  // Carries out `plan` for a client of `http_version` (10 or 11) and keeps the journal. Returns
  // whether the connection can carry another request; if not, closing it is all that remains of the
  // plan.
  bool Play(const ResponsePlan& plan, int http_version);

 private:
  bool PlayAnswer(const ResponsePlan& plan, int http_version);
  bool SendBody(const ResponsePlan& plan, bool chunked, std::string before);
  bool SendPiece(const ResponsePlan& plan, std::string_view before,
                 std::span<const std::byte> piece, std::string_view after);
  bool End(const ResponsePlan& plan);

  OriginModel* origin_;
  TcpConnection* connection_;
  std::vector<std::byte> piece_;  // room for the bytes of one write
};

}  // namespace bitsproof::fakes
