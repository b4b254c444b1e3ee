// SPDX-License-Identifier: Apache-2.0
/// \file
/// Announced work, from the configuration or from `pantau maintenance add`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/book/link_state.hpp"

namespace pantau::book {

struct Window {
  std::uint64_t id = 0;  ///< of the journal; 0: written in the configuration
  std::vector<std::string> links;
  std::vector<std::string> sites;
  std::vector<std::string> districts;
  std::vector<std::string> providers;
  Second start{};
  Second end{};  ///< exclusive; what `pantau maintenance end` made of it
  std::string reason;
  /// When it was made known; absent: not said. A date is 00:00 local. Entered by command: then.
  std::optional<Second> announced;
  std::string document;
  std::string user;  ///< who entered it by command
  std::string place;  ///< file:line, of the configuration

  [[nodiscard]] bool covers(Second time) const { return start <= time && time < end; }

  friend bool operator==(const Window&, const Window&) = default;
};

}  // namespace pantau::book
