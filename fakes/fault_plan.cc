#include "fakes/fault_plan.h"

#include <fmt/format.h>

namespace bitsproof::fakes {

std::optional<HResult> FaultPlan::Next(std::string_view name) {
  const std::uint64_t operation = operations_++;
  if (injected_ && extent_ == Extent::kFromThereOn) return code_;
  if (operation != number_) return std::nullopt;
  injected_ = fmt::format("{} (operation {}): {}", name, operation, ToString(code_));
  return code_;
}

}  // namespace bitsproof::fakes
