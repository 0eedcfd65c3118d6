#include "conformance/adapters/com/policy.h"

#include <optional>

#include "conformance/adapters/com/text.h"

namespace com_adapter {
namespace {

constexpr wchar_t kPolicies[] = L"SOFTWARE\\Policies\\Microsoft\\Windows\\BITS";
constexpr wchar_t kSaved[] = L"SOFTWARE\\bitsproof\\SavedPolicy";

constexpr const wchar_t* kNames[] = {L"MaxJobsPerUser",       L"MaxJobsPerMachine",
                                     L"MaxFilesPerJob",       L"MaxRangesPerFile",
                                     L"JobInactivityTimeout", L"MaxDownloadTime"};

std::optional<DWORD> Read(const wchar_t* key, const wchar_t* name) {
  DWORD value = 0;
  DWORD size = sizeof(value);
  if (RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_DWORD, nullptr, &value, &size) !=
      ERROR_SUCCESS) {
    return std::nullopt;
  }
  return value;
}

// nullopt deletes the value.
void Write(const wchar_t* key, const wchar_t* name, std::optional<DWORD> value) {
  LSTATUS status = ERROR_SUCCESS;
  if (value) {
    status = RegSetKeyValueW(HKEY_LOCAL_MACHINE, key, name, REG_DWORD, &*value, sizeof(*value));
  } else {
    status = RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, key, name);
    if (status == ERROR_FILE_NOT_FOUND) status = ERROR_SUCCESS;
  }
  if (status != ERROR_SUCCESS) {
    throw std::runtime_error("the registry refuses the policy " + Narrow(name) + " (error " +
                             std::to_string(status) + "): is this process elevated?");
  }
}

bool Exists(const wchar_t* key) {
  HKEY handle = nullptr;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, key, 0, KEY_READ, &handle) != ERROR_SUCCESS) return false;
  RegCloseKey(handle);
  return true;
}

// Also creates the key, which says that there is something to put back.
void CreateKey(const wchar_t* key) {
  HKEY handle = nullptr;
  const LSTATUS status =
      RegCreateKeyExW(HKEY_LOCAL_MACHINE, key, 0, nullptr, 0, KEY_WRITE, nullptr, &handle, nullptr);
  if (status != ERROR_SUCCESS) {
    throw std::runtime_error("the registry refuses a key (error " + std::to_string(status) +
                             "): is this process elevated?");
  }
  RegCloseKey(handle);
}

std::optional<DWORD> ValueOf(const Json& values, const wchar_t* name) {
  const auto it = values.find(Narrow(name));
  if (it == values.end()) return std::nullopt;
  if (!it->is_number_unsigned() || it->get<UINT64>() > 0xFFFFFFFFu)
    throw ParamError("Policy '" + Narrow(name) + "' must be an integer from 0 to 4294967295.");
  return it->get<DWORD>();
}

void CheckNames(const Json& values) {
  for (const auto& [name, value] : values.items()) {
    bool known = false;
    for (const wchar_t* policy : kNames) known = known || name == Narrow(policy);
    if (!known) throw ParamError("'" + name + "' is not a policy in the registry of Windows.");
  }
}

}  // namespace

std::span<const wchar_t* const> PolicyKey::Names() { return kNames; }

PolicyKey::PolicyKey() {
  saved_ = Exists(kSaved);
  Restore();
}

void PolicyKey::Apply(const Json& values, bool others_default) {
  CheckNames(values);
  if (!saved_) Save();
  for (const wchar_t* name : kNames) {
    const std::optional<DWORD> value = ValueOf(values, name);
    if (value || others_default) Write(kPolicies, name, value);
  }
}

void PolicyKey::Save() {
  CreateKey(kSaved);
  for (const wchar_t* name : kNames) Write(kSaved, name, Read(kPolicies, name));
  saved_ = true;
}

void PolicyKey::Restore() {
  if (!saved_) return;
  try {
    for (const wchar_t* name : kNames) Write(kPolicies, name, Read(kSaved, name));
    RegDeleteKeyW(HKEY_LOCAL_MACHINE, kSaved);
    saved_ = false;
  } catch (const std::exception&) {
    // Nobody is left to tell; the saved values stay for the next run.
  }
}

}  // namespace com_adapter
