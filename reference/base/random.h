// Deterministic chance: one seed per world, one forked stream per consumer, integers only.
#pragma once

#include <cstdint>
#include <string_view>

namespace bitsproof {

// SplitMix64 (Steele, Lea, Flood 2014): the finalizer that turns a counter into 64 well-mixed bits.
constexpr std::uint64_t MixBits(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// A stream of pseudo-random integers: a function of its seed alone.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    return MixBits(state_);
  }

  // A value in [0, bound). REQUIRES: bound > 0. The bias for bounds far below 2^64 is negligible
  // here.
  constexpr std::uint64_t Below(std::uint64_t bound) { return Next() % bound; }

  // An independent stream for the consumer `name`; taking it does not disturb this stream.
  constexpr Random Fork(std::string_view name) const {
    std::uint64_t hash = state_;
    for (const char c : name) hash = MixBits(hash ^ static_cast<unsigned char>(c));
    return Random(hash);
  }

 private:
  std::uint64_t state_;
};

}  // namespace bitsproof
