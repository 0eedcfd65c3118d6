// Sample: a summary of repeated measurements.
#pragma once

#include <vector>

namespace bitsproof::bench {

// The median and the extremes of some measurements.
struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
};

// The median of an even number of values is the mean of the two in the middle. REQUIRES: not empty.
Spread SpreadOf(std::vector<double> values);

// Element by element, values[i] / others[i]. REQUIRES: equal sizes; no other is 0.
std::vector<double> Ratios(const std::vector<double>& values, const std::vector<double>& others);

}  // namespace bitsproof::bench
