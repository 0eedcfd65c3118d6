#include "conformance/adapters/com/event_queue.h"

namespace com_adapter {

void EventQueue::Push(Json event) {
  {
    const std::lock_guard lock(mutex_);
    Json numbered{{"sequence", events_.size() + 1}};
    numbered.update(event);
    events_.push_back(std::move(numbered));
  }
  arrived_.notify_all();
}

void EventQueue::Clear() {
  const std::lock_guard lock(mutex_);
  events_.clear();
}

Json EventQueue::After(UINT64 after, bitsproof::Duration timeout) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, timeout, [&] { return events_.size() > after; });
  Json list = Json::array();
  for (UINT64 i = after; i < events_.size(); ++i) list.push_back(events_[i]);
  return list;
}

}  // namespace com_adapter
