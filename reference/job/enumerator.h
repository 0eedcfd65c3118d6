// Enumerator: IEnumBackgroundCopyJobs and IEnumBackgroundCopyFiles without the COM.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "reference/base/hresult.h"

namespace bitsproof {

// A cursor over a frozen list (CORE-ENUM-01 to -10). Membership never changes after construction;
// what the items tell may.
template <typename Item>
class Enumerator {
 public:
  // What Next hands over. `items` lives as long as the enumerator or any clone of it.
  struct Batch {
    std::span<const Item> items;
    HResult code;  // S_OK, or S_FALSE when fewer were left than asked for
  };

  // The cursor starts at the first item.
  explicit Enumerator(std::vector<Item> items)
      : items_(std::make_shared<const std::vector<Item>>(std::move(items))) {}

  // Hands over the next `count` items, or those that are left, and moves past them.
  Batch Next(std::size_t count) {
    const std::size_t taken = std::min(count, items_->size() - position_);
    const std::span<const Item> batch = std::span(*items_).subspan(position_, taken);
    position_ += taken;
    return {batch, taken == count ? hresult::S_OK : hresult::S_FALSE};
  }

  // Moves past `count` items; S_FALSE, with the cursor behind the last item, when fewer are left.
  HResult Skip(std::size_t count) { return Next(count).code; }

  // Back to the first item of the same list.
  void Reset() { position_ = 0; }

  // The same list at the same position; from here on the two move independently.
  Enumerator Clone() const { return *this; }

  // The size of the whole list, wherever the cursor is.
  std::size_t count() const { return items_->size(); }

 private:
  std::shared_ptr<const std::vector<Item>> items_;  // shared by clones: the list is immutable
  std::size_t position_ = 0;                        // <= items_->size()
};

}  // namespace bitsproof
