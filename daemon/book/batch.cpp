// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/batch.hpp"

namespace pantau::book {

namespace {

template <typename T>
std::size_t held(const std::vector<T>& rows) {
  return rows.size() * sizeof(T);
}

}  // namespace

bool Batch::empty() const {
  return minutes.empty() && link_spans.empty() && site_spans.empty() && links.empty() &&
         sites.empty() && marks.empty() && removed.empty() && outages.empty() && restarts.empty() &&
         power.empty() && devices.empty();
}

std::size_t Batch::bytes() const {
  std::size_t sum = held(minutes) + held(link_spans) + held(site_spans) + held(links) +
                    held(sites) + held(marks) + held(removed) + held(outages) + held(restarts) +
                    held(power) + held(devices);
  for (const Outage& outage : outages) {
    sum += held(outage.segments) + held(outage.corrections);
  }
  return sum;
}

}  // namespace pantau::book
