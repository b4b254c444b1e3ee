// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/metrics/page_query.hpp"

#include <algorithm>

namespace pantau::test {

std::vector<Sample> select(const Page& page,
                           const std::string& name,
                           const std::map<std::string, std::string>& labels) {
  std::vector<Sample> found;
  for (const Family& family : page.families) {
    for (const Sample& sample : family.samples) {
      const bool matches =
          sample.name == name &&
          std::includes(sample.labels.begin(), sample.labels.end(), labels.begin(), labels.end());
      if (matches) {
        found.push_back(sample);
      }
    }
  }
  return found;
}

double sum(const Page& page,
           const std::string& name,
           const std::map<std::string, std::string>& labels) {
  double total = 0;
  for (const Sample& sample : select(page, name, labels)) {
    total += sample.value;
  }
  return total;
}

std::vector<std::string> above(const Page& page,
                               const std::string& name,
                               double threshold,
                               const std::string& label,
                               const std::map<std::string, std::string>& labels) {
  std::vector<std::string> values;
  for (const Sample& sample : select(page, name, labels)) {
    if (sample.value > threshold) {
      values.push_back(sample.labels.at(label));
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace pantau::test
