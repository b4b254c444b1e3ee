// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/outage.hpp"

#include <algorithm>

namespace pantau::book {

Seconds Outage::length(Second now) const {
  Seconds sum{0};
  for (const Segment& segment : segments) {
    sum += std::max(Seconds{0}, segment.end.value_or(now) - segment.start);
  }
  return sum;
}

}  // namespace pantau::book
