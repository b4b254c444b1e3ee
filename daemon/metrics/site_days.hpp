// SPDX-License-Identifier: Apache-2.0
/// \file
/// What plan and local date say of every site: worked out once a day, for it costs more than
/// writing it down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "config/load.hpp"

namespace pantau::metrics {

/// A date of a site's way through the stages.
struct Milestone {
  std::int64_t time = 0;  ///< 00:00 local as Unix time; of an acceptance test the instant given
  config::Stage stage = config::Stage::proposed;
  bool is_actual = false;
};

class SiteDays {
 public:
  SiteDays(const config::Plan& plan, config::Date today);

  [[nodiscard]] std::size_t size() const { return sites_.size(); }

  /// Has a phase: infrastructure has no stage, no plan and no test.
  [[nodiscard]] bool in_rollout(std::size_t site) const { return sites_[site].in_rollout; }

  [[nodiscard]] const std::optional<config::Stage>& stage(std::size_t site) const {
    return sites_[site].stage;
  }

  /// Seconds late; negative early. Absent as rollout::slip says.
  [[nodiscard]] const std::optional<std::int64_t>& slip(std::size_t site) const {
    return sites_[site].slip;
  }

  /// Planned ones first.
  [[nodiscard]] std::span<const Milestone> milestones(std::size_t site) const {
    const std::size_t begin = site == 0 ? 0 : sites_[site - 1].milestones_end;
    return std::span(milestones_).subspan(begin, sites_[site].milestones_end - begin);
  }

  /// Its hold has begun.
  [[nodiscard]] bool is_held(std::size_t site) const { return sites_[site].is_held; }

  /// When the last day of the hold that has begun is over.
  [[nodiscard]] const std::optional<std::int64_t>& hold_until(std::size_t site) const {
    return sites_[site].hold_until;
  }

 private:
  struct Entry {
    std::optional<std::int64_t> slip;
    std::optional<std::int64_t> hold_until;
    std::optional<config::Stage> stage;
    std::uint32_t milestones_end = 0;
    bool in_rollout = false;
    bool is_held = false;
  };

  std::vector<Entry> sites_;
  std::vector<Milestone> milestones_;
};

}  // namespace pantau::metrics
