// The switch of the mutated build: which one of its mutants acts.
#pragma once

#include <atomic>
#include <cstdlib>
#include <memory>
#include <type_traits>

namespace bitsproof::mutate {

// The number in the environment variable BITSPROOF_MUTANT at the start; 0 for none.
inline const int active = [] {
  const char* const text = std::getenv("BITSPROOF_MUTANT");
  return text == nullptr ? 0 : std::atoi(text);
}();

inline constexpr int kNumberEnd = 1'000'000;  // above every number that generate.py gives

// Which mutants have been passed, by number; null unless BITSPROOF_REACHED is set.
inline const std::unique_ptr<std::atomic<bool>[]> reached =
    std::getenv("BITSPROOF_REACHED") == nullptr ? nullptr
                                                : std::make_unique<std::atomic<bool>[]>(kNumberEnd);

// Whether mutant `number` acts. What is evaluated while compiling is never mutated.
constexpr bool On(int number) {
  if (std::is_constant_evaluated()) return false;
  if (reached) reached[number].store(true, std::memory_order_relaxed);
  return number == active;
}

}  // namespace bitsproof::mutate
