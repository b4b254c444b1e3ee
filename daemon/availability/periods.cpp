// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/periods.hpp"

#include <algorithm>

namespace pantau::availability {
namespace {

/// The first one that ends after `time`: where a walk begins.
auto first_after(const std::vector<Period>& list, book::Second time) {
  return std::partition_point(
      list.begin(), list.end(), [time](const Period& period) { return period.to <= time; });
}

void append_common(std::vector<Period>& to, const std::vector<Period>& list, Period part) {
  for (auto it = first_after(list, part.from); it != list.end() && it->from < part.to; ++it) {
    to.push_back(intersect(*it, part));
  }
}

}  // namespace

Period intersect(Period one, Period other) {
  const book::Second from = std::max(one.from, other.from);
  return {from, std::max(from, std::min(one.to, other.to))};
}

std::vector<Period> unite(std::vector<Period> list) {
  std::sort(
      list.begin(), list.end(), [](const Period& a, const Period& b) { return a.from < b.from; });
  std::vector<Period> united;
  for (const Period& period : list) {
    if (period.from >= period.to) {
      continue;
    }
    if (!united.empty() && period.from <= united.back().to) {
      united.back().to = std::max(united.back().to, period.to);
    } else {
      united.push_back(period);
    }
  }
  return united;
}

std::vector<Period> clip(const std::vector<Period>& list, Period to) {
  std::vector<Period> clipped;
  append_common(clipped, list, to);
  return clipped;
}

std::vector<Period> intersect(const std::vector<Period>& one, const std::vector<Period>& other) {
  std::vector<Period> common;
  for (const Period& part : one) {
    append_common(common, other, part);
  }
  return common;
}

std::int64_t seconds_within(const std::vector<Period>& list, Period part) {
  std::int64_t sum = 0;
  for (auto it = first_after(list, part.from); it != list.end() && it->from < part.to; ++it) {
    sum += intersect(*it, part).length().count();
  }
  return sum;
}

}  // namespace pantau::availability
