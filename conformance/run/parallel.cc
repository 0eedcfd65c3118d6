#include "conformance/run/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace bitsproof::conformance {

void ParallelFor(std::size_t count, std::size_t jobs,
                 const std::function<void(std::size_t worker, std::size_t item)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr first;
  const auto run = [&](std::size_t worker) {
    try {
      for (std::size_t item = next++; item < count; item = next++) work(worker, item);
    } catch (...) {
      next = count;
      const std::lock_guard<std::mutex> lock(mutex);
      if (!first) first = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  const std::size_t workers = std::min(jobs, count);
  for (std::size_t worker = 0; worker < workers; ++worker) threads.emplace_back(run, worker);
  for (std::thread& thread : threads) thread.join();
  if (first) std::rethrow_exception(first);
}

}  // namespace bitsproof::conformance
