// ParallelFor: the same work for many items on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace bitsproof::conformance {

// Calls `work(worker, item)` once for every item in [0, count), with workers [0, jobs) on a thread
// each; a worker takes the next item as soon as it is free, so the order in which items end is not
// determined. Returns when all are done. An exception stops further items from being taken; the
// first one is thrown again here. REQUIRES: jobs > 0.
void ParallelFor(std::size_t count, std::size_t jobs,
                 const std::function<void(std::size_t worker, std::size_t item)>& work);

}  // namespace bitsproof::conformance
