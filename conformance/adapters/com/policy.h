// Group policy of BITS, in the registry.
#pragma once

#include <windows.h>

#include <span>
#include <string_view>

#include "conformance/adapters/com/errors.h"

namespace com_adapter {

// Sets the values of HKLM\SOFTWARE\Policies\Microsoft\Windows\BITS that the protocol names and puts
// back what was there before. What was there is kept in the registry too, so that the next run puts
// it back if this one dies.
class PolicyKey {
 public:
  // The policies that can be set.
  static std::span<const wchar_t* const> Names();

  // Puts back what a run that died has left.
  PolicyKey();
  // Puts everything back.
  ~PolicyKey() { Restore(); }
  PolicyKey(const PolicyKey&) = delete;
  PolicyKey& operator=(const PolicyKey&) = delete;

  // Gives each policy of `values` {name: number} its value; with `others_default` the others are as
  // on a machine without policy. Throws ParamError for a name that is not a policy here, and
  // std::runtime_error when the registry refuses.
  void Apply(const Json& values, bool others_default);

  // What was there before.
  void Restore();

 private:
  void Save();

  bool saved_ = false;
};

}  // namespace com_adapter
