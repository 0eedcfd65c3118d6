#include "conformance/run/secrets.h"

#include <string>
#include <string_view>
#include <utility>

namespace bitsproof::conformance {
namespace {

constexpr std::string_view kHidden = "(hidden)";

bool IsPassword(std::string_view name) { return name == "password"; }

bool IsAuthorization(std::string_view name) {
  return name == "authorization" || name == "proxy-authorization";
}

// The texts below a member called `name`; matchers may stand in their place.
void Hide(std::string_view name, Json& value) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    const bool has_scheme = IsAuthorization(name) && text.find(' ') != std::string::npos;
    value = (has_scheme ? text.substr(0, text.find(' ') + 1) : "") + std::string(kHidden);
  } else if (value.is_structured()) {
    for (Json& element : value) Hide(name, element);
  }
}

void HideBelow(Json& value) {
  if (!value.is_structured()) return;
  if (value.is_array()) {
    for (Json& element : value) HideBelow(element);
    return;
  }
  for (const auto& [name, member] : value.items()) {
    if (IsPassword(name) || IsAuthorization(name)) {
      Hide(name, member);
    } else {
      HideBelow(member);
    }
  }
}

}  // namespace

Json WithoutSecrets(Json value) {
  HideBelow(value);
  return value;
}

Mismatch WithoutSecrets(Mismatch mismatch) {
  const std::string name = mismatch.pointer.substr(mismatch.pointer.rfind('/') + 1);
  for (std::optional<Json>* quoted : {&mismatch.expected, &mismatch.found}) {
    if (!*quoted) continue;
    HideBelow(**quoted);
    if (IsPassword(name) || IsAuthorization(name)) Hide(name, **quoted);
  }
  return mismatch;
}

}  // namespace bitsproof::conformance
