// SPDX-License-Identifier: Apache-2.0
/// \file
/// All windows of announced work, and what they say about a link at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/window.hpp"

namespace pantau::outages {

/// The windows written in the configuration.
[[nodiscard]] std::vector<book::Window> windows_of(const config::Plan& plan);

/// For one plan: which windows name which link.
class WindowList {
 public:
  WindowList() = default;
  WindowList(const config::Plan& plan, std::vector<book::Window> entered);

  [[nodiscard]] const std::shared_ptr<const std::vector<book::Window>>& all() const { return all_; }

  /// Windows that name the link at this place, by start.
  [[nodiscard]] std::span<const book::Window* const> of(std::uint32_t link) const;
  /// One of those that covers `time`, for the link or one of its roots (places): its own before a
  /// root's, of several the one that began first.
  [[nodiscard]] const book::Window* covering(std::uint32_t link,
                                             std::span<const std::uint32_t> roots,
                                             book::Second time) const;
  /// The one that covers `time`, else the next one.
  [[nodiscard]] const book::Window* present_or_next(std::uint32_t link,
                                                    std::span<const std::uint32_t> roots,
                                                    book::Second time) const;
  /// The next time after `time` at which one of their windows begins or ends.
  [[nodiscard]] std::optional<book::Second> next_border(std::uint32_t link,
                                                        std::span<const std::uint32_t> roots,
                                                        book::Second time) const;

 private:
  std::shared_ptr<const std::vector<book::Window>> all_ =
      std::make_shared<const std::vector<book::Window>>();
  std::vector<std::vector<const book::Window*>> by_link_;
};

}  // namespace pantau::outages
