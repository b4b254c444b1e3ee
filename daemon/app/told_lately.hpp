// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "probes/net/clock.hpp"

namespace pantau::app {

/// What lasts for as long as a client wants it to must not fill the log as well: the same is told
/// once a minute, and no more than kMost different things in one. Pure.
class ToldLately {
 public:
  static constexpr std::chrono::minutes kPause{1};
  static constexpr std::size_t kMost = 32;

  /// \return true when `what` is to be told now.
  [[nodiscard]] bool is_new(const std::string& what, net::SteadyTime now) {
    std::erase_if(told_, [now](const auto& entry) { return now - entry.second >= kPause; });
    return told_.size() < kMost && told_.emplace(what, now).second;
  }

 private:
  std::map<std::string, net::SteadyTime> told_;
};

}  // namespace pantau::app
