// Owners of what COM hands out.
#pragma once

#include <objbase.h>
#include <windows.h>

#include <string>
#include <utility>

#include "conformance/adapters/com/text.h"

namespace com_adapter {

// The IID of T: its own member kIid when it is declared here (interfaces.h), else that of the SDK.
template <typename T>
const IID& IidOf() {
  if constexpr (requires { T::kIid; }) {
    return T::kIid;
  } else {
    return __uuidof(T);
  }
}

// One reference to an interface.
template <typename T>
class ComPtr {
 public:
  ComPtr() = default;
  // Takes over the caller's reference.
  explicit ComPtr(T* object) : object_(object) {}
  ComPtr(const ComPtr& other) : object_(other.object_) {
    if (object_ != nullptr) object_->AddRef();
  }
  ComPtr(ComPtr&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ComPtr& operator=(ComPtr other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~ComPtr() {
    if (object_ != nullptr) object_->Release();
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

// Where a call writes the reference that it gives. A failed call may leave anything there, so
// nothing happens to it before Keep.
template <typename T>
class Received {
 public:
  T** Out() { return &object_; }
  void** OutVoid() { return reinterpret_cast<void**>(&object_); }

  // Says that the call succeeded; takes the reference over, which may be null.
  ComPtr<T> Keep() { return ComPtr<T>(std::exchange(object_, nullptr)); }

 private:
  T* object_ = nullptr;
};

// `object` by the interface U: the code of QueryInterface.
template <typename U>
HRESULT Query(IUnknown& object, ComPtr<U>& found) {
  Received<U> received;
  const HRESULT code = object.QueryInterface(IidOf<U>(), received.OutVoid());
  if (SUCCEEDED(code)) found = received.Keep();
  return code;
}

// Memory of the callee that CoTaskMemFree releases; as Received, nothing happens to it before Keep.
template <typename T>
class TaskMemory {
 public:
  TaskMemory() = default;
  TaskMemory(const TaskMemory&) = delete;
  TaskMemory& operator=(const TaskMemory&) = delete;
  ~TaskMemory() {
    if (kept_) CoTaskMemFree(data_);
  }

  T** Out() { return &data_; }
  // Says that the call succeeded; returns the data, which may be null.
  T* Keep() {
    kept_ = true;
    return data_;
  }

 private:
  T* data_ = nullptr;
  bool kept_ = false;
};

using TaskText = TaskMemory<wchar_t>;

// The text of a successful call; null for a null pointer.
inline Json TextToJson(TaskText& text) {
  const wchar_t* const data = text.Keep();
  if (data == nullptr) return nullptr;
  return Narrow(data);
}

}  // namespace com_adapter
