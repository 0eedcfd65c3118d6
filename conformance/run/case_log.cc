#include "conformance/run/case_log.h"

#include <algorithm>

#include "conformance/json/json_text.h"
#include "conformance/run/secrets.h"

namespace bitsproof::conformance {

std::string Logged(const Json& value) { return Abbreviated(WithoutSecrets(value), 400); }

void CaseLog::Add(std::string line) {
  lines_.push_back(std::move(line));
  if (!keep_all_ && lines_.size() > kLastEvents) lines_.pop_front();
}

void CaseLog::AddCall(std::string_view step, std::string_view method, const Json& params,
                      const Json& result) {
  std::string line(step);
  line.append(": ").append(method).append(" ").append(Logged(params));
  line.append(" -> ").append(Logged(result));
  Add(std::move(line));
}

std::vector<std::string> CaseLog::Last() const {
  const std::size_t count = std::min(lines_.size(), kLastEvents);
  return {lines_.end() - static_cast<std::ptrdiff_t>(count), lines_.end()};
}

}  // namespace bitsproof::conformance
