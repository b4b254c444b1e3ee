// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which links a link is reached through: the parents of the plan as places in Plan::links.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "config/load.hpp"

namespace pantau::verdicts {

/// One OR-group: the link is reached while any member works.
using Group = std::vector<std::uint32_t>;

class Topology {
 public:
  Topology() = default;
  /// Parents form no cycle: the configuration was checked.
  explicit Topology(const config::Plan& plan);

  [[nodiscard]] std::span<const Group> groups(std::uint32_t link) const { return groups_[link]; }

  [[nodiscard]] std::span<const std::uint32_t> children(std::uint32_t link) const {
    return children_[link];
  }

  /// All links, parents before their children.
  [[nodiscard]] const std::vector<std::uint32_t>& order() const { return order_; }

  /// Place of a link in order().
  [[nodiscard]] std::uint32_t rank(std::uint32_t link) const { return ranks_[link]; }

  [[nodiscard]] std::size_t size() const { return groups_.size(); }

 private:
  std::vector<std::vector<Group>> groups_;
  std::vector<std::vector<std::uint32_t>> children_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> ranks_;
};

}  // namespace pantau::verdicts
