// SPDX-License-Identifier: Apache-2.0
#include "config/circles.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pantau::config {

std::vector<std::vector<std::size_t>> circles(const std::vector<std::size_t>& next) {
  std::vector<std::vector<std::size_t>> found;
  std::vector<std::size_t> walked_by(next.size(), kNowhere);
  for (std::size_t start = 0; start < next.size(); ++start) {
    auto at = start;
    while (at != kNowhere && walked_by[at] == kNowhere) {
      walked_by[at] = start;
      at = next[at];
    }
    if (at == kNowhere || walked_by[at] != start) {
      continue;
    }
    std::vector<std::size_t> circle{at};
    for (auto place = next[at]; place != at; place = next[place]) {
      circle.push_back(place);
    }
    std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end()), circle.end());
    found.push_back(std::move(circle));
  }
  return found;
}

std::string circle_text(const std::vector<std::string>& ids) {
  constexpr std::size_t kMostNamed = 30;
  std::string text;
  for (std::size_t i = 0; i < ids.size() && i < kMostNamed; ++i) {
    text += ids[i] + " -> ";
  }
  if (ids.size() > kMostNamed) {
    text += fmt::format("{} more -> ", ids.size() - kMostNamed);
  }
  return text + ids.front();
}

}  // namespace pantau::config
