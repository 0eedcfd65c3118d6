// FaultPlan: which operations of a run shall fail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reference/base/hresult.h"

namespace bitsproof::fakes {

// Counts the operations of the crashing_* decorators that share it, and fails one of them, or one
// and all that come after it, as when the machine loses power. A sweep
// fails operation 0, 1, 2, ... of the same run until one run completes untouched:
//
//   for (std::uint64_t n = 0;; ++n) {
//     FaultPlan plan(n, hresult::E_DISK_FULL);
//     RunWith(plan);
//     if (!plan.injected()) break;
//   }
class FaultPlan {
 public:
  // Fails nothing, only counts.
  FaultPlan() = default;

  enum class Extent { kOnce, kFromThereOn };

  // Fails operation `number` (from 0) with `code`.
  FaultPlan(std::uint64_t number, HResult code, Extent extent = Extent::kOnce)
      : number_(number), code_(code), extent_(extent) {}

  // Counts the operation called `name`; the code that it must fail with, or nullopt to go on.
  std::optional<HResult> Next(std::string_view name);

  // Operations so far.
  std::uint64_t operations() const { return operations_; }

  // What was failed first on purpose, "Rename (operation 12): E_DISK_FULL (0x80070070)"; nullopt
  // before.
  const std::optional<std::string>& injected() const { return injected_; }

 private:
  std::optional<std::uint64_t> number_;
  HResult code_;
  Extent extent_ = Extent::kOnce;
  std::uint64_t operations_ = 0;
  std::optional<std::string> injected_;
};

}  // namespace bitsproof::fakes
