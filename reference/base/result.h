// Result<T>: a value, or the HRESULT that says why there is none.
#pragma once

#include <tl/expected.hpp>

#include "reference/base/hresult.h"

namespace bitsproof {

template <typename T>
using Result = tl::expected<T, HResult>;

using Unexpected = tl::unexpected<HResult>;

// The code of a result: S_OK when it holds a value.
template <typename T>
HResult CodeOf(const Result<T>& result) {
  return result ? hresult::S_OK : result.error();
}

}  // namespace bitsproof
