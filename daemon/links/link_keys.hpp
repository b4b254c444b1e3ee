// SPDX-License-Identifier: Apache-2.0
/// \file
/// A number for each link id ever seen, the same over reloads for as long as the daemon runs.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/verdicts/course.hpp"

namespace pantau::links {

class LinkKeys {
 public:
  /// The key of `id`; a new one when it was never asked for.
  [[nodiscard]] verdicts::LinkKey key_of(const std::string& id);

  [[nodiscard]] const std::string& id_of(verdicts::LinkKey key) const { return ids_[key]; }

  [[nodiscard]] std::size_t size() const { return ids_.size(); }

 private:
  std::deque<std::string> ids_;  ///< by key; never moved, for keys_ looks into it
  std::unordered_map<std::string_view, verdicts::LinkKey> keys_;
};

}  // namespace pantau::links
