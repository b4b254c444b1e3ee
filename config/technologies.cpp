// SPDX-License-Identifier: Apache-2.0
#include "config/technologies.hpp"

namespace pantau::config {

namespace {

using std::chrono::seconds;

struct Row {
  const char* id = "";
  int interval_seconds = 0;
  int timeout_seconds = 0;
  std::uint32_t down_after = 0;
  std::uint32_t up_after = 0;
  Threshold rtt;
  Threshold variation;
  Threshold loss;
  double target = 0;
};

constexpr Row kRows[]{
    {"geo-vsat", 5, 5, 6, 3, {0.8, 1.2}, {0.3, 0.6}, {0.03, 0.1}, 0.95},
    {"meo", 5, 3, 6, 3, {0.25, 0.4}, {0.06, 0.15}, {0.03, 0.1}, 0.95},
    {"leo", 2, 3, 15, 5, {0.12, 0.25}, {0.06, 0.15}, {0.03, 0.1}, 0.95},
    {"radio", 1, 3, 15, 5, {0.03, 0.1}, {0.02, 0.06}, {0.01, 0.05}, 0.97},
    {"fibre", 1, 3, 15, 5, {0.1, 0.2}, {0.01, 0.03}, {0.005, 0.02}, 0.98},
    {"lte", 5, 3, 6, 3, {0.12, 0.3}, {0.08, 0.2}, {0.03, 0.1}, 0.95},
};

}  // namespace

std::vector<Technology> built_in_technologies() {
  std::vector<Technology> result;
  for (const auto& row : kRows) {
    Technology technology;
    technology.id = row.id;
    technology.built_in = true;
    auto& profile = technology.profile;
    profile.interval = seconds{row.interval_seconds};
    profile.timeout = seconds{row.timeout_seconds};
    profile.down_after = row.down_after;
    profile.up_after = row.up_after;
    profile.rtt = row.rtt;
    profile.variation = row.variation;
    profile.loss = row.loss;
    profile.target = row.target;
    result.push_back(std::move(technology));
  }
  return result;
}

}  // namespace pantau::config
