#include "conformance/run/case_log.h"

#include <algorithm>

#include "reference/base/text.h"

namespace bitsproof::conformance {

std::string Abbreviated(const Json& value) {
  constexpr std::size_t kLimit = 400;
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= kLimit) return text;
  return std::string(CutToBytes(text, kLimit)) + "... (" + std::to_string(text.size()) + " bytes)";
}

void CaseLog::Add(std::string line) {
  lines_.push_back(std::move(line));
  if (!keep_all_ && lines_.size() > kLastEvents) lines_.pop_front();
}

void CaseLog::AddCall(std::string_view step, std::string_view method, const Json& params,
                      const Json& result) {
  std::string line(step);
  line.append(": ").append(method).append(" ").append(Abbreviated(params));
  line.append(" -> ").append(Abbreviated(result));
  Add(std::move(line));
}

std::vector<std::string> CaseLog::Last() const {
  const std::size_t count = std::min(lines_.size(), kLastEvents);
  return {lines_.end() - static_cast<std::ptrdiff_t>(count), lines_.end()};
}

}  // namespace bitsproof::conformance
